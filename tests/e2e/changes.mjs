// plainsong changes: ranges of versions, days and commits; every form of output; one and several documents.
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, gitAt, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';
import { yaml } from './packages.mjs';

const expectExit = (result, code) => assert.equal(result.signal ?? result.code, code, `exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
async function show(folder, ...args) {
  const result = await run(['changes', '-C', folder, ...args]);
  expectExit(result, 0);
  return result.out;
}
const two = yaml(`  - id: two
    title: The second work
    chapters: [two/start.md]
`);
const words = (place) => `# Play\n\n## Sand\n\nDig in the ${place}, pour and tip.\n\n## Water\n\nWarm water calms.\n`;
const tag = (folder, name) => git(folder, 'tag', '-a', '-m', 'Released', name);

// Document "one" has versions 1.0 and 1.1 and a later change; "two" has none and no change after the first commit.
function makeHistory(inside = '') {
  const put = (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [inside + name, text]));
  const folder = makeRepository(put({ 'plainsong.yaml': two, 'one/welcome.md': '# Welcome\n\nHello.\n', 'one/play.md': words('sand'), 'two/start.md': '# Start\n\nBegin.\n' }));
  tag(folder, 'one/v1.0');
  writeFiles(folder, put({ 'one/play.md': words('tray') }));
  commit(folder, 'A tray');
  tag(folder, 'one/v1.1');
  writeFiles(folder, put({ 'one/play.md': words('bucket') }));
  commit(folder, 'A bucket');
  return folder;
}

for (const inside of ['', 'some/where/'])
  check(`without a range each document is compared with its last version, as it is now (${inside || 'at the root'})`, async () => {
    const folder = makeHistory(inside);
    const out = await show(path.join(folder, inside));
    assert.match(out, /The first work/);
    assert.match(out, /version 1\.1/);
    assert.match(out, /\[-tray-\] \{\+bucket\+\}/);
    assert.match(out, /The second work has no version yet, so that all of it is new: 1 chapter, 2 words/);
    writeFiles(folder, { [`${inside}one/play.md`]: words('pond') });
    assert.match(await show(path.join(folder, inside)), /\[-tray-\] \{\+pond\+\}/);
    assert.match(await show(path.join(folder, inside), '--at', 'HEAD'), /\[-tray-\] \{\+bucket\+\}/);
  });
