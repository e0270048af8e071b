// Repositories as people really have them: shallow, detached, linked, bare, damaged, somebody else's, of a kind that is not
// known. Every command works in each, or says plainly why not: exit 3 and one message that says what, where and what to do.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report, Skip } from '../support/tap.mjs';
import { commit, compareFolders, environment, git, isSanitized, makeFolder, makeRepository, program, readFolder, run, writeFiles } from '../support/program.mjs';
import { findInOutput } from '../support/safety.mjs';
import { good, yaml } from './packages.mjs';

const expectExit = (result, code) => assert.equal(result.signal ?? result.code, code, `exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
// Builds where that must work; gives the folder.
async function build(folder, ...args) {
  const out = path.join(makeFolder(), 'out');
  expectExit(await run(['build', '-C', folder, '-o', out, ...args]), 0);
  return out;
}
// With whole stacks, so that tests/support/leaks.txt can name the functions of libgit2 that lose memory.
if (isSanitized) environment.ASAN_OPTIONS = [process.env.ASAN_OPTIONS, 'fast_unwind_on_malloc=0'].filter(Boolean).join(':');
const tryBuild = (folder, ...args) => run(['build', '-C', folder, '-o', path.join(makeFolder(), 'out'), ...args]);
// The command could not do it, and says why in these words, once, without words that mislead.
function expectTold(result, ...words) {
  expectExit(result, 3);
  assert.equal(result.err.trim().split('\n').filter((line) => line.startsWith('plainsong:')).length, 1, result.err);
  for (const word of words) assert.match(result.err, word);
  assert.doesNotMatch(result.err, /git gave no reason|\(null\)/);
}
const objectFile = (folder, revision) => {
  const id = git(folder, 'rev-parse', revision).trim();
  return path.join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
};
// Three commits over a package, each with other words in one/play.md.
const words = ['Dig, *pour*, and [go back](welcome.md).', 'Dig and then *pour*.', 'Pour, and dig after that.'];
function makeHistory(inside = '') {
  const folder = makeRepository(Object.fromEntries(Object.entries(good).map(([name, content]) => [inside + name, content])));
  for (const text of words.slice(1)) {
    writeFiles(folder, { [`${inside}one/play.md`]: `# Play\n\n## Sand\n\n${text}\n` });
    commit(folder, `Say: ${text}`);
  }
  return folder;
}
const clone = (folder, ...args) => {
  const target = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', ...args, `file://${folder}`, target);
  return target;
};
// A commit of the current files with this text as its raw object, after git's own or against it.
function commitRaw(folder, { author = 'A <a@example.org>', when = '1700000000 +0000', more = '', message = 'Raw\n', tree = 'HEAD^{tree}' }) {
  const head = (name) => git(folder, 'rev-parse', name).trim();
  const raw = Buffer.concat([
    Buffer.from(`tree ${head(tree)}\nparent ${head('HEAD')}\nauthor ${author} ${when}\ncommitter ${author} ${when}\n${more}\n`, 'latin1'),
    Buffer.from(message, 'latin1'),
  ]);
  const id = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], { cwd: folder, env: environment, input: raw, encoding: 'utf8' }).trim();
  fs.writeFileSync(path.join(folder, '.git/refs/heads/main'), `${id}\n`);
  return id;
}

// The pages are the same but for dates of last change, which the second may leave out, and has none of its own.
function expectSameButDates(whole, part) {
  const date = /Last changed <time datetime="([^"]*)">[^<]*<\/time>\. /g;
  const other = readFolder(part);
  const files = readFolder(whole);
  assert.deepEqual([...other.keys()], [...files.keys()]);
  for (const [name, bytes] of files) {
    if (!name.endsWith('.html')) continue;
    const [a, b] = [bytes.toString('utf8'), other.get(name).toString('utf8')];
    assert.equal(b.replace(date, ''), a.replace(date, ''), name);
    for (const [text] of b.matchAll(date)) assert.ok(a.includes(text), `${name}: ${text}`);
  }
}

