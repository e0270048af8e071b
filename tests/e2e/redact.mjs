// Words that are taken away: who may, what is gone here, what still leads to them is told, and nothing else is touched.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { environment, git, makeFolder, run } from '../support/program.mjs';
import { begin, comment, makeTalkPackage, readThread, refuse, say } from './comment_package.mjs';

const branch = 'refs/heads/plainsong/comments';
const secret = 'Her name is Xanthippe.';

// Every object, and every other file of the git directory, as one text.
function readAll(folder) {
  const dir = path.resolve(folder, git(folder, 'rev-parse', '--git-common-dir').trim());
  const objects = execFileSync('git', ['cat-file', '--batch', '--batch-all-objects', '--unordered'], { cwd: folder, encoding: 'latin1', env: environment, maxBuffer: 1 << 28 });
  const others = fs.readdirSync(dir, { recursive: true }).filter((name) => !name.startsWith('objects')).map((name) => path.join(dir, name));
  return objects + others.filter((name) => fs.statSync(name).isFile()).map((name) => fs.readFileSync(name, 'latin1')).join('\n');
}
const isLeft = (folder) => readAll(folder).includes('Xanthippe');

function expectSound(folder) {
  const { stdout, stderr } = spawnSync('git', ['fsck', '--no-dangling', '--no-progress'], { cwd: folder, encoding: 'utf8', env: environment });
  assert.equal(stdout + stderr, '');
}
const redact = async (folder, ...args) => JSON.parse(await say(folder, 'redact', '-m', 'It named a child.', '--json', ...args));

check('the words of a comment, its quotation, its tags and every later form of it are gone from here; the rest stays', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'quiet corner', '-m', secret, '--tag', 'Xanthippe');
  await say(folder, 'edit', thread, '-m', `${secret} Really.`);
  await say(folder, 'reply', thread, '-m', 'What a pity.', '--by', 'hana');
  const other = await begin(folder, 'rest.md', '-m', 'Something else.');
  git(folder, 'gc', '-q');
  await say(folder, 'edit', thread, '-m', `${secret} Truly.`);
  assert.ok(isLeft(folder));
  const before = git(folder, 'status', '--porcelain=v2', '--branch');
  const out = await redact(folder, thread);
  assert.deepEqual(out, { redacted: 3, expired: 3, left: 0, held_by: [], obstacle: null });
  assert.ok(!isLeft(folder));
  expectSound(folder);
  assert.equal(git(folder, 'status', '--porcelain=v2', '--branch'), before);
  assert.equal(git(folder, 'rev-list', '--count', branch).trim(), '1');
  const shown = JSON.stringify(await readThread(folder, thread));
  assert.match(shown, /What a pity/);
  assert.doesNotMatch(shown, /Xanthippe/);
  assert.match(JSON.stringify(await readThread(folder, other)), /Something else/);
  // And people go on talking.
  await say(folder, 'reply', thread, '-m', 'Thank you.', '--by', 'hana');
  assert.match(await refuse(3, folder, 'redact', thread, '-m', 'Again.'), /they were already/);
});

check('who wrote the words may, and an editor of the document; others may not, and why must be said', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', '-m', secret, '--by', 'zed');
  assert.match(await refuse(3, folder, 'redact', thread, '-m', 'Why.'), /people\.yaml does not name amina as one \(roles: \{early-years: editor\}\)/);
  assert.match(await refuse(2, folder, 'redact', thread), /say why with -m/);
  assert.match(await refuse(2, folder, 'redact', thread, '-m', '  '), /say why with -m/);
  assert.match(await refuse(2, folder, 'redact'), /say which comment/);
  assert.match(await refuse(3, folder, 'redact', 'nothing', '-m', 'Why.'), /there is no comment "nothing"/);
  assert.ok(isLeft(folder));
  assert.match(await say(folder, 'redact', thread, '-m', 'It named a child.', '--by', 'tom'), /words of 1 comment were taken away, and are no longer in this repository[^]*cannot\s+reach/);
  assert.ok(!isLeft(folder));
  const school = await begin(folder, 'school/start.md', '-m', secret, '--by', 'zed');
  assert.match(await refuse(3, folder, 'redact', school, '-m', 'Why.', '--by', 'tom'), /school: editor/);
  await say(folder, 'redact', school, '-m', 'Why.', '--by', 'zed');
  assert.ok(!isLeft(folder));
});

