// Packages in every kind of repository: below its root, bare, without a commit, in a linked work tree, at any revision.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, compareFolders, git, makeFolder, makeRepository, readFolder, run, writeFiles } from '../support/program.mjs';
import { findInOutput } from '../support/safety.mjs';
import { readZip } from '../support/zip.mjs';
import { good, single } from './packages.mjs';

const expectExit = (result, code) => assert.equal(result.signal ?? result.code, code, `exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
async function build(...args) {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-o', out, ...args]);
  expectExit(result, 0);
  return { ...result, out };
}
const readBook = (out) => {
  const entry = readZip(fs.readFileSync(path.join(out, 'downloads/one.epub'))).find(({ name }) => name.endsWith('package.opf'));
  return entry.bytes.toString('utf8');
};

// A repository with a first version, tagged, and later work: renamed, changed, removed, a link inside the package.
function makeHistory(inside = '') {
  const folder = makeRepository(Object.fromEntries(Object.entries(good).map(([name, content]) => [inside + name, content])));
  git(folder, 'tag', '-a', '-m', 'First', 'one/v1.0');
  writeFiles(folder, { [`${inside}one/play.md`]: '# Play, again\n\nOther words, and ![A tray](linked.png).\n' });
  fs.symlinkSync('tray.png', path.join(folder, `${inside}one/linked.png`));
  commit(folder, 'Say it in other words');
  return folder;
}

for (const inside of ['', 'some/where/']) {
  const place = inside ? 'below the root of its repository' : 'at the root of its repository';
  check(`--at REV gives what a checkout of REV gives, for a package ${place}`, async () => {
    const folder = makeHistory(inside);
    const top = (repository) => path.join(repository, inside);
    writeFiles(folder, { [`${inside}one/welcome.md`]: '# Not committed\n', [`${inside}one/untracked.md`]: '# Untracked\n' });
    for (const revision of ['one/v1.0', 'HEAD', 'main', 'HEAD~1', git(folder, 'rev-parse', '--short', 'HEAD').trim()]) {
      const clone = path.join(makeFolder(), 'clone');
      git(folder, 'clone', '-q', folder, clone);
      git(clone, 'checkout', '-q', '--detach', git(folder, 'rev-parse', `${revision}^{commit}`).trim());
      const a = await build('-C', top(folder), '--at', revision);
      const b = await build('-C', top(clone));
      assert.deepEqual(compareFolders(a.out, b.out), [], revision);
    }
  });
}
check('the working tree is built as it is: changed and untracked files, ignored ones not', async () => {
  const folder = makeRepository({ 'README.md': '# Start\n', 'b.md': '# B\n', '.gitignore': 'drafts/\nsecret.md\n' });
  writeFiles(folder, { 'b.md': '# B, as changed now\n', 'c.md': '# Untracked\n', 'secret.md': '# Ignored words\n', 'drafts/d.md': '# Ignored words\n' });
  const { out } = await build('-C', folder);
  assert.ok(findInOutput(out, 'B, as changed now'));
  assert.ok(findInOutput(out, 'Untracked'));
  assert.equal(findInOutput(out, 'Ignored words'), null);
});
check('a folder that is in no repository builds, with a word about it', async () => {
  const folder = writeFiles(makeFolder(), good);
  const { out, err } = await build('-C', folder);
  assert.match(err, /git/);
  assert.ok(fs.existsSync(path.join(out, 'one/play.html')));
  assert.ok(readFolder(out).size > 5);
});
check('a repository without a commit builds', async () => {
  const folder = writeFiles(makeFolder(), good);
  git(folder, 'init', '-q');
  const { out } = await build('-C', folder);
  assert.ok(fs.existsSync(path.join(out, 'one/play.html')));
  expectExit(await run(['build', '-C', folder, '--at', 'HEAD', '-o', path.join(makeFolder(), 'out')]), 3);
});
check('a bare repository builds with --at, as a checkout does, and says what is missing without it', async () => {
  const folder = makeHistory();
  const bare = path.join(makeFolder(), 'bare.git');
  git(folder, 'clone', '-q', '--bare', folder, bare);
  const a = await build('-C', bare, '--at', 'main');
  const b = await build('-C', folder);
  assert.deepEqual(compareFolders(a.out, b.out), []);
  const result = await run(['build', '-C', bare, '-o', path.join(makeFolder(), 'out')]);
  expectExit(result, 3);
  assert.match(result.err, /--at/);
});
check('a linked work tree builds as the repository does', async () => {
  const folder = makeHistory();
  const linked = path.join(makeFolder(), 'linked');
  git(folder, 'worktree', 'add', '-q', '--detach', linked, 'HEAD');
  assert.deepEqual(compareFolders((await build('-C', linked)).out, (await build('-C', folder)).out), []);
});
check('an unknown revision is exit 3 and the nearest name is given', async () => {
  const folder = makeHistory();
  const result = await run(['build', '-C', folder, '--at', 'mian', '-o', path.join(makeFolder(), 'out')]);
  expectExit(result, 3);
  assert.match(result.err, /mian/);
  assert.match(result.err, /\bmain\b/);
});
check('a folder that is not there at that revision is exit 3', async () => {
  const folder = makeRepository({ 'other.md': '# Other\n' });
  writeFiles(folder, Object.fromEntries(Object.entries(good).map(([name, content]) => [`later/${name}`, content])));
  commit(folder);
  const result = await run(['build', '-C', path.join(folder, 'later'), '--at', 'HEAD~1', '-o', path.join(makeFolder(), 'out')]);
  expectExit(result, 3);
});
check('--at outside a repository is exit 3', async () => {
  const result = await run(['build', '-C', writeFiles(makeFolder(), good), '--at', 'main', '-o', path.join(makeFolder(), 'out')]);
  expectExit(result, 3);
  assert.match(result.err, /git/);
});
check('a version tag names the version; a lightweight tag, one of another document and a changed tree do not', async () => {
  const folder = makeRepository(good);
  git(folder, 'tag', 'one/v9.9');
  git(folder, 'tag', '-a', '-m', 'x', 'two/v7.7');
  assert.doesNotMatch(readBook((await build('-C', folder)).out), /9\.9|7\.7/);
  git(folder, 'tag', '-a', '-m', 'x', 'one/v1.2');
  git(folder, 'tag', '-a', '-m', 'x', 'one/v1.10');
  const tagged = readBook((await build('-C', folder)).out);
  assert.match(tagged, /1\.10/);
  assert.doesNotMatch(tagged, /\b1\.2\b/);
  writeFiles(folder, { 'one/play.md': '# Changed since\n' });
  assert.doesNotMatch(readBook((await build('-C', folder)).out), /1\.10/);
});
check('the modification date of the EPUB is the commit\u2019s, in UTC', async () => {
  assert.match(readBook((await build('-C', makeRepository(good))).out), /dcterms:modified">2026-03-04T04:06:07Z</);
});
check('building writes nothing but the output: not to the tree, and to git only what it keeps of the history', async () => {
  const folder = makeRepository(good);
  const before = readFolder(folder);
  await build('-C', folder);
  const after = readFolder(folder);
  for (const name of after.keys()) if (name.startsWith('.git/plainsong/history-')) after.delete(name);
  assert.deepEqual([...after.keys()], [...before.keys()]);
  for (const [name, bytes] of before) assert.ok(bytes.equals(after.get(name)), name);
});
check('output in the package\u2019s own folder is not taken for input at the next build', async () => {
  const folder = makeRepository({ 'README.md': '# Start\n', 'b.md': '# B\n' });
  for (const out of ['public', 'elsewhere']) {
    for (let round = 0; round < 2; round += 1) expectExit(await run(['build', '-C', folder, '-o', path.join(folder, out)]), 0);
    const names = [...readFolder(path.join(folder, out)).keys()];
    assert.equal(names.filter((name) => name.endsWith('.epub')).length, 1);
    assert.ok(!names.some((name) => /public|elsewhere/.test(name)), names.join('\n'));
    fs.rmSync(path.join(folder, out), { recursive: true });
  }
});
check('names with spaces, accents and signs are published under names that links reach', async () => {
  const folder = makeRepository({ 'README.md': '# Start\n\n[a](a%20b.md) [é](<é & ü.md>) [hash](c%23d.md) [percent](100%25.md)\n', 'a b.md': '# A\n', 'é & ü.md': '# E\n', 'c#d.md': '# C\n', '100%.md': '# P\n' });
  const { err, out } = await build('-C', folder, '--json');
  assert.ok(!/link-missing/.test(err), err);
  const { inspectOutput } = await import('../support/safety.mjs');
  assert.deepEqual(inspectOutput(out), []);
});
check('a chapter that is a link inside the package is read', async () => {
  const folder = makeRepository(single({ link: '../shared/text.md' }, { 'shared/text.md': '# Shared words\n' }));
  assert.ok(findInOutput((await build('-C', folder)).out, 'Shared words'));
  assert.ok(findInOutput((await build('-C', folder, '--at', 'HEAD')).out, 'Shared words'));
});
await report({ parallel: 2 });
