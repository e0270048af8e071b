// Clones that exchange their comments: nothing is lost and nothing that was taken away is left, in whatever order, with
// whoever else at the same time, and whatever the other side does.
// EVENTS in the environment: how many each of two clones writes (150).
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
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
  const out = execFileSync(talker, [folder, ...args.map(String)], { encoding: 'utf8', env: environment, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
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

check('no comments here, there, or on either side', async () => {
  const { remote, a, b } = makeClones();
  assert.match((await run(['-C', a, 'sync'])).out, /no comments yet/);
  assert.match((await run(['-C', b, 'comment', 'list'])).out, /no comments here yet\. "plainsong sync" brings those of others/);
  const said = say(a, 20);
  const out = await sync(a);
  assert.deepEqual([out.remote, out.came_in, out.went_out, out.redacted], ['origin', 0, 20, 0]);
  const first = await sync(b);
  assert.deepEqual([first.came_in, first.went_out], [20, 0]);
  assert.deepEqual([...list(b).keys()].sort(), said.sort());
  // The branch is gone at the remote, and comes back.
  git(remote, 'update-ref', '-d', branch);
  assert.equal((await sync(b)).went_out, 20);
  assert.equal(tree(remote), tree(a));
  // In the words of people.
  say(a, 3);
  assert.match((await run(['-C', a, 'sync'])).out, /^0 comments came in, 3 went out \(origin\)\.\n$/);
  assert.match((await run(['-C', a, 'sync'])).out, /^Nothing is new/);
  assert.equal((await run(['-C', a, 'sync', '-q'])).out, '');
});

check('several who sync at the same moment all get through', async () => {
  const { top, a, b } = makeClones();
  const clones = [a, b];
  for (const name of ['c', 'd']) {
    git(top, 'clone', '-q', 'remote.git', name);
    clones.push(path.join(top, name));
  }
  const said = clones.flatMap((folder) => say(folder, 10));
  await Promise.all(clones.map((folder) => sync(folder)));
  await Promise.all(clones.map((folder) => sync(folder)));
  for (const folder of clones) assert.deepEqual([...list(folder).keys()].sort(), said.sort());
});

check('nothing else of the repository is touched, and the remote may be a path or have another name', async () => {
  const { remote, a, b } = makeClones();
  say(a, 5);
  await sync(a);
  writeFiles(b, { 'a.md': '# Changed\n', 'new.md': 'new\n' });
  git(b, 'add', 'new.md');
  fs.writeFileSync(path.join(b, '.git/FETCH_HEAD'), 'as it was\n');
  const state = () => [git(b, 'status', '--porcelain=v2', '--branch'), fs.readFileSync(path.join(b, '.git/index'), 'hex'), fs.readFileSync(path.join(b, '.git/FETCH_HEAD'), 'utf8'), git(b, 'for-each-ref', 'refs/heads/main', 'refs/tags', 'refs/remotes/origin/main')];
  const before = state();
  git(remote, 'tag', 'unwanted', branch);
  assert.equal((await sync(b, remote)).came_in, 5);
  assert.deepEqual(state(), before);
  assert.doesNotMatch(git(b, 'for-each-ref'), /refs\/plainsong|unwanted/);
  git(b, 'remote', 'rename', 'origin', 'upstream');
  say(b, 2);
  assert.deepEqual((({ remote: name, went_out: out }) => [name, out])(await sync(b)), ['upstream', 2]);
  git(b, 'remote', 'add', 'second', remote);
  await failToSync(b, /knows 2 others and none is called "origin"/);
  assert.equal((await sync(b, 'second')).remote, 'second');
  git(b, 'config', 'branch.plainsong/comments.remote', 'upstream');
  assert.equal((await sync(b)).remote, 'upstream');
  git(b, 'remote', 'remove', 'second');
  git(b, 'remote', 'remove', 'upstream');
  await failToSync(b, /git remote add origin/);
  const help = await run(['-C', b, 'sync', '--', '--upload-pack=touch pwned']);
  assert.notEqual(help.code, 0);
  assert.ok(!fs.existsSync(path.join(b, 'pwned')));
});

check('from a folder inside the work tree, a linked work tree and a hook, with a remote of relative path', async () => {
  const { a } = makeClones();
  git(a, 'remote', 'set-url', 'origin', '../remote.git');
  git(a, 'worktree', 'add', '-q', 'linked');
  fs.mkdirSync(path.join(a, 'deep/er'), { recursive: true });
  say(a, 3);
  assert.equal((await sync(path.join(a, 'deep/er'))).went_out, 3);
  say(a, 1);
  const elsewhere = { GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index', GIT_WORK_TREE: '/nowhere' };
  const result = await run(['-C', a, 'sync', '--json'], { env: elsewhere });
  assert.equal(JSON.parse(result.out).went_out, 1);
});

check('a remote that cannot be reached: the error says so, and nothing is lost', async () => {
  const { remote, a } = makeClones();
  const said = say(a, 5);
  fs.renameSync(remote, `${remote}.away`);
  await failToSync(a, /what origin has could not be fetched\. Nothing is lost.*does not appear to be a git repository/);
  assert.equal(list(a).size, said.length);
  git(a, 'remote', 'set-url', 'origin', 'http://127.0.0.1:9/nothing.git');
  await failToSync(a, /could not be fetched.*(Failed to connect|unable to access|not a git command|Could not)/i);
  git(a, 'remote', 'set-url', 'origin', remote);
  fs.renameSync(`${remote}.away`, remote);
  assert.equal((await sync(a)).went_out, 5);
});

check('a remote that refuses: the error says what to ask for, what came in stays, and all goes once it is allowed', async () => {
  const { remote, a, b } = makeClones();
  say(b, 4);
  await sync(b);
  const hook = path.join(remote, 'hooks/pre-receive');
  fs.writeFileSync(hook, '#!/bin/sh\necho "The branch \\033[31mis protected." >&2\nexit 1\n', { mode: 0o755 });
  say(a, 3);
  const result = await run(['-C', a, 'sync']);
  assert.equal(result.code, 3);
  assert.match(result.err, /did not take the comments\. Ask those who look after it for leave to push to the\s+branch plainsong\/comments[^]*safe here[^]*is protected[^]*4 comments came in/);
  assert.ok(!result.err.includes('\x1b'), 'a hook steers the terminal');
  assert.equal(list(a).size, 7);
  fs.rmSync(hook);
  assert.equal((await sync(a)).went_out, 3);
  // A hook that only speaks is heard.
  fs.writeFileSync(hook, '#!/bin/sh\necho "Thank you." >&2\n', { mode: 0o755 });
  say(a, 1);
  assert.match((await run(['-C', a, 'sync'])).out, /Thank you\./);
  fs.rmSync(hook);
  // One that does not let branches be written anew, which is only needed for redactions.
  git(remote, 'config', 'receive.denyNonFastForwards', 'true');
  const taken = redact(a, 1);
  await failToSync(a, /does not let its branch plainsong\/comments be written anew.*allow forced pushes to this branch, and to no other.*safe here/);
  git(remote, 'config', 'receive.denyNonFastForwards', 'false');
  assert.equal((await sync(a)).redacted, 1);
  await sync(b);
  for (const folder of [a, b]) assert.deepEqual(findLeft(folder, taken.map(([id]) => id)), []);
});

check('a remote that only lets people read, a hook of one\'s own, and a host that asks for a password where nobody can give it', async () => {
  const { remote, a } = makeClones();
  say(a, 3);
  git(a, 'config', 'remote.origin.receivepack', 'false');
  await failToSync(a, /could not be sent to origin\. If it lets you read and not write, ask.*safe here/);
  git(a, 'config', '--unset', 'remote.origin.receivepack');
  const hook = path.join(a, '.git/hooks/pre-push');
  fs.mkdirSync(path.dirname(hook), { recursive: true });
  fs.writeFileSync(hook, '#!/bin/sh\necho "Not on Sundays." >&2\nexit 1\n', { mode: 0o755 });
  await failToSync(a, /could not be sent.*Not on Sundays/);
  fs.rmSync(hook);
  assert.equal(list(a).size, 3);
  const server = http.createServer((request, response) => {
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="comments"' });
    response.end();
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  git(a, 'remote', 'set-url', 'origin', `http://127.0.0.1:${server.address().port}/guide.git`);
  await failToSync(a, /what origin has could not be fetched.*safe here/, { wrapper: ['setsid', '--wait'], limit: 30 });
  server.close();
  git(a, 'remote', 'set-url', 'origin', remote);
  assert.equal((await sync(a)).went_out, 3);
});

check('lock files that somebody left are told, and nothing is lost', async () => {
  const { remote, a, b } = makeClones();
  say(a, 3);
  say(b, 3);
  await sync(b);
  for (const [lock, pattern] of [
    [path.join(a, '.git/refs/remotes/origin/plainsong/comments.lock'), /git keeps this repository locked.*comments\.lock/],
    [path.join(a, '.git', `${branch}.lock`), /comments\.lock: git keeps the branch of the comments locked/],
    [path.join(remote, `${branch}.lock`), /others were sending comments.*safe here.*lock/]]) {
    fs.mkdirSync(path.dirname(lock), { recursive: true });
    fs.writeFileSync(lock, '');
    await failToSync(a, pattern);
    fs.rmSync(lock);
    assert.ok(list(a).size >= 3);
  }
  await sync(a);
  assert.equal(list(a).size, 6);
  assert.equal(tree(a), tree(remote));
});

check('in a repository where nothing may be written the error says so, and nothing is lost', async () => {
  const { remote, a, b } = makeClones();
  say(b, 3);
  await sync(b);
  say(a, 3);
  const isRoot = process.getuid() === 0;
  const home = makeFolder();
  fs.writeFileSync(path.join(home, '.gitconfig'), '[safe]\n\tdirectory = *\n');
  for (const each of [path.dirname(a), home]) execFileSync('chmod', ['-R', 'a-w,a+rX', path.dirname(each)]);
  const options = { env: { ...environment, HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_GLOBAL: path.join(home, '.gitconfig') }, encoding: 'utf8', ...(isRoot ? { uid: 65534, gid: 65534, cwd: '/' } : {}) };
  const synced = spawnSync(program, ['-C', a, 'sync'], options);
  const redacted = spawnSync(talker, [a, 'redact', '1', '1'], options);
  execFileSync('chmod', ['-R', 'u+w', path.dirname(path.dirname(a)), path.dirname(home)]);
  assert.equal(synced.status, 3, synced.stdout);
  assert.match(synced.stderr, /Nothing is lost[^]*[Pp]ermission/);
  assert.equal(redacted.status, 3, redacted.stdout);
  assert.match(redacted.stderr, /[Pp]ermission denied/);
  assert.equal(list(a).size, 3);
  for (const folder of [a, remote]) expectSound(folder);
  assert.equal((await sync(a)).came_in, 3);
});

check('on a full disk the error says so, and nothing is lost', async () => {
  const { remote, a, b } = makeClones();
  const place = makeFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'plainsong-test', place], { stdio: 'ignore' });
  } catch {
    throw new Skip('no small disk can be mounted here; run as root to try this');
  }
  try {
    const full = path.join(place, 'full');
    git(place, 'clone', '-q', remote, 'full');
    const said = say(full, 10);
    say(b, 40);
    await sync(b);
    fs.writeFileSync(path.join(place, 'filler'), '');
    assert.throws(() => { for (;;) fs.appendFileSync(path.join(place, 'filler'), Buffer.alloc(4096)); });
    await failToSync(full, /Nothing is lost.*No space left/);
    assert.throws(() => redact(full, 1), /no space left|could not be written/i);
    assert.deepEqual([...list(full).keys()].sort(), [...said].sort());
    expectSound(full);
    fs.rmSync(path.join(place, 'filler'));
    const all = [...said, ...list(b).keys()];
    const taken = redact(full, 1);
    await sync(full);
    expectComplete(full, all, taken);
  } finally {
    execFileSync('umount', [place]);
  }
  expectSound(a);
});

check('a branch that somebody filled with other things does no harm', async () => {
  const { remote, a, b } = makeClones();
  const said = say(a, 10);
  await sync(a);
  // Names that lead elsewhere, links, another repository, files for which a comment has no room, and events that are none.
  const hash = (text, type = 'blob') => execFileSync('git', ['hash-object', '-t', type, '-w', '--stdin', '--literally'], { cwd: remote, input: text, encoding: 'utf8', env: environment }).trim();
  const entry = (mode, name, oid) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);
  const blob = hash('no event\n');
  const big = hash(Buffer.alloc(20 << 20, 'x'));
  const inner = hash(Buffer.concat([entry('100644', '20261123T141503Z-aaaaaaaaaa.md', blob), entry('100644', '20261123T141503Z-bbbbbbbbbb.md', big), entry('120000', '20261123T141503Z-cccccccccc.md', hash('/etc/passwd'))]), 'tree');
  const fan = hash(entry('40000', '20261123T141503Z-aaaaaaaaaa', inner), 'tree');
  const threads = git(remote, 'rev-parse', `${branch}:threads`).trim();
  const others = execFileSync('git', ['ls-tree', '-z', threads], { cwd: remote, encoding: 'latin1', env: environment }).split('\0').filter(Boolean)
    .map((line) => /^0?(\d+) \w+ (\w+)\t(.*)$/.exec(line)).filter(([, , , name]) => name !== 'aa').map(([, mode, oid, name]) => [name, entry(mode.replace(/^0/, ''), name, oid)]);
  const folder = hash(Buffer.concat([...others, ['aa', entry('40000', 'aa', fan)], ['zz', entry('120000', 'zz', hash('../../../../tmp'))]]
    .filter(([name], i, all) => all.findIndex(([each]) => each === name) === i).sort(([x], [y]) => (x < y ? -1 : 1)).map(([, bytes]) => bytes)), 'tree');
  const root = hash(Buffer.concat([entry('100644', '..', blob), entry('40000', '.git', fan), entry('100644', '../../pwned', blob), entry('100755', 'hook', hash('#!/bin/sh\ntouch /tmp/pwned\n')),
    entry('160000', 'module', git(remote, 'rev-parse', 'refs/heads/main').trim()), entry('40000', 'threads', folder), entry('100644', 'threads', blob)]), 'tree');
  const odd = git(remote, 'commit-tree', root, '-m', 'odd', '-p', branch).trim();
  git(remote, 'update-ref', branch, odd);
  const before = git(b, 'status', '--porcelain');
  said.push(...say(b, 10));
  const result = await run(['-C', b, 'sync', '--json']);
  assert.equal(result.code, 0, result.err);
  assert.equal(git(b, 'status', '--porcelain'), before);
  const stored = new Set(list(b).keys());
  const lost = said.filter((id) => !stored.has(id));
  assert.ok(lost.every((id) => ['aa', 'zz'].includes(id.slice(17, 19))), lost.join());
  for (const name of ['pwned', '../pwned', '../../pwned']) assert.ok(!fs.existsSync(path.join(b, name)));
  // What git itself refuses to take is not passed on; the comments go their way.
  const names = git(b, 'ls-tree', '--name-only', branch).split('\n').filter(Boolean);
  assert.deepEqual(names, ['hook', 'module', 'threads']);
  for (const folder of [a, b]) await sync(folder);
  assert.equal(tree(a), tree(b));
  said.push(...say(a, 5));
  assert.equal((await sync(a)).went_out, 5);
  assert.equal((await sync(b)).came_in, 5);
  // A branch that is no commit, and one without anything in common.
  git(remote, 'update-ref', '-d', branch);
  git(remote, 'update-ref', branch, git(remote, 'commit-tree', git(remote, 'hash-object', '-t', 'tree', '-w', '/dev/null').trim(), '-m', 'empty').trim());
  assert.equal((await sync(b)).came_in, 0);
  assert.equal(tree(remote), tree(b));
});

await report({ parallel: 2 });
