// Clones that exchange their comments: nothing is lost and nothing that was taken away is left, in whatever order, with
// whoever else at the same time, and whatever the other side does.
// EVENTS in the environment: how many each of two clones writes (150).
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Skip, assert, check, report } from '../support/tap.mjs';
import { commit, environment, git, isSanitized, makeFolder, program, run, writeFiles } from '../support/program.mjs';

const events = Number(process.env.EVENTS ?? (isSanitized ? 60 : 150));
const talker = path.resolve(process.env.TALK);
const branch = 'refs/heads/plainsong/comments';
let seed = 1000;

// A repository with a remote and a second clone of it: {remote, a, b}.
function makeClones() {
  const top = makeFolder();
  const at = (name) => path.join(top, name);
  git(top, 'init', '-q', '--bare', 'remote.git');
  git(top, 'init', '-q', 'a');
  writeFiles(at('a'), { 'a.md': '# A\n' });
  commit(at('a'));
  git(at('a'), 'remote', 'add', 'origin', at('remote.git'));
  git(at('a'), 'push', '-q', 'origin', 'main');
  git(top, 'clone', '-q', 'remote.git', 'b');
  return { top, remote: at('remote.git'), a: at('a'), b: at('b') };
}

function talk(folder, ...args) {
  const out = execFileSync(talker, [folder, ...args.map(String)], { encoding: 'utf8', env: environment, maxBuffer: 1 << 28 });
  return out.split('\n').filter(Boolean);
}
const say = (folder, count) => talk(folder, 'say', count, seed++).flatMap((line) => line.split(' '));
const redact = (folder, count) => talk(folder, 'redact', count, seed++).map((line) => line.split(' '));

// Map of id -> {kind, redacted, to, words}.
function list(folder) {
  return new Map(talk(folder, 'list').map((line) => {
    const [id, kind, redacted, to, words] = line.split(' ');
    return [id, { kind, redacted: redacted !== '-', to, words: words ?? '' }];
  }));
}

async function sync(folder, ...args) {
  const result = await run(['-C', folder, 'sync', '--json', ...args]);
  assert.equal(result.code, 0, result.err);
  assert.equal(result.err, '');
  return JSON.parse(result.out);
}
async function failToSync(folder, pattern, options) {
  const result = await run(['-C', folder, 'sync'], options);
  assert.equal(result.code, 3, result.out + result.err);
  assert.match(result.err.replace(/\s+/g, ' '), pattern);
}

function expectSound(folder) {
  const { stdout, stderr, status } = spawnSync('git', ['fsck', '--no-dangling', '--no-progress'], { cwd: folder, encoding: 'utf8', env: environment });
  assert.equal(stdout + stderr, '', folder);
  assert.equal(status, 0);
}
const tree = (folder) => git(folder, 'rev-parse', `${branch}^{tree}`).trim();

// Every object there is, whether something leads to it or not, as one text.
function readObjects(folder) {
  return execFileSync('git', ['cat-file', '--batch', '--batch-all-objects', '--unordered'], { cwd: folder, encoding: 'latin1', env: environment, maxBuffer: 1 << 30 });
}
// And every file that Plainsong keeps.
function readKept(folder) {
  const kept = path.join(folder, '.git/plainsong');
  if (!fs.existsSync(kept)) return '';
  return fs.readdirSync(kept, { withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(kept, entry.name), 'latin1')).join('\n');
}
// The ids of events whose words are in the folder though they were taken away.
function findLeft(folder, forbidden) {
  const text = readObjects(folder) + readKept(folder);
  const said = new Set(text.match(/words-[0-9TZ]{16}-[0-9a-z]{10}/g));
  return forbidden.filter((id) => said.has(`words-${id}`));
}

// All that was acknowledged is there, with its words or without them as it should be. The ids of those without.
function expectComplete(folder, said, taken) {
  const all = list(folder);
  const expected = [...said, ...taken.map(([, redaction]) => redaction)].sort();
  assert.deepEqual([...all.keys()].sort(), expected);
  for (const [target] of taken) assert.ok(all.get(target).redacted, `${target} still has its words`);
  const targets = new Set(taken.map(([target]) => target));
  const forbidden = [];
  for (const [id, event] of all) {
    const isTaken = targets.has(id) || (event.kind === 'edit' && targets.has(event.to));
    if (event.kind === 'redact') continue;
    assert.equal(event.redacted, isTaken, `${id} ${event.kind}`);
    assert.equal(event.words, isTaken ? '' : `words-${id}`, id);
    if (isTaken) forbidden.push(id);
  }
  return forbidden;
}