// Parts of a history
for (const depth of [1, 3]) {
  check(`a shallow clone of depth ${depth} builds what it has, and says that it is shallow of what it lacks`, async () => {
    const origin = makeHistory();
    commit(origin, 'One more, of nothing');
    const folder = clone(origin, '--depth', String(depth));
    expectSameButDates(await build(origin), await build(folder));
    for (let back = 1; back < depth; back += 1) await build(folder, '--at', `HEAD~${back}`);
    expectTold(await tryBuild(folder, '--at', `HEAD~${depth}`), /shallow clone/, /git fetch --unshallow/);
  });
}
check('a detached head builds as the commit it is at', async () => {
  const folder = makeHistory();
  git(folder, 'checkout', '-q', '--detach', 'HEAD~1');
  const out = await build(folder);
  assert.ok(findInOutput(out, 'and then'));
  assert.deepEqual(compareFolders(out, await build(folder, '--at', 'main~1')), []);
});
check('before the first commit the folder is built as a draft, and no revision is known', async () => {
  const folder = writeFiles(makeFolder(), good);
  git(folder, 'init', '-q');
  await build(folder);
  for (const revision of ['HEAD', 'main']) expectTold(await tryBuild(folder, '--at', revision), /no commit on the current branch yet/);
});
check('a branch without a commit beside one that has some is no obstacle', async () => {
  const folder = makeHistory();
  git(folder, 'checkout', '-q', '--orphan', 'fresh');
  await build(folder);
  await build(folder, '--at', 'main');
});
check('a package whose folder had another name, or was empty, at a revision is told as missing there', async () => {
  const folder = makeHistory('old/');
  git(folder, 'mv', 'old', 'new');
  commit(folder, 'Rename the folder');
  await build(path.join(folder, 'new'));
  expectTold(await tryBuild(path.join(folder, 'new'), '--at', 'HEAD~1'), /new: there is no such folder at "HEAD~1"/, /another name/);
  const nothing = execFileSync('git', ['mktree'], { cwd: folder, env: environment, input: '', encoding: 'utf8' }).trim();
  const tree = execFileSync('git', ['mktree'], { cwd: folder, env: environment, input: `040000 tree ${nothing}\tnew\n`, encoding: 'utf8' }).trim();
  expectTold(await tryBuild(path.join(folder, 'new'), '--at', git(folder, 'commit-tree', '-m', 'Nothing', tree).trim()), /nothing to publish/);
});

