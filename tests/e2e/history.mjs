// plainsong history: what a chapter's or section's changes are told as, by whom, and what is never shown.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';
import { yaml } from './packages.mjs';

const expectExit = (result, code) => assert.equal(result.signal ?? result.code, code, `exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
async function tell(folder, ...args) {
  const result = await run(['history', '-C', folder, ...args]);
  expectExit(result, 0);
  assert.doesNotMatch(result.out + result.err, /@example|@/, 'no e-mail address is ever shown');
  return result.out;
}
const people = `people:
  - {id: amina, name: Amina K., group: parents, credit: name, identities: ["Amina <amina@example.org>"]}
  - {id: tom, name: Tom, group: education, credit: group, identities: ["<tom@example.org>"]}
  - {id: zed, name: Zed Secret, group: education, credit: none, identities: ["Zed <zed@example.org>"]}
`;
const play = (sand = 'A key person may sit with the child.', water = 'Warm water calms.') => `# Play\n\nPlay is learning.\n\n## Sand\n\n${sand}\n\n## Water\n\n${water}\n`;

// Commits all that is there, as that person on that day of May 2026.
function commitAs(folder, who, day, message) {
  git(folder, 'add', '-A', '.');
  git(folder, '-c', 'user.name=x', 'commit', '-q', '--allow-empty', `--author=${who}`, `--date=2026-05-${day}T12:00:00Z`, '-m', message);
}
function makeHistory(more = { 'people.yaml': people }, manifest = yaml('people: people.yaml\n')) {
  const folder = makeRepository({ 'plainsong.yaml': manifest, 'one/welcome.md': '# Welcome\n', 'one/play.md': play(), ...more });
  writeFiles(folder, { 'one/play.md': play('A key person will sit with the child.') });
  commitAs(folder, 'Kahn, A. <AMINA@example.org>', '03', 'Say what a setting does\n\nWrite to amina@example.org.\n\nCo-authored-by: T. <tom@example.org>\nAnswers: 7fk2m9qx0c\nSigned-off-by: Amina <amina@example.org>');
  writeFiles(folder, { 'one/play.md': play('A key person will sit with the child.', 'Warm water calms\nmany children.') });
  commitAs(folder, 'Zed <zed@example.org>', '04', 'Think of zed@example.org');
  writeFiles(folder, { 'one/play.md': play('A key person will sit\nwith the child.', 'Warm water calms many children.') });
  commitAs(folder, 'Zed <zed@example.org>', '05', 'Wrap lines');
  return folder;
}

check('a chapter is told newest first: who by consent, why, what changed in words, what it answers', async () => {
  const out = await tell(makeHistory(), 'one/play.md');
  const order = ['a contributor', 'In “Water”', '{+many children+}', 'Amina K. (Parents and carers) and Education', 'Say what a setting does\nWrite to [address left out].\n', 'In “Sand”', '[-may-] {+will+}', 'Answers 7fk2m9qx0c.', 'The chapter is new'];
  let at = 0;
  for (const words of order) {
    const found = out.indexOf(words, at);
    assert.ok(found >= at, `"${words}" after ${at} in\n${out}`);
    at = found;
  }
  assert.doesNotMatch(out, /Wrap lines|Zed|Tom/);
});
check('a section is told alone', async () => {
  const out = await tell(makeHistory(), 'one/play.md#sand');
  assert.match(out, /\{\+will\+\}/);
  assert.doesNotMatch(out, /many children/);
});
check('a file that was renamed keeps its history', async () => {
  const folder = makeHistory();
  git(folder, 'mv', 'one/play.md', 'one/outdoors.md');
  writeFiles(folder, { 'plainsong.yaml': yaml('people: people.yaml\n', '[one/welcome.md, one/outdoors.md]') });
  commit(folder, 'Rename it');
  const out = await tell(folder, 'outdoors.md#sand');
  assert.match(out, /\[-may-\] \{\+will\+\}/);
});
check('a chapter that came out of another is told what it took, not what stayed behind', async () => {
  const folder = makeHistory();
  const sand = 'A key person will sit with the child, and so on, for as long as it takes.';
  writeFiles(folder, { 'one/play.md': `${play(sand)}\n## Mud\n\nMud is for jumping, and for kitchens with pots and spoons and leaves.\n` });
  commit(folder, 'More of it');
  writeFiles(folder, { 'one/mud.md': '# Mud and mess\n\nMess teaches.\n\n## Mud\n\nMud is for jumping, and for kitchens with pots and spoons and leaves.\n', 'one/play.md': play(sand), 'plainsong.yaml': yaml('people: people.yaml\n', '[one/welcome.md, one/play.md, one/mud.md]') });
  commit(folder, 'A chapter of its own');
  const out = await tell(folder, 'one/mud.md', '--limit', '1');
  assert.match(out, /Mess teaches/);
  assert.doesNotMatch(out, /Removed/);
  assert.doesNotMatch(out, /It was in/);
});
check('from a folder above the package, too, people are named as they agreed', async () => {
  const put = (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => [`content/${name}`, text]));
  const folder = makeRepository({ 'README.md': '# About\n', ...put({ 'plainsong.yaml': yaml('people: people.yaml\n'), 'people.yaml': people, 'one/welcome.md': '# Welcome\n', 'one/play.md': play() }) });
  writeFiles(folder, put({ 'one/play.md': play('A key person will sit with the child.') }));
  commitAs(folder, 'Zed <zed@example.org>', '03', 'Will');
  const out = await tell(folder, 'content/one/play.md');
  assert.match(out, /a contributor\nWill\n/);
  assert.doesNotMatch(out, /Zed/);
  assert.match(await tell(folder, 'content/one/play.md#sand', '--at', 'HEAD'), /a contributor\nWill\n/);
});
check('of a merge only what it did itself is told, whichever parent is the first', async () => {
  const folder = makeHistory();
  git(folder, 'checkout', '-q', '-b', 'mine');
  writeFiles(folder, { 'one/play.md': play('A key person will sit\nwith the child.', 'Warm water calms many children, we find.') });
  commit(folder, 'Say who finds');
  git(folder, 'checkout', '-q', 'main');
  writeFiles(folder, { 'one/play.md': play('A key person will sit with the child, for as long as it takes, and say little.', 'Warm water calms many children.') });
  commit(folder, 'Say how long');
  git(folder, 'checkout', '-q', 'mine');
  git(folder, 'merge', '-q', '--no-commit', '--no-ff', 'main');
  writeFiles(folder, { 'one/play.md': play('A key person will sit with the child, for as long as it takes, and say little.', 'Warm water calms most children, we find.') });
  commit(folder, 'Bring both together');
  const merge = (await tell(folder, 'one/play.md', '--limit', '1')).split('earlier change')[0];
  assert.match(merge, /Bring both together/);
  assert.match(merge, /\[-many-\] \{\+most\+\}/);
  assert.doesNotMatch(merge, /for as long as it takes/, 'that is the other side\u2019s');
});
check('the path is taken from where one is, from the package, or by its end; with # in a name too', async () => {
  const folder = makeHistory();
  for (const [from, name] of [[folder, 'one/play.md'], [folder, 'play.md'], [folder, 'play'], [path.join(folder, 'one'), 'play.md'], [path.join(folder, 'one'), 'one/play.md'], [folder, path.join(folder, 'one/play.md')]])
    assert.match(await tell(from, name), /^one\/play\.md\n/, name);
  writeFiles(folder, { 'plainsong.yaml': yaml('people: people.yaml\n', '[one/welcome.md, one/play.md, "one/c#d.md"]'), 'one/c#d.md': '# C\n\n## Sharp\n\nx\n' });
  commit(folder, 'A sharp name');
  assert.match(await tell(folder, 'one/c#d.md'), /A sharp name/);
  assert.match(await tell(folder, 'one/c#d.md#sharp'), /A sharp name/);
});
check('a wrong option is exit 2, and a path or heading that is not there 3, with the nearest', async () => {
  const folder = makeHistory({ 'people.yaml': people, 'one/tray.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  const wrong = { 2: [[[], /PATH/], [['one/play.md', '--limti', '3'], /--limit/], [['one/play.md', '--limit', '-3'], /--limit/], [['one/play.md', '--limit', 'x'], /limit/]],
    3: [[['one/plya.md'], /one\/play\.md/], [['paly.md'], /one\/play\.md/], [['one/play.md#sadn'], /#sand/], [['one/play.md#nowhere'], /sand, water/], [['one'], /is a folder.*"one\/welcome\.md"/], [['one/'], /is a folder/], [['one/tray.svg'], /no chapter.*git log -- one\/tray\.svg/], [['plainsong.yaml'], /no chapter.*git log/], [['quite/else.md'], /--at REV/]] };
  for (const code of [2, 3])
    for (const [args, nearest] of wrong[code]) {
      const result = await run(['history', '-C', folder, ...args]);
      expectExit(result, code);
      assert.match(result.err, nearest);
      assert.equal(result.out, '');
    }
});
check('an end of a path that two chapters share is refused, naming both', async () => {
  const folder = makeHistory();
  writeFiles(folder, { 'plainsong.yaml': yaml('people: people.yaml\n', '[one/welcome.md, one/play.md, two/play.md]'), 'two/play.md': '# Other\n' });
  const result = await run(['history', '-C', folder, 'play.md']);
  expectExit(result, 3);
  assert.match(result.err, /one\/play\.md.*two\/play\.md/);
});
check('what is not committed yet is said first', async () => {
  const folder = makeHistory();
  writeFiles(folder, { 'one/play.md': play('A key person will sit with the child.', 'Cold water wakes many children.') });
  const out = await tell(folder, 'one/play.md');
  assert.match(out, /^one\/play\.md\n\nNot committed yet\n[^]*\[-Warm/);
  assert.ok(out.indexOf('Not committed yet') < out.indexOf('2026'));
  assert.doesNotMatch(await tell(folder, 'one/play.md#sand'), /Not committed/);
  assert.doesNotMatch(await tell(folder, 'one/play.md', '--at', 'HEAD'), /Not committed/);
  writeFiles(folder, { 'plainsong.yaml': yaml('people: people.yaml\n', '[one/welcome.md, one/play.md, one/new.md]'), 'one/new.md': '# New\n\nWords.\n' });
  assert.match(await tell(folder, 'one/new.md'), /Not committed yet\n {2}The chapter is new: 2 words/);
});
check('the limit leaves older changes, and says how many', async () => {
  const folder = makeHistory();
  const out = await tell(folder, 'one/play.md', '--limit', '1');
  assert.match(out, /\.\.\. and 2 earlier changes \(--limit 0 shows all\)\n$/);
  assert.doesNotMatch(out, /Say what/);
  assert.doesNotMatch(await tell(folder, 'one/play.md', '--limit', '0'), /earlier/);
});
check('--at tells the history up to a revision', async () => {
  const out = await tell(makeHistory(), 'one/play.md', '--at', 'HEAD~2');
  assert.match(out, /Say what/);
  assert.doesNotMatch(out, /many children/);
});
check('--json has the same facts and no address', async () => {
  const folder = makeHistory();
  const json = JSON.parse(await tell(folder, 'one/play.md#sand', '--json'));
  assert.equal(json.path, 'one/play.md');
  assert.equal(json.heading, 'sand');
  assert.equal(json.pending, null);
  assert.equal(json.complete, true);
  const [first] = json.entries;
  assert.match(first.revision, /^[0-9a-f]{40}$/);
  assert.deepEqual(first.people.map(({ name, id, group }) => [name, id, group]), [['Amina K.', 'amina', 'parents'], ['Education', null, 'education']]);
  assert.deepEqual(first.answers, ['7fk2m9qx0c']);
  assert.ok(first.passages.length > 0);
  assert.equal(json.entries.at(-1).new, true);
});
check('without people.yaml git\u2019s names are shown, but an address in the place of a name is not', async () => {
  const folder = makeRepository({ 'README.md': '# Start\n\nOne.\n' });
  writeFiles(folder, { 'README.md': '# Start\n\nTwo.\n' });
  commitAs(folder, 'Rosa <rosa@example.org>', '03', 'Two');
  writeFiles(folder, { 'README.md': '# Start\n\nThree.\n' });
  commitAs(folder, 'kim@example.org <kim@example.org>', '04', 'Three');
  const out = await tell(folder, 'README.md');
  assert.match(out, /, Rosa\n/);
  assert.match(out, /, someone\n/);
});
check('a shallow clone tells what it has, and how to get the rest', async () => {
  const folder = makeHistory();
  const clone = path.join(makeFolder(), 'shallow');
  git(folder, 'clone', '-q', '--depth', '2', `file://${encodeURI(folder)}`, clone);
  const out = await tell(clone, 'one/play.md');
  assert.match(out, /shallow/);
  assert.match(out, /git fetch --unshallow/);
  assert.doesNotMatch(out, /The chapter is new/);
  assert.equal(JSON.parse(await tell(clone, 'one/play.md', '--json')).complete, false);
});
check('a bare repository is told as its clone is', async () => {
  const folder = makeHistory();
  const bare = path.join(makeFolder(), 'bare.git');
  git(folder, 'clone', '-q', '--bare', folder, bare);
  assert.equal(await tell(bare, 'one/play.md'), await tell(folder, 'one/play.md'));
});
check('outside git, and before the first commit, it is exit 3 and says what is missing', async () => {
  const outside = writeFiles(makeFolder(), { 'a.md': '# A\n' });
  let result = await run(['history', '-C', outside, 'a.md']);
  expectExit(result, 3);
  assert.match(result.err, /git init/);
  git(outside, 'init', '-q');
  result = await run(['history', '-C', outside, 'a.md']);
  expectExit(result, 3);
  assert.match(result.err, /no commit/);
});
check('lines are wrapped at the width of the terminal; in a pipe they are not, and nothing is coloured', async () => {
  const folder = makeHistory();
  writeFiles(folder, { 'one/play.md': play('Every word of this sentence is new, and it goes on for such a long time that no line of sixty columns could ever hold it whole.') });
  commit(folder, 'A long sentence that is also the reason for this change, told at some length');
  const narrow = await run(['history', '-C', folder, 'one/play.md'], { env: { COLUMNS: '60' } });
  for (const line of narrow.out.split('\n')) assert.ok([...line].length <= 60, line);
  const wide = await tell(folder, 'one/play.md');
  assert.match(wide, /goes on for such a long time that no line of sixty columns could ever hold it whole/);
  assert.doesNotMatch(wide, /\x1b/);
});
check('nothing that others wrote reaches a terminal raw', async () => {
  const folder = makeRepository({ 'plainsong.yaml': yaml('', '[one/play.md]'), 'one/play.md': play() });
  writeFiles(folder, { 'one/play.md': play('A \x1b[31mred\x1b]0;title\x07 line.') });
  commitAs(folder, 'E\x1b]0;who\x07vil <e@example.org>', '03', 'Say\x1b[2J \u009b31mwhy\u202e\n\nAnswers: 7fk\x1b[2J');
  git(folder, 'tag', '-a', '-m', 'One 1.0\n\n\x1b]0;title\x07 A summary\n\nBuilt-with: \x1b[2J', 'one/v1.0');
  for (const args of [['history', 'one/play.md'], ['history', '\x1b[31m'], ['history', 'one/play.md#\x1b[31m'], ['changes', '..HEAD'], ['changes', 'HEAD~1..', '--format', 'markdown'], ['changes', '\x1b[31m'], ['versions'], ['verify', 'one', '1.0'], ['verify', '\x1b[31m', '1.0'], ['\x1b[31m'], ['build', '--\x1b[31m'], ['build', '--at', '\x1b[31m']]) {
    const result = await run([args[0], '-C', folder, ...args.slice(1)]);
    assert.doesNotMatch(result.out + result.err, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/, JSON.stringify(args));
    assert.notEqual(result.out + result.err, '');
  }
  const json = JSON.parse(await tell(folder, 'one/play.md', '--json'));
  assert.equal(json.entries[0].reason, 'Say\ufffd[2J \ufffd31mwhy\u202e');
});
check('consent that was taken back counts for older texts too', async () => {
  const folder = makeHistory();
  assert.match(await tell(folder, 'one/play.md', '--at', 'HEAD~2'), /Amina K\./);
  writeFiles(folder, { 'people.yaml': people.replace('credit: name', 'credit: none') });
  assert.doesNotMatch(await tell(folder, 'one/play.md', '--at', 'HEAD~2'), /Amina/);
  assert.doesNotMatch(await tell(folder, 'one/play.md', '--at', 'HEAD~2', '--json'), /amina/i);
});
check('--quiet leaves the hints out', async () => {
  const folder = makeHistory();
  const out = await tell(folder, 'one/play.md', '--limit', '1', '-q');
  assert.match(out, /many children/);
  assert.doesNotMatch(out, /earlier change/);
});
check('of very many people the first are named', async () => {
  const folder = makeRepository({ 'README.md': '# Start\n\nOne.\n' });
  writeFiles(folder, { 'README.md': '# Start\n\nTwo.\n' });
  commitAs(folder, 'Rosa <rosa@example.org>', '03', `Two\n\n${Array.from({ length: 30 }, (_, i) => `Co-authored-by: Person ${i} <p${i}@example.org>`).join('\n')}`);
  assert.match(await tell(folder, 'README.md'), /, Rosa, Person 0, .*, Person 17 and 12 more\n/);
});
check('the second time nothing is found again, and the same is told', async () => {
  const folder = makeHistory();
  const first = await tell(folder, 'one/play.md');
  assert.ok(fs.existsSync(path.join(folder, '.git/plainsong')));
  assert.equal(await tell(folder, 'one/play.md'), first);
});
await report();
