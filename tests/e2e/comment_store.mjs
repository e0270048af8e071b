// The store of the comments when things go wrong: programs that are ended while they write, disks that are full, folders
// where nothing may be written. What was acknowledged is there afterwards, nothing is there by half, and the next one can write.
// KILLS in the environment: how often to end a program (60).
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Skip, assert, check, report } from '../support/tap.mjs';
import { environment, git, isSanitized, makeFolder, makeRepository } from '../support/program.mjs';

const kills = Number(process.env.KILLS ?? (isSanitized ? 20 : 60));
const helper = path.resolve(process.env.APPEND_EVENTS);
const slower = isSanitized ? 5 : 1;

// Starts the helper. {child, begun, done: {code, signal, lines, err}}; a line that was not written whole does not count.
// `begun` comes with the first bytes, or the end.
function start(args, options = {}) {
  const child = spawn(helper, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { err += data; });
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 60000 * slower);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, err, lines: out.split('\n').slice(0, -1) });
    });
  });
  const begun = new Promise((resolve) => {
    child.stdout.once('data', resolve);
    child.on('close', resolve);
  });
  return { child, begun, done };
}
const run = (args, options) => start(args, options).done;
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

// The ids that are stored; nothing else may lie on the branch.
async function list(folder) {
  const { code, lines, err } = await run([folder, 'list']);
  assert.equal(code, 0, err);
  assert.equal(err, '');
  return new Set(lines);
}

// `git fsck` must have nothing to say.
function expectSound(folder) {
  const said = execFileSync('git', ['fsck', '--strict', '--no-dangling', '--no-progress'], { cwd: folder, encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  assert.equal(said, '');
}

check(`${kills} programs ended at random moments, always two at work: nothing acknowledged is lost, nothing is there by half`, async () => {
  const folder = makeRepository({ 'a.md': '# A\n' });
  const acknowledged = new Set();
  const batches = [];
  let left = kills;
  const work = async (number) => {
    for (let round = 0; left-- > 0; round++) {
      const batch = round % 4 === 3 ? 80 : 1 + (round % 2) * number;
      const { child, begun, done } = start([folder, '100000', String(batch)]);
      // At any moment from the start, or, on a machine however slow, in the midst of the work.
      if (round % 3 !== 0) await begun;
      await pause(Math.random() * 100 * slower);
      child.kill('SIGKILL');
      const { signal, err, lines } = await done;
      assert.equal(signal, 'SIGKILL', err);
      for (const line of lines) {
        batches.push(line.split(' '));
        for (const id of line.split(' ')) acknowledged.add(id);
      }
    }
  };
  await Promise.all([work(1), work(2)]);
  expectSound(folder);
  const stored = await list(folder);
  const lost = [...acknowledged].filter((id) => !stored.has(id));
  assert.deepEqual(lost, []);
  assert.ok(acknowledged.size >= kills / 3, `only ${acknowledged.size} comments were acknowledged`);
  // No batch by half: each commit adds all of one.
  const counts = git(folder, 'log', '--format=%x00%s', '--name-only', 'plainsong/comments').split('\0').slice(1);
  for (const text of counts) {
    const [subject, ...names] = text.split('\n').filter(Boolean);
    assert.equal(names.length, Number(/^(\d+) events$/.exec(subject)?.[1] ?? 1), subject);
  }
  // And the next one can write, whatever the last one left.
  const { code, err, lines } = await run([folder, '1', '1']);
  assert.equal(code, 0, err);
  assert.ok((await list(folder)).has(lines[0]));
  console.log(`# ${acknowledged.size} comments in ${batches.length} batches were acknowledged, ${stored.size} are stored`);
});

check('in a repository where nothing may be written the error says so, and comments can be listed', async () => {
  const folder = makeRepository({ 'a.md': '# A\n' });
  assert.equal((await run([folder, '3', '1'])).code, 0);
  const isRoot = process.getuid() === 0;
  const home = makeFolder();
  fs.writeFileSync(path.join(home, '.gitconfig'), '[safe]\n\tdirectory = *\n');
  for (const each of [folder, home]) execFileSync('chmod', ['-R', 'a-w,a+rX', path.dirname(each)]);
  const options = { env: { ...environment, HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_GLOBAL: path.join(home, '.gitconfig') }, ...(isRoot ? { uid: 65534, gid: 65534, cwd: '/' } : {}) };
  for (const batch of ['1', '200']) {
    const { code, err, lines } = await run([folder, '1', batch], options);
    assert.equal(code, 3, err);
    assert.match(err, /could not be written; nothing of this was stored.*[Pp]ermission denied/);
    assert.deepEqual(lines, []);
  }
  const listed = await run([folder, 'list'], options);
  assert.equal(listed.code, 0, listed.err);
  assert.equal(listed.lines.length, 3);
  execFileSync('chmod', ['-R', 'u+w', path.dirname(folder), path.dirname(home)]);
  expectSound(folder);
});

check('on a full disk the error says so, and what was stored before is as it was', async () => {
  const place = makeFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'plainsong-test', place], { stdio: 'ignore' });
  } catch {
    throw new Skip('no small disk can be mounted here; run as root to try this');
  }
  try {
    const folder = path.join(place, 'repository');
    git(place, 'init', '-q', folder);
    assert.equal((await run([folder, '5', '1'])).code, 0);
    const before = await list(folder);
    assert.equal(before.size, 5);
    for (const batch of ['1', '20000']) {
      const { code, err, lines } = await run([folder, '100000', batch]);
      assert.equal(code, 3, err);
      assert.match(err, /nothing of this was stored.*([Nn]o space left|write)/);
      for (const id of lines.flatMap((line) => line.split(' '))) before.add(id);
      expectSound(folder);
      assert.deepEqual([...await list(folder)].sort(), [...before].sort());
    }
  } finally {
    execFileSync('umount', [place]);
  }
});

await report();