// Bare repositories, linked work trees, submodules
check('a bare repository builds at a revision from any of its folders, and asks for one', async () => {
  const origin = makeHistory();
  const bare = clone(origin, '--bare');
  for (const inside of ['', 'refs/heads']) assert.deepEqual(compareFolders(await build(path.join(bare, inside), '--at', 'main'), await build(origin)), []);
  expectTold(await tryBuild(bare), /bare repository/, /--at/);
});
check('a bare repository that says so in the settings of its work tree is one', async () => {
  const bare = clone(makeHistory(), '--bare');
  git(bare, 'config', 'core.repositoryFormatVersion', '1');
  git(bare, 'config', 'extensions.worktreeConfig', 'true');
  git(bare, 'config', '--worktree', 'core.bare', 'true');
  git(bare, 'config', '--unset', 'core.bare');
  await build(bare, '--at', 'main');
  expectTold(await tryBuild(bare), /bare repository/);
});
check('a bare repository without a commit says that there is none', async () => {
  const bare = makeFolder();
  git(bare, 'init', '-q', '--bare');
  expectTold(await tryBuild(bare, '--at', 'main'), /no commit/);
});
for (const kind of ['', '--bare']) {
  check(`a linked work tree of a ${kind ? 'bare repository' : 'repository'} builds as a clone does`, async () => {
    const origin = makeHistory();
    const main = kind ? clone(origin, '--bare') : origin;
    const linked = path.join(makeFolder(), 'linked');
    git(main, 'worktree', 'add', '-q', '--detach', linked, 'HEAD');
    assert.deepEqual(compareFolders(await build(linked), await build(origin)), []);
    assert.deepEqual(compareFolders(await build(linked, '--at', 'HEAD~1'), await build(origin, '--at', 'HEAD~1')), []);
    // Relative paths, as newer versions of git may write them.
    const file = path.join(linked, '.git');
    fs.writeFileSync(file, `gitdir: ${path.relative(linked, fs.readFileSync(file, 'utf8').trim().slice('gitdir: '.length))}\n`);
    assert.deepEqual(compareFolders(await build(linked), await build(origin)), []);
  });
}
check('a .git file that leads nowhere is named, with where it leads', async () => {
  const folder = makeHistory();
  const linked = path.join(makeFolder(), 'linked');
  git(folder, 'worktree', 'add', '-q', '--detach', linked);
  fs.rmSync(path.join(folder, '.git/worktrees'), { recursive: true });
  for (const args of [[], ['--at', 'HEAD']]) expectTold(await tryBuild(linked, ...args), /linked\/\.git: /, /\.git\/worktrees\/linked/, /git worktree repair/);
  fs.writeFileSync(path.join(linked, '.git'), 'not what git writes\n');
  expectTold(await tryBuild(linked), /linked\/\.git/);
});
function makeSuper() {
  const inner = makeHistory();
  const folder = makeRepository({ 'plainsong.yaml': yaml('', 'docs'), 'docs/start.md': '# Start\n\nOuter words.\n' });
  git(folder, 'submodule', '--quiet', 'add', `file://${inner}`, 'docs/inner');
  commit(folder, 'Add the submodule');
  return { folder, inner };
}
check('a package in a submodule builds with the history of the submodule', async () => {
  const { folder, inner } = makeSuper();
  const sub = path.join(folder, 'docs/inner');
  assert.deepEqual(compareFolders(await build(sub), await build(inner)), []);
  assert.deepEqual(compareFolders(await build(sub, '--at', 'HEAD~2'), await build(inner, '--at', 'HEAD~2')), []);
});
check('a submodule, and a clone, in the folder of a package are left out, in the working tree as in its commit', async () => {
  const { folder, inner } = makeSuper();
  const at = await build(folder, '--at', 'HEAD');
  assert.ok(findInOutput(at, 'Outer words'));
  assert.equal(findInOutput(at, 'Pour, and dig'), null);
  assert.deepEqual(compareFolders(await build(folder), at), []);
  git(folder, 'clone', '-q', `file://${inner}`, 'docs/clone');
  assert.deepEqual(compareFolders(await build(folder), at), []);
});
check('a chapter that lies in a submodule is found to, by name', async () => {
  const { folder } = makeSuper();
  writeFiles(folder, { 'plainsong.yaml': yaml('', '[docs/start.md, docs/inner/one/play.md]') });
  commit(folder, 'Take a chapter of the submodule');
  for (const args of [[], ['--at', 'HEAD']]) {
    const result = await tryBuild(folder, ...args);
    assert.match(result.err, /plainsong\.yaml:\d+.*docs\/inner\/one\/play\.md/);
  }
});
check('a submodule that was not fetched says how to get it', async () => {
  const folder = clone(makeSuper().folder);
  for (const args of [[], ['--at', 'HEAD']]) expectTold(await tryBuild(path.join(folder, 'docs/inner'), ...args), /submodule/, /git submodule update --init/);
  await build(folder);
});
check('core.worktree elsewhere: here is outside, there is named', async () => {
  const folder = makeHistory();
  const elsewhere = makeFolder('else where');
  git(folder, 'config', 'core.worktree', elsewhere);
  expectTold(await tryBuild(folder), /outside the work tree/, /else where/);
});