check(`two clones write ${events} events each and sync in random order, with redactions among them: equal, complete, and no word left`, async () => {
  const { remote, a, b } = makeClones();
  const said = [];
  const taken = [];
  const left = new Map([[a, events], [b, events]]);
  let redactions = Math.max(6, Math.floor(events / 40));
  while (left.get(a) + left.get(b) > 0) {
    const folder = Math.random() < 0.5 ? a : b;
    const what = Math.random();
    const count = Math.min(left.get(folder), 1 + Math.floor(Math.random() * events / 8));
    if (what < 0.6 && count > 0) {
      said.push(...say(folder, count));
      left.set(folder, left.get(folder) - count);
    } else if (what < 0.7 && redactions > 0) {
      redactions--;
      taken.push(...redact(folder, 1 + Math.floor(Math.random() * 2)));
    } else if (what < 0.72) {
      git(folder, 'gc', '-q');
    } else if (what < 0.9) {
      await sync(folder);
    } else {
      await Promise.all([sync(a), sync(b)]);
    }
  }
  if (!taken.length) taken.push(...redact(a, 2));
  for (const folder of [a, b, a, b]) await sync(folder);
  assert.equal(tree(a), tree(b));
  assert.equal(git(a, 'rev-parse', branch), git(b, 'rev-parse', branch));
  assert.equal(git(a, 'rev-parse', branch), git(remote, 'rev-parse', branch));
  const forbidden = expectComplete(a, said, taken);
  assert.deepEqual(expectComplete(b, said, taken), forbidden);
  for (const folder of [a, b]) assert.deepEqual(findLeft(folder, forbidden), []);
  git(remote, 'gc', '-q', '--prune=now');
  assert.deepEqual(findLeft(remote, forbidden), []);
  for (const folder of [a, b, remote]) expectSound(folder);
  assert.equal(fs.existsSync(path.join(a, '.git/plainsong/comments-redacted')), false);
  const { came_in: cameIn, went_out: wentOut, redacted } = await sync(a);
  assert.deepEqual([cameIn, wentOut, redacted], [0, 0, 0]);
  console.log(`# ${said.length} events, ${taken.length} redactions, ${forbidden.length} events without words`);
});

check('programs ended at random moments of a redaction or a sync: the next one brings it to its end', async () => {
  const { remote, a, b } = makeClones();
  const said = [];
  const taken = [];
  said.push(...say(a, 60));
  await sync(a);
  await sync(b);
  // With the git that it runs, at any moment of what it takes without being disturbed.
  const kill = async (command, args, milliseconds) => {
    const child = spawn(command, args, { env: environment, stdio: 'ignore', detached: true });
    const ended = new Promise((resolve) => { child.on('close', resolve); });
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), Math.random() * milliseconds);
    await ended;
    clearTimeout(timer);
    // What git itself leaves, and says that it must be removed.
    for (const folder of [remote, path.join(a, '.git'), path.join(b, '.git')]) {
      for (const name of fs.readdirSync(folder, { recursive: true })) {
        if (name.endsWith('.keep') || (name.endsWith('.lock') && !(folder !== remote && name.endsWith('heads/plainsong/comments.lock')))) fs.rmSync(path.join(folder, name));
      }
    }
  };
  const measure = async (work) => {
    const start = Date.now();
    await work();
    return Date.now() - start;
  };
  const redacting = await measure(() => taken.push(...redact(a, 1)));
  const syncing = await measure(() => sync(a));
  for (let i = 0; i < 10; i++) {
    said.push(...say(i % 2 ? a : b, 5));
    await kill(talker, [i % 2 ? a : b, 'redact', '3', String(seed++)], redacting * 3);
    await kill(program, ['-C', i % 2 ? b : a, 'sync'], syncing);
    expectSound(a);
    expectSound(b);
  }
  for (const folder of [a, b, a, b]) await sync(folder);
  const all = list(a);
  assert.deepEqual([...list(b).keys()], [...all.keys()]);
  for (const id of said) assert.ok(all.has(id), `${id} is lost`);
  taken.length = 0;
  for (const [id, event] of all) if (event.kind === 'redact') taken.push([event.to, id]);
  const forbidden = expectComplete(a, said, taken);
  git(remote, 'gc', '-q', '--prune=now');
  for (const folder of [a, b, remote]) {
    assert.deepEqual(findLeft(folder, forbidden), []);
    expectSound(folder);
  }
  console.log(`# ${taken.length} redactions; one takes ${redacting} ms, a sync ${syncing} ms`);
});

await report();