check('a whole thread, one step of it, and a name that is not clear', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', '-m', 'Fine words.');
  const step = JSON.parse(await say(folder, 'reply', thread, '-m', secret, '--json'));
  const id = git(folder, 'ls-tree', '-r', '--name-only', branch).split('\n').map((name) => path.basename(name, '.md')).find((name) => name && name !== thread);
  assert.ok(JSON.stringify(step).includes(id));
  assert.match(await refuse(3, folder, 'redact', id.slice(0, 9), '-m', 'Why.'), /2 comments begin with "\d{8}T"; give more of it:[^]*reply by amina/);
  assert.equal((await redact(folder, id.slice(17))).redacted, 1);
  assert.ok(!isLeft(folder));
  assert.match(JSON.stringify(await readThread(folder, thread)), /Fine words/);
  await say(folder, 'reply', thread, '-m', secret, '--by', 'hana');
  await say(folder, 'agree', thread, '--by', 'hana');
  assert.match(await refuse(3, folder, 'redact', thread, '--thread', '-m', 'Why.'), /written by hana/);
  assert.ok(readAll(folder).includes('Fine words'), 'all or nothing');
  assert.equal((await redact(folder, thread, '--thread', '--by', 'tom')).redacted, 2);
  assert.ok(!isLeft(folder) && !readAll(folder).includes('Fine words'));
  assert.equal((await readThread(folder, thread)).agreements?.length ?? 1, 1);
});

check('what else of the user leads to the words is told and stays whole; once it is gone they are', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', '-m', secret);
  git(folder, 'branch', 'kept', branch);
  git(folder, 'tag', 'old', branch);
  // Something that nothing leads to, packed: it is not ours to remove.
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: folder, input: 'precious\n', encoding: 'utf8', env: environment }).trim();
  execFileSync('git', ['pack-objects', '-q', '.git/objects/pack/pack'], { cwd: folder, input: `${blob}\n`, env: environment });
  git(folder, 'gc', '-q');
  git(folder, 'prune-packed');
  fs.writeFileSync(path.join(folder, '.git/FETCH_HEAD'), `${git(folder, 'rev-parse', branch).trim()}\t\tbranch 'x' of y\n`);
  const text = await say(folder, 'redact', thread, '-m', 'It named a child.');
  assert.match(text, /still in this repository:[^]*branch kept leads to them: delete it \(git branch -D kept\)[^]*tag old leads/);
  assert.ok(isLeft(folder));
  expectSound(folder);
  git(folder, 'remote', 'add', 'origin', path.join(folder, '../remote.git'));
  git(folder, 'init', '-q', '--bare', path.join(folder, '../remote.git'));
  const held = JSON.parse((await run(['sync', '--json'], { cwd: folder })).out);
  assert.deepEqual([held.left, held.held_by.sort()], [1, ['refs/heads/kept', 'refs/tags/old']]);
  git(folder, 'branch', '-D', 'kept');
  git(folder, 'tag', '-d', 'old');
  fs.rmSync(path.join(folder, '.git/FETCH_HEAD'));
  const synced = JSON.parse((await run(['sync', '--json'], { cwd: folder })).out);
  assert.deepEqual([synced.left, synced.expired], [0, 1]);
  assert.ok(!isLeft(folder));
  assert.equal(git(folder, 'cat-file', '-p', blob), 'precious\n');
  expectSound(folder);
});

check('a work tree that is on the branch of the comments is told of, and not broken', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', '-m', secret);
  const linked = path.join(makeFolder(), 'linked');
  git(folder, 'worktree', 'add', '-q', linked, 'plainsong/comments');
  const out = await redact(folder, thread);
  assert.equal(out.left, 1);
  expectSound(folder);
  git(folder, 'worktree', 'remove', '--force', linked);
  await comment(3, folder, ['redact', thread, '-m', 'Again.']);
  git(folder, 'init', '-q', '--bare', path.join(folder, '../remote.git'));
  git(folder, 'remote', 'add', 'origin', path.join(folder, '../remote.git'));
  assert.equal(JSON.parse((await run(['sync', '--json'], { cwd: folder })).out).left, 0);
  assert.ok(!isLeft(folder));
});

check('in a clone that borrows its objects, and in a shallow one, nothing breaks', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', '-m', secret);
  git(folder, 'gc', '-q');
  const top = makeFolder();
  for (const [name, args] of [['borrowing', ['--shared']], ['shallow', ['--depth', '1', '--no-single-branch']]]) {
    const clone = path.join(top, name);
    execFileSync('git', ['clone', '-q', ...args, name === 'shallow' ? `file://${folder}` : folder, clone], { env: environment, stdio: 'pipe' });
    git(clone, 'config', 'user.name', 'Amina');
    git(clone, 'config', 'user.email', 'amina@example.org');
    git(clone, 'branch', '-q', 'plainsong/comments', 'origin/plainsong/comments');
    git(clone, 'update-ref', '-d', 'refs/remotes/origin/plainsong/comments');
    const out = await redact(clone, thread);
    expectSound(clone);
    assert.equal(out.left, name === 'borrowing' ? 1 : 0, name);
    assert.doesNotMatch(JSON.stringify(await readThread(clone, thread)), /Xanthippe/);
  }
  assert.ok(isLeft(folder), 'what was borrowed from is not ours');
});

await report({ parallel: 2 });