// Objects that are damaged, forged, or not there
check('an object whose content is not what its name says is refused: nothing forged is published', async () => {
  const forge = (folder, revision, by) => {
    const file = objectFile(folder, revision);
    const bytes = fs.readFileSync(objectFile(folder, by));
    fs.rmSync(file);
    fs.writeFileSync(file, bytes);
    return folder;
  };
  const cases = [['HEAD:one/play.md', 'HEAD~1:one/play.md', /one\/play\.md: /], ['HEAD^{tree}', 'HEAD~1^{tree}', /"HEAD"/], ['HEAD:one', 'HEAD~1:one', /one/], ['HEAD', 'HEAD~1', /"HEAD"/]];
  for (const [revision, by, place] of cases) {
    const folder = forge(makeHistory(), revision, by);
    const out = path.join(makeFolder(), 'out');
    expectTold(await run(['build', '-C', folder, '-o', out, '--at', 'HEAD']), place, /not what its name says/, /git fsck/);
    assert.ok(!fs.existsSync(out));
  }
});
check('a missing or cut-off object is told as that, wherever it is', async () => {
  for (const [revision, place] of [['HEAD:one/play.md', /one\/play\.md/], ['HEAD:one', /"one"|one\//], ['HEAD^{tree}', /"HEAD"/], ['HEAD', /"HEAD"/]]) {
    const folder = makeHistory();
    const file = objectFile(folder, revision);
    fs.chmodSync(file, 0o644);
    fs.truncateSync(file, 5);
    expectTold(await tryBuild(folder, '--at', 'HEAD'), place, /damaged/, /git fsck/);
    fs.rmSync(file);
    expectTold(await tryBuild(folder, '--at', 'HEAD'), place, /missing/, /git fsck/);
  }
});
check('a package whose folder cannot be read is not taken for the package around it', async () => {
  const folder = makeHistory('inner/');
  writeFiles(folder, { 'plainsong.yaml': yaml('', '[outer.md]'), 'outer.md': '# Outer\n' });
  commit(folder, 'A package around the package');
  fs.rmSync(objectFile(folder, 'HEAD:inner'));
  expectTold(await tryBuild(path.join(folder, 'inner'), '--at', 'HEAD'), /inner: .*missing/);
});
check('a damaged branch is told as that', async () => {
  const folder = makeHistory();
  fs.writeFileSync(path.join(folder, '.git/refs/heads/main'), 'no commit\n');
  expectTold(await tryBuild(folder), /current commit/, /refs\/heads\/main/);
  expectTold(await tryBuild(folder, '--at', 'main'), /"main": git could not read this branch/, /refs\/heads\/main/);
});
check('borrowed objects are read, and the folder they were borrowed from is named when it is gone', async () => {
  const origin = makeHistory();
  const folder = clone(origin, '--shared');
  fs.writeFileSync(path.join(folder, '.git/objects/info/alternates'), `${path.join(origin, '.git/objects')}\n`);
  git(folder, 'rev-parse', 'HEAD~1^{tree}');
  assert.deepEqual(compareFolders(await build(folder, '--at', 'HEAD~1'), await build(origin, '--at', 'HEAD~1')), []);
  fs.rmSync(path.join(folder, '.git/objects/pack'), { recursive: true, force: true });
  fs.writeFileSync(path.join(folder, '.git/objects/info/alternates'), '/no/such/folder\n');
  for (const args of [[], ['--at', 'HEAD']]) expectTold(await tryBuild(folder, ...args), /borrows objects from \/no\/such\/folder/);
});
for (const filter of ['blob:none', 'tree:0']) {
  check(`a partial clone (${filter}) builds what it has, and says how to get what it lacks`, async () => {
    const origin = makeHistory();
    git(origin, 'config', 'uploadpack.allowFilter', 'true');
    const folder = clone(origin, `--filter=${filter}`);
    expectSameButDates(await build(origin), await build(folder));
    expectTold(await tryBuild(folder, '--at', 'HEAD~1'), /partial clone/, /git fetch --refetch --no-filter/);
    git(folder, 'fetch', '-q', '--refetch', '--no-filter');
    await build(folder, '--at', 'HEAD~1');
  });
}

// The index
for (const [name, prepare] of Object.entries({
  'damaged': (folder) => fs.writeFileSync(path.join(folder, '.git/index'), 'rubbish'),
  'empty': (folder) => fs.writeFileSync(path.join(folder, '.git/index'), ''),
  'lost': (folder) => fs.rmSync(path.join(folder, '.git/index')),
  'split': (folder) => git(folder, 'update-index', '--split-index'),
  'sparse': (folder) => git(folder, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'one'),
  'compressed': (folder) => git(folder, 'update-index', '--index-version', '4'),
})) {
  check(`with an index that is ${name} the same is built, ignored files that are committed included`, async () => {
    const folder = makeHistory();
    writeFiles(folder, { 'plainsong.yaml': yaml('', 'one'), '.gitignore': 'more.md\nnot.md\n', 'one/more.md': '# More\n', 'other/note.txt': 'x\n' });
    git(folder, 'add', '-f', 'one/more.md');
    commit(folder, 'Add what is ignored');
    writeFiles(folder, { 'one/not.md': '# Ignored words\n' });
    const before = await build(folder);
    prepare(folder);
    assert.deepEqual(compareFolders(await build(folder), before), []);
    assert.ok(fs.existsSync(path.join(before, 'one/more.html')));
    assert.equal(findInOutput(before, 'Ignored words'), null);
  });
}

// Kinds of repository
const setFormat = (folder, key, value) => {
  git(folder, 'config', 'core.repositoryFormatVersion', '1');
  git(folder, 'config', `extensions.${key}`, value);
};
check('extensions that change nothing for a reader are no obstacle', async () => {
  for (const [key, value] of [['worktreeConfig', 'true'], ['preciousObjects', 'true'], ['partialClone', 'origin'], ['noop', 'true']]) {
    const folder = makeHistory();
    setFormat(folder, key, value);
    await build(folder);
    await build(folder, '--at', 'HEAD~1');
  }
});
check('a format of repository that is not known is named', async () => {
  const cases = [['objectFormat', 'sha256', /SHA-256/], ['refStorage', 'reftable', /reftable.*git refs migrate/], ['surprise', 'true', /extension of git, "surprise"/]];
  for (const [key, value, message] of cases) {
    const folder = makeHistory();
    setFormat(folder, key, value);
    for (const args of [[], ['--at', 'HEAD']]) expectTold(await tryBuild(folder, ...args), message);
  }
  const folder = makeHistory();
  git(folder, 'config', 'core.repositoryFormatVersion', '9');
  expectTold(await tryBuild(folder), /repository version 9/);
});
check('a repository that git made with SHA-256 says so', async () => {
  const folder = writeFiles(makeFolder(), good);
  git(folder, 'init', '-q', '--object-format=sha256');
  commit(folder);
  expectTold(await tryBuild(folder), /SHA-256/);
});
check('settings of the repository that cannot be read are named with their line', async () => {
  const folder = makeHistory();
  fs.appendFileSync(path.join(folder, '.git/config'), '[broken\n');
  expectTold(await tryBuild(folder), /\.git\/config:\d+/);
});

// Repositories of other users
const other = 12345;
function makeForeign() {
  if (process.geteuid() !== 0) throw new Skip('only root can give a repository to another user');
  const folder = makeHistory();
  execFileSync('chown', ['-R', `${other}:${other}`, folder]);
  return folder;
}
// A home whose settings of git say this.
function makeHome(...trusted) {
  const home = makeFolder('home');
  for (const folder of trusted) git(home, 'config', '--file', path.join(home, '.gitconfig'), '--add', 'safe.directory', folder);
  return { HOME: home, XDG_CONFIG_HOME: home };
}
check('a repository of another user is told as that, with what safe.directory is and the command to trust it', async () => {
  const folder = makeForeign();
  for (const env of [makeHome(), makeHome('/elsewhere'), makeHome(folder, '')]) {
    for (const args of [[], ['--at', 'HEAD']]) {
      const result = await run(['build', '-C', path.join(folder, 'one'), '-o', path.join(makeFolder(), 'out'), ...args], { env });
      expectTold(result, /belongs to another user/, /list of folders that you trust, which is called safe\.directory/);
      assert.ok(result.err.includes(`git config --global --add safe.directory '${folder}'`), result.err);
    }
  }
});
check('a repository of another user that is trusted builds: by its name, by the folder above it, as all are', async () => {
  const folder = makeForeign();
  for (const trusted of [folder, `${path.dirname(folder)}/*`, '*']) {
    const result = await run(['build', '-C', folder, '-o', path.join(makeFolder(), 'out'), '--at', 'HEAD~1'], { env: makeHome(trusted) });
    expectExit(result, 0);
  }
});
check('the user of a repository opens it, and another one does not, though all may read it', async () => {
  const folder = makeForeign();
  const out = makeFolder();
  for (const place of [path.dirname(folder), path.dirname(out), out]) fs.chmodSync(place, 0o777);
  const as = (user) => run(['build', '-C', folder, '-o', path.join(out, 'out'), '--at', 'HEAD'],
    { env: { HOME: '/nonexistent' }, wrapper: ['setpriv', '--reuid', String(user), '--regid', String(user), '--clear-groups'] });
  try {
    execFileSync('setpriv', ['--reuid', String(other), '--regid', String(other), '--clear-groups', program, '--version'], { stdio: 'ignore' });
  } catch {
    throw new Skip('another user cannot run the program here');
  }
  expectExit(await as(other), 0);
  expectTold(await as(other + 1), /belongs to another user/);
});

// Commits that no git of today writes
const days = { '-1 +0000': 'before 1970', '-62135596800 +0000': 'of the year 1', '-99999999999999 +0000': 'long before', '0 +0000': 'at 0', '2147483648 +0000': 'after 2038', '253402300800 +0000': 'after 9999', '9223372036854775807 +0000': 'at the end of numbers', '1700000000 +9999': 'in no time zone', '1700000000 ab': 'with letters' };
for (const [when, name] of Object.entries(days)) {
  check(`a commit dated ${name} builds`, async () => {
    const folder = makeHistory();
    commitRaw(folder, { when });
    assert.deepEqual(compareFolders(await build(folder), await build(folder, '--at', 'HEAD')), []);
  });
}
check('a date that is no number is told as a damaged commit, whose revision is known', async () => {
  for (const when of ['99999999999999999999999 +0000', 'yesterday +0000']) {
    const folder = makeHistory();
    commitRaw(folder, { when });
    expectTold(await tryBuild(folder), /current commit/, /not written as git writes it/);
    expectTold(await tryBuild(folder, '--at', 'HEAD'), /"HEAD": git could not read the commit/, /not written as git writes it/);
  }
});
for (const [name, what] of Object.entries({
  'without a name': { author: ' <a@example.org>' },
  'without a mail address': { author: 'A <>' },
  'without either': { author: '<>' },
  'with names that are no UTF-8': { author: 'Andr\xe9 <a@example.org>', more: 'encoding ISO-8859-1\n', message: 'Caf\xe9\n' },
  'with a message that is in no encoding': { message: '\xff\xfe\xc0\x80 \x1b[31m\n' },
  'with no message': { message: '' },
})) {
  check(`a commit ${name} builds`, async () => {
    const folder = makeHistory();
    commitRaw(folder, what);
    assert.deepEqual(compareFolders(await build(folder), await build(folder, '--at', 'HEAD')), []);
  });
}

// What changed, and versions
const plain = (result) => { expectExit(result, 0); return result.out; };
const changing = [['history', 'one/play.md'], ['changes', 'HEAD~1..HEAD'], ['changes', 'HEAD~1..HEAD', '--json'], ['versions']];
check('history, changes and versions are the same at a detached head, in linked work trees, bare repositories and submodules', async () => {
  const origin = makeHistory();
  git(origin, 'tag', '-a', '-m', 'First', 'one/v1.0', 'HEAD~1');
  const detached = clone(origin);
  git(detached, 'checkout', '-q', '--detach', 'HEAD');
  const bare = clone(origin, '--bare');
  const linked = path.join(makeFolder(), 'linked');
  git(bare, 'worktree', 'add', '-q', '--detach', linked);
  const outer = makeRepository({ 'README.md': '# Outer\n' });
  git(outer, 'submodule', '--quiet', 'add', `file://${origin}`, 'inner');
  for (const args of changing) {
    const expected = plain(await run([...args, '-C', origin]));
    assert.match(expected, args[0] === 'versions' ? /1\.0/ : /[Pp]our/);
    for (const folder of [detached, bare, linked, path.join(outer, 'inner')]) assert.equal(plain(await run([...args, '-C', folder])), expected, `${args} in ${folder}`);
  }
});
check('a shallow clone tells the history it has, says that it is shallow, and does not make up a beginning', async () => {
  const origin = makeHistory();
  const folder = clone(origin, '--depth', '2');
  const out = plain(await run(['history', 'one/play.md', '-C', folder]));
  assert.match(out, /Pour, and dig|dig after that/);
  assert.doesNotMatch(out, /is new/);
  assert.match(out, /shallow.*git fetch --unshallow/s);
  const result = await run(['changes', 'HEAD~2..', '-C', folder]);
  assert.ok([2, 3].includes(result.code), result.err);
  assert.match(result.err, /shallow clone.*git fetch --unshallow/);
  // What was found then is not kept as the truth about the whole.
  git(folder, 'fetch', '-q', '--unshallow');
  assert.equal(plain(await run(['history', 'one/play.md', '-C', folder])), plain(await run(['history', 'one/play.md', '-C', origin])));
});
check('before the first commit history, changes and release say that there is none', async () => {
  const folder = writeFiles(makeFolder(), good);
  git(folder, 'init', '-q');
  for (const args of [['history', 'one/play.md'], ['changes'], ['release', 'one', '1.0', '--no-edit']]) expectTold(await run([...args, '-C', folder]), /no commit/);
});
check('outside git history, changes, release and verify say so', async () => {
  const folder = writeFiles(makeFolder(), good);
  for (const args of [['history', 'one/play.md'], ['changes'], ['release', 'one', '1.0', '--no-edit'], ['verify', 'one', '1.0']]) expectTold(await run([...args, '-C', folder]), /git/);
});
check('a repository that cannot be opened is told the same by every command', async () => {
  const folder = makeHistory();
  setFormat(folder, 'objectFormat', 'sha256');
  for (const args of [['history', 'one/play.md'], ['changes'], ['versions'], ['release', 'one', '1.0', '--no-edit'], ['verify', 'one', '1.0']]) expectTold(await run([...args, '-C', folder]), /SHA-256/);
});
check('a partial clone says that changes may be missing, and has them all once they are fetched', async () => {
  const origin = makeHistory();
  git(origin, 'config', 'uploadpack.allowFilter', 'true');
  const folder = clone(origin, '--filter=blob:none');
  assert.match(plain(await run(['history', 'one/play.md', '-C', folder])), /could not be read.*git fetch --refetch --no-filter/s);
  expectTold(await run(['changes', 'HEAD~1..', '-C', folder]), /partial clone/);
  git(folder, 'fetch', '-q', '--refetch', '--no-filter');
  assert.equal(plain(await run(['history', 'one/play.md', '-C', folder])), plain(await run(['history', 'one/play.md', '-C', origin])));
});
check('an object that is cut off in the midst of the history hangs nothing', async () => {
  for (const revision of ['HEAD~1:one/play.md', 'HEAD~1:one', 'HEAD~1^{tree}', 'HEAD~1']) {
    const folder = makeHistory();
    const file = objectFile(folder, revision);
    fs.chmodSync(file, 0o644);
    fs.truncateSync(file, Math.floor(fs.statSync(file).size * 0.6));
    const told = await run(['history', 'one/play.md', '-C', folder], { limit: 20 });
    assert.ok([0, 3].includes(told.code), told.err);
    assert.match(told.out + told.err, /could not (be )?read|cannot be (read|found)/);
    const compared = await run(['changes', 'HEAD~1..', '-C', folder], { limit: 20 });
    assert.ok([2, 3].includes(compared.code), compared.out);
    const built = await run(['build', '-C', folder, '-o', path.join(makeFolder(), 'out')], { limit: 20 });
    expectExit(built, 0);
    assert.match(built.err, /history-un/);
  }
});
check('the history of a lost or damaged index, and of one that is sparse, is told as ever', async () => {
  const folder = makeHistory();
  const before = plain(await run(['history', 'one/play.md', '-C', folder]));
  fs.writeFileSync(path.join(folder, '.git/index'), 'rubbish');
  assert.equal(plain(await run(['history', 'one/play.md', '-C', folder])), before);
});
for (const [name, { shows, ...what }] of Object.entries({
  'dated before 1970': { when: '-86400 +0000', shows: /31 December 1969|1969-12-31/ },
  'dated after 2038': { when: '4102444800 +0000', shows: /1 January 2100|2100-01-01/ },
  'dated after 9999': { when: '253402300800 +0000' },
  'in no time zone': { when: '1700000000 +9999' },
  'without names': { author: '<>' },
  'in no encoding': { author: 'Andr\xe9 \x1b[31m <a@example.org>', message: '\xff\xfe Caf\xe9 \x1b[31m\n' },
  'without a message': { message: '' },
})) {
  check(`a commit ${name} has its place in the history, in good UTF-8 and without an address`, async () => {
    const folder = makeHistory();
    writeFiles(folder, { 'one/play.md': '# Play\n\n## Sand\n\nQuite other words.\n' });
    git(folder, 'add', '-A');
    const raw = commitRaw(folder, { ...what, tree: git(folder, 'write-tree').trim() });
    for (const args of [['history', 'one/play.md'], ['history', 'one/play.md', '--json'], ['changes', `${raw}~1..${raw}`]]) {
      const out = plain(await run([...args, '-C', folder]));
      assert.match(out, /Quite/);
      assert.doesNotMatch(out, /a@example\.org/);
      if (args[0] === 'history' && shows) assert.match(out, shows);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(out, /\x1b\[31m/);
    }
  });
}
await report({ parallel: 2 });
