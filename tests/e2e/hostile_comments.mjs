// What somebody who can push could write on the branch of the comments. It is put there with git's own plumbing, as no program of
// ours would; then every command that meets comments is run. Each piece is refused or shown as what it is, nothing crashes or hangs
// or takes much memory, no comment of anybody else is lost, no terminal gets its control characters, and nothing outside is touched.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, environment, git, isSanitized, makeFolder, readFolder, run, writeFiles } from '../support/program.mjs';
import { inspectOutput } from '../support/safety.mjs';
import { begin, makeTalkPackage } from './comment_package.mjs';

const branch = 'refs/heads/plainsong/comments';
const time = '2026-03-01T10:00:00Z';
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const outside = 'What stands outside the package.';

// Ids of one moment, by number.
function makeId(number) {
  let random = '';
  for (let left = number, i = 0; i < 10; i++, left = Math.floor(left / 32)) random = letters[left % 32] + random;
  return `20260301T100000Z-${random}`;
}
const place = (thread, id = thread) => `threads/${thread.slice(17, 19)}/${thread}/${id}.md`;

// The text of an event; `lines` are those of its front matter that not every event has.
function write(id, { event = 'comment', thread = id, by = 'amina', at = time, lines = [], body = 'Words.\n' } = {}) {
  return `---\nevent: ${event}\nid: ${id}\nthread: ${thread}\nby: ${by}\nat: ${at}\n${lines.map((line) => `${line}\n`).join('')}---\n${body}`;
}
const onPath = (at, name, more = []) => ['on:', `  path: ${name}`, `  commit: ${at}`, ...more.map((line) => `  ${line}`)];

// A branch in the making: files by `git hash-object` and an index of its own, and the rest by trees that git would never make.
class Plumbing {
  constructor(folder) {
    Object.assign(this, { folder, files: new Map(), top: makeFolder() });
    this.env = { ...environment, GIT_INDEX_FILE: path.join(this.top, 'index'), GIT_AUTHOR_NAME: 'M', GIT_AUTHOR_EMAIL: 'm@evil.example', GIT_COMMITTER_NAME: 'M', GIT_COMMITTER_EMAIL: 'm@evil.example' };
  }