check('versions, tags, commits and days are ends of a range', async () => {
  const folder = makeHistory();
  const change = /\[-sand-\] \{\+tray\+\}/;
  for (const range of ['1.0..1.1', 'v1.0..v1.1', 'one/v1.0..one/v1.1', 'HEAD~2..HEAD~1', 'main~2..main~1', '..1.1']) assert.match(await show(folder, range, '--document', 'one'), change, range);
  assert.match(await show(folder, '1.0..'), /\[-sand-\] \{\+bucket\+\}/);
  assert.match(await show(folder, '1.0'), /\[-sand-\] \{\+bucket\+\}/);
  assert.match(await show(folder, '2026-03-04..'), /^No wording changed between 4 March 2026 and now\.\n$/);
  assert.match(await show(folder, '1.1..1.0'), /the newer text.*the older text[^]*\[-tray-\] \{\+sand\+\}/);
});
check('a day is found on the main line also where pulling made it the second parent of its merges', async () => {
  const folder = makeRepository({ 'plainsong.yaml': yaml(), 'one/welcome.md': '# Welcome\n\nHello.\n', 'one/play.md': words('sand') });
  const write = (place, day) => {
    writeFiles(folder, { 'one/play.md': words(place) });
    gitAt(`${day}T12:00:00Z`, folder, 'commit', '-qam', `A ${place}`);
  };
  git(folder, 'checkout', '-q', '-b', 'mine');
  writeFiles(folder, { 'one/welcome.md': '# Welcome\n\nHello all.\n' });
  gitAt('2026-04-01T12:00:00Z', folder, 'commit', '-qam', 'Mine');
  git(folder, 'checkout', '-q', 'main');
  for (const [place, day] of [['tray', '2026-04-02'], ['bucket', '2026-05-02'], ['pond', '2026-06-02']]) write(place, day);
  git(folder, 'checkout', '-q', 'mine');
  gitAt('2026-06-03T12:00:00Z', folder, 'merge', '-q', '--no-edit', 'main');
  assert.match(await show(folder, '2026-05-03..'), /\[-bucket-\] \{\+pond\+\}/);
  assert.match(await show(folder, '2026-04-03..2026-05-03'), /\[-tray-\] \{\+bucket\+\}/);
});
check('a range whose ends are tags of a document is of that document alone', async () => {
  const folder = makeHistory();
  writeFiles(folder, { 'two/start.md': '# Start\n\nBegin again.\n' });
  commit(folder, 'Again');
  assert.match(await show(folder, 'one/v1.0..'), /bucket/);
  assert.doesNotMatch(await show(folder, 'one/v1.0..'), /again/);
  assert.match(await show(folder, 'one/v1.0..', '--document', 'two'), /again/);
  assert.match(await show(folder, 'HEAD~3..'), /again/);
});
check('nothing changed is a sentence and exit 0', async () => {
  const folder = makeHistory();
  assert.match(await show(folder, 'HEAD..HEAD'), /^No wording changed between .*\.\n$/);
  writeFiles(folder, { 'one/play.md': words('bucket').replace('Dig in the bucket, pour', 'Dig in the\nbucket,   pour') });
  assert.match(await show(folder, 'HEAD..'), /^No wording changed between HEAD .* and now\.\n$/);
});
check('a number that several documents have needs --document; one that only one has does not', async () => {
  const folder = makeHistory();
  assert.match(await show(folder, '1.0..1.1'), /tray/);
  tag(folder, 'two/v1.0');
  const result = await run(['changes', '-C', folder, '1.0..']);
  expectExit(result, 2);
  assert.match(result.err, /one, two/);
  assert.match(result.err, /--document/);
  assert.match(await show(folder, '1.0..', '--document', 'one'), /bucket/);
});
check('wrong use is exit 2 and teaches', async () => {
  const folder = makeHistory();
  for (const [args, expected] of [[['1.0...1.1'], /two dots/], [['--format', 'markdwon'], /did you mean "markdown"/], [['--summary', '--format', 'html'], /--summary/], [['--json', '--format', 'html'], /--json/], [['1.0..', '1.1..'], /1\.1\.\./], [['2026-02-30..'], /no such day/], [['--sumary'], /--summary/]]) {
    const result = await run(['changes', '-C', folder, ...args]);
    expectExit(result, 2);
    assert.match(result.err, expected, args.join(' '));
    assert.equal(result.out, '');
  }
});
check('what is not there is exit 3 with the nearest', async () => {
  const folder = makeHistory();
  for (const [args, expected] of [[['1.0..1.3', '--document', 'one'], /1\.3.*versions: 1\.0, 1\.1/], [['one/v1.3..', '-d', 'one'], /no such version of one/], [['mian..'], /did you mean "main"/], [['1.0..', '--document', 'onne'], /did you mean "one"/], [['1999-01-01..'], /no commit on or before/]]) {
    const result = await run(['changes', '-C', folder, ...args]);
    expectExit(result, 3);
    assert.match(result.err, expected, args.join(' '));
    assert.equal(result.out, '');
  }
});
check('--quiet prints changes alone', async () => {
  const folder = makeHistory();
  assert.ok((await show(folder, '-q')).startsWith(await show(folder, '--document', 'one')));
  assert.match(await show(folder, '--document', 'two'), /no version yet[^]*To compare with/);
  assert.doesNotMatch(await show(folder, '--document', 'two', '-q'), /To compare with/);
  assert.equal(await show(folder, 'HEAD..HEAD', '-q'), '');
});
check('what cannot be done is exit 3: no repository, no commit, an old package that is broken', async () => {
  const outside = writeFiles(makeFolder(), { 'a.md': '# A\n' });
  let result = await run(['changes', '-C', outside]);
  expectExit(result, 3);
  assert.match(result.err, /git init/);
  git(outside, 'init', '-q');
  result = await run(['changes', '-C', outside]);
  expectExit(result, 3);
  assert.match(result.err, /no commit/);
  const folder = makeRepository({ 'plainsong.yaml': 'plainsong: 1\ntitel: wrong\n', 'one/welcome.md': '# W\n', 'one/play.md': '# P\n', 'two/start.md': '# S\n' });
  writeFiles(folder, { 'plainsong.yaml': two });
  commit(folder, 'Mend it');
  result = await run(['changes', '-C', folder, 'HEAD~1..']);
  expectExit(result, 3);
  assert.match(result.err, /at the commit [0-9a-f]+: plainsong\.yaml:2/);
});
check('Markdown, HTML and JSON say the same', async () => {
  const folder = makeHistory();
  const markdown = await show(folder, '1.0..1.1', '--format', 'markdown');
  assert.match(markdown, /<del>sand<\/del>/);
  assert.match(markdown, /<ins>tray<\/ins>/);
  const html = await show(folder, '1.0..1.1', '--format', 'html');
  assert.match(html, /^<!DOCTYPE html>/i);
  assert.match(html, /<del[^>]*>[^]*sand/);
  assert.match(html, /<ins[^>]*>[^]*tray/);
  const json = JSON.parse(await show(folder, '1.0..1.1', '--json'));
  assert.equal(json.documents.length, 1);
  assert.equal(json.documents[0].document, 'one');
  assert.equal(json.documents[0].chapters.length, 1);
  assert.deepEqual(json, JSON.parse(await show(folder, '1.0..1.1', '--format', 'json')));
});
check('--summary is a few lines, in text, Markdown and JSON', async () => {
  const folder = makeHistory();
  const out = await show(folder, '1.0..1.1', '--summary');
  assert.match(out, /The first work\n.*version 1\.0.*version 1\.1/);
  assert.match(out, /Sand/);
  assert.doesNotMatch(out, /tray/);
  assert.match(await show(folder, '1.0..1.1', '--summary', '--format', 'markdown'), /^## The first work\n/);
  const [document] = JSON.parse(await show(folder, '1.0..1.1', '--summary', '--json')).documents;
  assert.match(document.summary, /Sand/);
  assert.equal(document.chapters, undefined);
});
check('new, renamed and removed chapters are told as such', async () => {
  const folder = makeHistory();
  const long = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
  writeFiles(folder, { 'one/welcome.md': `# Welcome\n\n${long}\n` });
  commit(folder, 'Long words');
  git(folder, 'mv', 'one/welcome.md', 'one/hello.md');
  git(folder, 'rm', '-q', 'one/play.md');
  writeFiles(folder, { 'plainsong.yaml': two.replace('[one/welcome.md, one/play.md]', '[one/hello.md, one/new.md]'), 'one/new.md': '# Another thing\n\nAll of it.\n', 'one/hello.md': `# Welcome\n\n${long} more.\n` });
  commit(folder, 'Put in order');
  const json = JSON.parse(await show(folder, 'HEAD~1..', '--document', 'one', '--json'));
  assert.deepEqual(json.documents[0].chapters.map(({ change, path: name }) => [change, name]).sort(), [['added', 'one/new.md'], ['removed', 'one/play.md'], ['renamed', 'one/hello.md']]);
});
check('a document that is no longer in the package can be asked for by its versions', async () => {
  const folder = makeHistory();
  tag(folder, 'two/v1.0');
  git(folder, 'rm', '-q', '-r', 'two');
  writeFiles(folder, { 'plainsong.yaml': yaml() });
  commit(folder, 'Without the second work');
  const json = JSON.parse(await show(folder, '1.0..', '--document', 'two', '--json'));
  assert.equal(json.documents[0].chapters[0].change, 'removed');
  assert.doesNotMatch(await show(folder), /second work/);
});
check('a bare repository compares its versions as a clone does', async () => {
  const folder = makeHistory();
  const bare = path.join(makeFolder(), 'bare.git');
  git(folder, 'clone', '-q', '--bare', folder, bare);
  assert.equal(await show(bare, '1.0..1.1'), await show(folder, '1.0..1.1'));
  assert.match(await show(bare), /\[-tray-\] \{\+bucket\+\}/);
});
check('a shallow clone that has the versions\u2019 tags finds the last one', async () => {
  const folder = makeHistory();
  const clone = path.join(makeFolder(), 'shallow');
  git(folder, 'clone', '-q', '--depth', '1', `file://${encodeURI(folder)}`, clone);
  git(clone, 'fetch', '-q', '--depth', '1', 'origin', 'tag', 'one/v1.1');
  const out = await show(clone, '--document', 'one');
  assert.match(out, /version 1\.1/);
  assert.match(out, /\[-tray-\] \{\+bucket\+\}/);
});
check('the package\u2019s folder was not there yet: all is new', async () => {
  const folder = makeRepository({ 'README.md': '# Before\n' });
  writeFiles(folder, { 'content/plainsong.yaml': yaml(), 'content/one/welcome.md': '# Welcome\n', 'content/one/play.md': '# Play\n' });
  commit(folder, 'Begin');
  const json = JSON.parse(await show(path.join(folder, 'content'), 'HEAD~1..', '--json'));
  assert.deepEqual(json.documents[0].chapters.map(({ change }) => change), ['added', 'added']);
});
await report();