  git(args, input = '') {
    return execFileSync('git', args, { cwd: this.folder, env: this.env, input, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'] }).trim();
  }

  add(name, content, mode = '100644') {
    this.files.set(name, { content, mode });
  }

  // An event in its place. Its id.
  event(number, options = {}) {
    const id = makeId(number);
    this.add(place(options.thread ?? id, id), write(id, options));
    return id;
  }

  hash() {
    const list = [...this.files.values()].map(({ content }, i) => {
      fs.writeFileSync(path.join(this.top, String(i)), content);
      return path.join(this.top, String(i));
    });
    return this.git(['hash-object', '-w', '--no-filters', '--stdin-paths'], `${list.join('\n')}\n`).split('\n');
  }

  tree(entries, { literally = false } = {}) {
    if (!literally) return this.git(['mktree', '-z', '--missing'], entries.map(([mode, type, oid, name]) => `${mode} ${type} ${oid}\t${name}\0`).join(''));
    const bytes = Buffer.concat(entries.flatMap(([mode, , oid, name]) => [Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(oid, 'hex')]));
    return this.git(['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], bytes);
  }

  list(tree) {
    return this.git(['ls-tree', '-z', tree]).split('\0').filter(Boolean).map((line) => {
      const [head, name] = line.split('\t');
      return [...head.split(' '), name];
    });
  }

  // The same tree with another in its path, changed by `change`, which gets and gives entries.
  replace(tree, names, change) {
    const entries = this.list(tree);
    if (!names.length) return change(entries);
    const at = entries.findIndex(([, , , name]) => name === names[0]);
    entries[at] = ['040000', 'tree', this.replace(entries[at][2], names.slice(1), change), names[0]];
    return this.tree(entries);
  }

  // Commits all on top of what is there; `change` gets the root and gives another.
  store(change = (root) => root) {
    const old = this.git(['rev-parse', '--verify', branch]);
    const oids = this.hash();
    this.git(['read-tree', old]);
    this.git(['update-index', '-z', '--index-info'], [...this.files].map(([name, { mode }], i) => `${mode} ${oids[i]}\t${name}\0`).join(''));
    const root = change(this.git(['write-tree']));
    const oid = this.git(['commit-tree', root, '-p', old, '-m', 'Come to \x1b[31mme\u202e', '-m', 'Answers: 20260301T100000Z-0000000001']);
    this.git(['update-ref', branch, oid, old]);
    return oid;
  }
}

// A program that runs in bounds: what it printed is fit for a terminal, and no secret of ours.
async function bounded(codes, args, { cwd, limit = 30, input } = {}) {
  const note = path.join(makeFolder(), 'measured');
  const result = await run(args, { cwd, limit, input, wrapper: [process.env.MEASURE, note] });
  const what = `plainsong ${args.join(' ').slice(0, 120)}`;
  assert.equal(result.signal, null, `${what}: ${result.err.slice(-3000)}`);
  assert.ok(codes.includes(result.code), `${what}: exit ${result.code}: ${result.err.slice(0, 3000)}`);
  const said = result.out + result.err;
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(said, /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/, what);
  if (!args.includes('--json') && args[1] !== 'export') assert.doesNotMatch(said, /[\u202a-\u202e\u2066-\u2069\u2028\u2029]/, what);
  assert.doesNotMatch(said, /runtime error|Sanitizer|stands outside|Tom Secret|Zed Secret|@example\.org/, what);
  const megabytes = Number(fs.readFileSync(note, 'utf8').split(' ')[1]) / 1024;
  assert.ok(megabytes < (isSanitized ? 1500 : 256), `${what}: ${Math.round(megabytes)} MB`);
  if (process.env.VERBOSE) console.log(`# ${what}: exit ${result.code}, ${result.seconds.toFixed(2)} s, ${Math.round(megabytes)} MB`);
  return result;
}

// A package with three comments that must never be lost, and beside it a file that nobody may read or write.
async function makeTarget() {
  const folder = makeTalkPackage();
  const top = path.dirname(folder);
  fs.writeFileSync(path.join(top, 'outside.md'), `${outside}\n`);
  fs.symlinkSync('../../outside.md', path.join(folder, 'early-years/link.md'));
  fs.symlinkSync('..', path.join(folder, 'up'));
  commit(folder, 'Links');
  const good = {
    comment: await begin(folder, 'early-years/play.md', 'Warm water calms', '-m', 'Good words about water.'),
    chapter: await begin(folder, 'early-years/rest.md', '-m', 'Good words about rest.'),
  };
  const suggested = await run(['suggest', 'add', 'early-years/rest.md', 'Rest is good.', '--replace', 'Rest is needed.', '-m', 'Good words for a change.', '--json'], { cwd: folder });
  assert.equal(suggested.code, 0, suggested.err);
  good.suggestion = JSON.parse(suggested.out).thread;
  return { folder, top, good, head: git(folder, 'rev-parse', 'HEAD').trim() };
}

// Every command that meets comments. `shown`: threads that are there, to be shown each.
async function runAll({ folder, top, good }, shown = []) {
  const here = (codes, args, options) => bounded(codes, args, { cwd: folder, ...options });
  const before = readFolder(top);
  const reply = () => here([0], ['comment', 'reply', good.comment, '-m', 'A good reply.', '--by', 'hana']);
  const expectGood = async (where = folder) => {
    const listed = await bounded([0], ['comment', 'list', '--json'], { cwd: where });
    const ids = new Set(JSON.parse(listed.out).threads.map(({ thread }) => thread));
    for (const id of Object.values(good)) {
      assert.ok(ids.has(id), `${id} was lost`);
      assert.match((await bounded([0], ['comment', 'show', id], { cwd: where })).out, /Good words/);
    }
  };
  await expectGood();
  await here([0], ['comment', 'list', '--limit', '0']);
  for (const beginning of ['', '2', '0', '20260301T100000Z-0', '..', '\x1b[31m', '\u202e']) await here([0, 2, 3], ['comment', 'show', beginning]);
  for (const id of shown) {
    await here([0, 3], ['comment', 'show', id]);
    await here([0, 3], ['comment', 'show', id, '--json']);
  }
  await here([0], ['comment', 'add', 'early-years/play.md', '-m', 'One more.']);
  await reply();
  const exported = path.join(makeFolder(), 'comments');
  await here([0], ['comment', 'export', '-o', `${exported}.jsonld`]);
  await here([0], ['comment', 'export', '-o', `${exported}.csv`]);
  // No cell that a spreadsheet would take for a formula.
  assert.doesNotMatch(fs.readFileSync(`${exported}.csv`, 'utf8'), /(^|[,\n])"?[=+@-][A-Za-z(]/);
  await here([0, 1, 3], ['comment', 'import', '--dry-run', `${exported}.jsonld`]);
  await here([0, 1], ['check'], { limit: 60 });
  const out = path.join(makeFolder(), 'out');
  await here([0, 1], ['build', '--draft', '-o', out], { limit: 120 });
  assert.deepEqual(inspectOutput(out), []);
  const pages = [...readFolder(out)].map(([, bytes]) => String(bytes)).join('\n');
  assert.match(pages, /Good words about water/);
  assert.doesNotMatch(pages, /stands outside|Secret|@example\.org|m@evil/);
  await here([0], ['suggest', 'accept', good.suggestion, '-m', 'Clearer.', '--by', 'tom']);
  assert.match(fs.readFileSync(path.join(folder, 'early-years/rest.md'), 'utf8'), /Rest is needed/);
  for (const id of shown) await here([0, 1, 2, 3], ['suggest', 'accept', id, '--dry-run', '--by', 'tom']);
  // And to somebody else and back, who said something meanwhile.
  const remote = path.join(makeFolder(), 'remote.git');
  git(folder, 'init', '-q', '--bare', remote);
  git(folder, 'remote', 'add', 'origin', remote);
  git(folder, 'push', '-q', 'origin', 'HEAD:main');
  git(remote, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  const other = path.join(makeFolder(), 'other');
  git(top, 'clone', '-q', remote, other);
  git(other, 'config', 'user.name', 'Amina');
  git(other, 'config', 'user.email', 'amina@example.org');
  good.elsewhere = await begin(other, 'school/start.md', '-m', 'Good words from elsewhere.');
  await here([0], ['sync'], { limit: 60 });
  await bounded([0], ['sync'], { cwd: other, limit: 60 });
  await here([0], ['sync'], { limit: 60 });
  await expectGood();
  await expectGood(other);
  assert.equal(git(folder, 'rev-parse', branch), git(other, 'rev-parse', branch));
  // The words of one are taken away; all others stay, here and there.
  const gone = await begin(folder, 'early-years/rest.md', '-m', 'Xanthippe said so.');
  await here([0], ['sync'], { limit: 60 });
  await bounded([0], ['sync'], { cwd: other, limit: 60 });
  await here([0], ['comment', 'redact', gone, '-m', 'It named a person.'], { limit: 60 });
  await here([0], ['sync'], { limit: 60 });
  await bounded([0], ['sync'], { cwd: other, limit: 60 });
  for (const where of [folder, other]) {
    await expectGood(where);
    assert.doesNotMatch(execFileSync('git', ['cat-file', '--batch', '--batch-all-objects', '--unordered'], { cwd: where, encoding: 'latin1', env: environment, maxBuffer: 1 << 29 }), /Xanthippe/);
    assert.doesNotMatch(git(where, 'for-each-ref'), /\.\./);
  }
  for (const [name, content] of before)
    if (!name.includes('/.git/') && !name.endsWith('early-years/rest.md')) assert.deepEqual(readFolder(top).get(name), content, `${name} was touched`);
  assert.equal(git(folder, 'status', '--porcelain').trim(), '');
}

check('events of every wrong form are refused, and say where', async () => {
  const target = await makeTarget();
  const { folder, head } = target;
  const work = new Plumbing(folder);
  const on = onPath(head, 'early-years/play.md');
  const wrong = new Map(); // what is to be found of each file
  let number = 1000;
  const bad = (pattern, options, edit = (text) => text) => {
    const id = makeId(number++);
    const name = place(options.thread ?? id, id);
    work.add(name, edit(write(id, { lines: on, ...options })));
    wrong.set(name, pattern);
  };
  for (const name of ['../../outside.md', '/etc/passwd', 'early-years/../../outside.md', './early-years/play.md', '.git/config', 'a/.GIT/config', 'early-years//play.md', '"C:\\\\x"', '""', '"a\\nb"', 'up/', '"\\e[31m"', `"${'x'.repeat(5000)}"`])
    bad(/path|control|no value|empty|escape/i, { lines: onPath(head, name) });
  bad(/40 hexadecimal/, { lines: onPath('HEAD', 'early-years/play.md') });
  bad(/40 hexadecimal/, { lines: onPath('--upload-pack=x', 'early-years/play.md') });
  bad(/range/, { lines: onPath(head, 'early-years/play.md', ['start: 5', 'end: 2', 'exact: x']) });
  bad(/whole number/, { lines: onPath(head, 'early-years/play.md', ['start: -1', 'end: 99999999999999999999', 'exact: x']) });
  bad(/must be an id/, { by: 'amina@example.com' });
  bad(/must be an id/, { by: '"\\u202Eamina"' });
  bad(/must be an id/, { by: '../amina' });
  bad(/time/, { at: '2026-13-01T10:00:00Z' });
  bad(/not that of the id/, { at: '1999-01-01T00:00:00Z' });
  bad(/after itself|after no other/, { lines: [`after: [${makeId(number)}]`, ...on] });
  bad(/order and each once/, { event: 'reply', thread: makeId(7), lines: [`after: [${makeId(9)}, ${makeId(8)}, ${makeId(9)}]`] });
  bad(/id of an event/, { event: 'reply', thread: makeId(7), lines: ['after: ["../../../etc/passwd"]'] });
  bad(/belongs at/, {}, (text) => text.replaceAll(/20260301T100000Z-\w+/g, makeId(999)));
  bad(/control character/, { body: 'Come \x1b]0;here\x07\x1b[31m\n' });
  bad(/control character/, { body: 'Come \x9b31m\n'.replace('\x9b', '\u009b') });
  bad(/UTF-8/, {}, (text) => Buffer.from(`${text}\xff\xfe\xc0\x80`, 'latin1'));
  bad(/three hyphens/, {}, () => '');
  bad(/three hyphens/, {}, () => '\0'.repeat(1000));
  bad(/three hyphens/, {}, (text) => `\ufeff${text}`);
  bad(/three hyphens/, { lines: [`tags: [${Array.from({ length: 20000 }, (_, i) => String(i).padStart(6, '0')).join(', ')}]`] });
  bad(/./, { lines: [`tags: ${'['.repeat(20000)}`] });
  bad(/./, { lines: [`tags: ${'{a: '.repeat(10000)}`] });
  bad(/./, { lines: ['a: &a [x, x]', 'b: &b [*a, *a, *a, *a]', 'tags: [*b, *b, *b]', ...on] });
  bad(/./, { lines: ['tags: !!python/object/apply:os.system ["id"]', ...on] });
  bad(/./, { lines: ['id: x', ...on] });
  bad(/./, { lines: ['\x1b[31mhidden: 1', ...on] });
  bad(/./, { lines: ['unknown-key: 1', ...on] });
  bad(/bytes; at most/, { body: 'x'.repeat(1100000) });
  bad(/bytes; at most/, { body: Buffer.alloc(50 << 20, 'a long body ').toString() });
  // A good event, and bytes of it changed, taken away and doubled.
  let seed = 4;
  const random = (limit) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor(seed / 65536) % limit; };
  for (let i = 0; i < 150; i++) {
    const id = makeId(number++);
    const bytes = [...Buffer.from(write(id, { lines: ['kind: question', 'tags: [one, "t\\two"]', ...onPath(head, 'early-years/play.md', ['start: 10', 'end: 20', 'exact: "Play"', 'heading: turns'])] }))];
    for (let k = 0; k <= random(4); k++) {
      const at = random(bytes.length);
      const how = random(4);
      if (how === 0) bytes[at] = random(256);
      else if (how === 1) bytes.splice(at, 1 + random(30));
      else if (how === 2) bytes.splice(at, 0, ...bytes.slice(at, at + random(60)));
      else bytes.splice(at, 0, ...Buffer.from(['"', '\n---\n', '&a', '*a', '\t', ': ', '\\x', '- ', '%YAML 9\n', '\u2028', '\ud7ff', '? ', '|', '{['][random(14)]));
    }
    work.add(place(id), Buffer.from(bytes));
  }
  work.store();
  const found = await bounded([0, 1], ['check'], { cwd: folder });
  const said = found.out + found.err;
  for (const [name, pattern] of wrong) {
    const line = said.split('\n').find((each) => each.includes(name));
    assert.ok(line, `${name} was not told of`);
    assert.match(line, pattern, name);
  }
  await runAll(target, [makeId(1000), makeId(1001)]);
});

check('events that are well formed and mean harm are shown as what they are', async () => {
  const target = await makeTarget();
  const { folder, head, good } = target;
  const work = new Plumbing(folder);
  const on = onPath(head, 'early-years/play.md');
  const shown = [];
  let number = 1;
  const add = (options) => {
    const id = work.event(number++, { lines: on, ...options });
    if (!options.thread) shown.push(id);
    return id;
  };
  // By nobody that anybody knows, in a group that there is not.
  const stranger = add({ by: 'stranger', lines: ['group: no-such-group', ...on] });
  const blob = git(folder, 'rev-parse', 'HEAD:early-years/play.md').trim();
  for (const [at, name, more] of [
    ['0123456789abcdef0123456789abcdef01234567', 'early-years/play.md', []],
    [blob, 'early-years/play.md', []],
    ['0'.repeat(40), 'early-years/play.md', []],
    [head, 'early-years/link.md', []],
    [head, 'early-years/link.md', ['start: 0', 'end: 10', 'exact: "What stand"']],
    [head, 'up/outside.md', ['start: 0', 'end: 10', 'exact: "What stand"']],
    [head, 'early-years', []],
    [head, '"--help"', []],
    [head, '"\\u202Eevil\\u2066.md"', []],
    [head, 'early-years/play.md', ['start: 999999999999999999', 'end: 999999999999999999', 'exact: ""']],
    [head, 'early-years/play.md', ['start: 0', 'end: 999999999999999999', 'exact: "x"']],
    [head, 'early-years/play.md', ['start: 1', 'end: 2', `exact: "${'y'.repeat(60000)}"`]],
    [head, 'early-years/play.md', ['heading: "\\u202E<script>\\u2028"', 'start: 66', 'end: 67', 'exact: "\\u202E"', 'prefix: "\\u2067"']],
    [head, 'early-years/play.md', [`blob: ${head}`]],
  ]) add({ lines: onPath(at, name, more) });
  const nasty = '\u202e\u2066 \u2028\u200f=cmd|\' /C calc\'!A0 <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/p.png) &#27;[31m\n';
  add({ body: nasty, lines: ['tags: ["<b>", "=1+1", "\\u202Etag"]', ...on] });
  add({ body: `=HYPERLINK("http://evil.example")\n` });
  // Ids of another time that end as a good one's, so that their short names are the same.
  for (const [i, other] of [good.comment, good.suggestion].entries()) {
    const id = `20260228T10000${i}Z-${other.slice(17)}`;
    work.add(place(id), write(id, { lines: onPath(head, 'early-years/play.md'), at: `2026-02-28T10:00:0${i}Z`, body: 'A namesake.\n' }));
    shown.push(id);
  }
  for (const body of ['> '.repeat(20000), '['.repeat(20000), '<div>'.repeat(20000), '*a **b '.repeat(10000), '| a '.repeat(5000), `${'- '.repeat(5000)}x`, `[a]: ${'u'.repeat(5000)}\n\n${'[a] '.repeat(5000)}`, '7'.repeat(100000), 'a@'.repeat(50000), 'x'.repeat(1000000)]) add({ body: `${body}\n` });
  // About what is not there, in circles, about events of other threads, and by others than who may.
  const circle = [number, number + 1, number + 2].map(makeId);
  for (const [i, id] of circle.entries()) add({ event: 'reply', thread: stranger, lines: [`after: [${circle[(i + 1) % 3]}]`, `to: ${circle[(i + 2) % 3]}`], body: `In a circle ${id}.\n` });
  add({ event: 'edit', thread: good.comment, by: 'zed', lines: [`to: ${good.comment}`], body: 'Bad words instead.\n' });
  add({ event: 'edit', thread: stranger, by: 'amina', lines: [`to: ${good.comment}`], body: 'Bad words instead.\n' });
  add({ event: 'redact', thread: stranger, by: 'zed', lines: [`to: ${good.comment}`], body: 'Away with other threads.\n' });
  add({ event: 'reply', thread: makeId(32 ** 4), body: 'To nothing.\n', lines: [`to: ${good.comment}`] });
  add({ event: 'answer', thread: stranger, lines: ['outcome: accepted', `commit: ${'f'.repeat(40)}`], body: 'By a commit that is not there.\n' });
  // Suggestions that would write elsewhere.
  for (const [name, words] of [['early-years/link.md', 'What stand'], ['up/outside.md', 'What stand'], ['.gitattributes', 'x'], ['plainsong.yaml', 'plainsong: 1']])
    shown.push(work.event(number++, { event: 'suggest', lines: [...onPath(head, name, ['start: 0', `end: ${words.length}`, `exact: "${words}"`]), 'replace: "Taken."'] }));
  work.store();
  const { out } = await bounded([0], ['comment', 'show', stranger], { cwd: folder });
  for (const id of circle) assert.match(out, new RegExp(`In a circle ${id}`));
  const found = await bounded([0, 1], ['check'], { cwd: folder });
  assert.match(found.out + found.err, /stranger/);
  assert.match(found.out + found.err, /somebody else's text/);
  await runAll(target, shown);
  assert.doesNotMatch((await bounded([0], ['comment', 'show', good.comment], { cwd: folder })).out, /Bad words/);
  assert.equal(fs.readFileSync(path.join(target.top, 'outside.md'), 'utf8'), `${outside}\n`);
});

check('other files on the branch, and trees as git never makes them, are told of and left alone', async () => {
  const target = await makeTarget();
  const { folder, head, good } = target;
  const work = new Plumbing(folder);
  const on = onPath(head, 'early-years/play.md');
  const id = work.event(1, { lines: on, body: 'In a tree of its own.\n' });
  const fan = `threads/${good.comment.slice(17, 19)}`;
  work.add('README.md', 'Read me.\n');
  work.add('threads.md', 'x');
  work.add('Threads/aa/x.md', 'x');
  work.add('threads/README', 'x');
  work.add('threads/zzz/a.md', 'x');
  work.add('threads/\x1b[31m/a.md', 'x');
  work.add(`${fan}/notes.md`, 'x');
  work.add(`${fan}/${good.comment}/a/b/c/${id}.md`, write(id, { lines: on }));
  work.add(`${fan}/${good.comment}/\u202egood\n.md`, 'x');
  work.add(`${fan}/${good.comment}/${good.comment.toUpperCase()}.md`, 'x');
  work.add(`${fan}/${good.comment}/${makeId(40)}.md`, '../../../../.git/config', '120000');
  work.add(`threads/0h/${makeId(17 * 32 ** 8)}/${makeId(17 * 32 ** 8)}.md`, write(makeId(17 * 32 ** 8), { lines: on }), '100755');
  work.add('threads/0j', '/etc', '120000');
  work.add(Array.from({ length: 500 }, (_, i) => `d${i}`).join('/'), 'x');
  work.store((root) => {
    const blob = work.git(['hash-object', '-w', '--stdin'], 'x\n');
    const empty = work.tree([]);
    const odd = ['..', '.', '.git', 'threads\x1b[0m'].map((name) => ['040000', 'tree', empty, name]);
    let tree = work.replace(root, [], (entries) => work.tree([...entries, ...odd, ['160000', 'commit', head, 'module']]));
    tree = work.replace(tree, ['threads'], (entries) => work.tree([...entries, ['160000', 'commit', head, '0k'], ['040000', 'tree', empty, '0m']]));
    // The events of a thread in no order, and twice each, once with other words.
    const other = work.git(['hash-object', '-w', '--stdin'], write(id, { lines: on, body: 'A twin.\n' }));
    const thread = ['threads', id.slice(17, 19), id];
    return work.replace(tree, thread, (entries) => work.tree([['100644', 'blob', blob, 'zz'], ...entries, ['100644', 'blob', other, `${id}.md`], ['100644', 'blob', blob, 'a'], ...entries], { literally: true }));
  });
  const found = await bounded([0, 1], ['check'], { cwd: folder });
  const said = found.out + found.err;
  for (const name of ['README.md', 'threads/README', 'threads/zzz', `${fan}/notes.md`, 'threads/0j', 'threads/0k', 'Threads', 'module']) assert.ok(said.includes(name), `${name} was not told of`);
  assert.match(said, /symbolic link/);
  assert.match(said, new RegExp(`${id}.*(twice|order)`));
  await runAll(target, [id, makeId(17 * 32 ** 8)]);
});

check('files in the place of all folders keep nobody from saying anything', async () => {
  const target = await makeTarget();
  const { folder } = target;
  const work = new Plumbing(folder);
  const taken = new Set(work.list(`${branch}:threads`).map(([, , , name]) => name));
  for (const a of letters) for (const b of letters) if (!taken.has(a + b)) work.add(`threads/${a}${b}`, '/etc', a < 'g' ? '120000' : '100644');
  work.store();
  await runAll(target);
  const alone = await makeTarget();
  const empty = new Plumbing(alone.folder);
  const file = empty.git(['hash-object', '-w', '--stdin'], 'x\n');
  const root = empty.git(['commit-tree', empty.tree([['100644', 'blob', file, 'threads']]), '-m', 'No folder']);
  empty.git(['update-ref', branch, root]);
  const id = await begin(alone.folder, 'early-years/rest.md', '-m', 'Good words in spite of it.');
  assert.match((await bounded([0], ['comment', 'show', id], { cwd: alone.folder })).out, /Good words/);
  assert.doesNotMatch(empty.git(['ls-tree', branch]), /blob/);
});

check('whole branches that are no comments, or that leave the root twice, leave what there is as it is', async () => {
  const target = await makeTarget();
  const { folder } = target;
  const work = new Plumbing(folder);
  // All folders twice at the root: the second with another's words only.
  const id = work.event(1, { lines: onPath(target.head, 'early-years/play.md') });
  work.store((root) => {
    const [threads] = work.list(root).filter(([, , , name]) => name === 'threads');
    return work.tree([threads, threads], { literally: true });
  });
  await runAll(target, [id]);
});

const many = isSanitized ? 300 : 1000;
check(`${many} events in one thread, each after a thousand, as many edits, and as many threads of one beginning stay quick and small`, async () => {
  const target = await makeTarget();
  const { folder, head } = target;
  const work = new Plumbing(folder);
  const on = onPath(head, 'early-years/play.md', ['start: 100', 'end: 104', 'exact: "from"']);
  const thread = work.event(1, { lines: on });
  for (let i = 0; i < many; i++) {
    // Each after the thousand that come after it, all round: one great knot.
    const after = Array.from({ length: 1000 }, (_, k) => makeId(100 + ((i + k + 1) % many))).filter((id) => id !== makeId(100 + i));
    work.event(100 + i, { event: 'reply', thread, lines: [`after: [${[...new Set(after)].sort().join(', ')}]`, `to: ${makeId(100 + ((i + 1) % many))}`] });
    work.event(100000 + i, { event: 'edit', thread, lines: [`to: ${thread}`], body: `Form ${i}.\n` });
    work.event(200000 + i, { event: 'agree', thread, by: `p${i}`, body: '' });
    work.event(300000 + i, { lines: on });
  }
  work.store();
  git(folder, 'gc', '-q');
  await runAll(target, [thread]);
});

check('quotations that are gigabytes when they are unpacked leave room for everybody else', async () => {
  const target = await makeTarget();
  const { folder, head } = target;
  const work = new Plumbing(folder);
  const number = isSanitized ? 800 : 4000;
  // The bytes are those of one text, so that they take little room in a pack.
  const input = [`commit ${branch}\ncommitter M <m@evil.example> 1772359200 +0000\ndata 0\nfrom ${git(folder, 'rev-parse', branch).trim()}\n`];
  for (let i = 0; i < number; i++) {
    const id = makeId(i);
    const text = write(id, { lines: onPath(head, 'early-years/play.md', ['start: 1', 'end: 2', `exact: "${'y'.repeat(60000)}"`]) });
    input.push(`M 100644 inline ${place(id)}\ndata ${text.length}\n${text}\n`);
  }
  work.git(['fast-import', '--quiet', '--force'], input.join(''));
  const found = await bounded([0, 1], ['check', '-q'], { cwd: folder });
  assert.match(found.out + found.err, /left out/);
  await runAll(target, [makeId(0), makeId(number - 1)]);
});

await report();
