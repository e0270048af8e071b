// plainsong suggest: a wording is proposed, taken into the text as a commit in its author's name, and nothing else is touched.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, environment, git, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';
import { readZip } from '../support/zip.mjs';
import { yaml } from './packages.mjs';

const people = `people:
  - {id: robin, name: Robin, group: parents, credit: name}
  - {id: sam, name: Sam Secret, group: parents, credit: group}
  - {id: kit, name: Kit Hidden, group: parents, credit: none}
  - {id: ed, name: Ed Itor, group: education, credit: name, identities: ["Ed Itor <ed@example.org>"]}
`;
const play = '# Play\n\nChildren **may play** outside every day, and see [the guide](https://example.org/a) for\nmore of what they do.\n\n## Turns\n\nWait for your turn, or not.\n\nA quiet corner helps.\n';
const chapter = 'one/play.md';

function setEditor(folder) {
  git(folder, 'config', 'user.name', 'Ed Itor');
  git(folder, 'config', 'user.email', 'ed@example.org');
  return folder;
}
function makePackage(text = play, more = {}) {
  return setEditor(makeRepository({ 'plainsong.yaml': yaml('people: people.yaml\n'), 'people.yaml': people, 'one/welcome.md': '# Welcome\n', [chapter]: text, ...more }));
}
async function suggest(code, folder, name, ...args) {
  const result = await run(['suggest', name, '-C', folder, ...args]);
  assert.equal(result.signal ?? result.code, code, `suggest ${name} ${args.join(' ')}: exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
  return result;
}
// Proposes, and returns the random part of the thread's id.
async function add(folder, quote, wording, ...more) {
  const how = wording === null ? ['--leave-out'] : ['--replace', wording];
  const by = more.includes('--by') ? [] : ['--by', 'robin'];
  const result = await suggest(0, folder, 'add', 'play.md', quote, ...how, ...by, '--json', ...more);
  return JSON.parse(result.out).thread.split('-')[1];
}
const accept = async (folder, ...args) => JSON.parse((await suggest(0, folder, 'accept', ...args, '--json')).out);
const list = async (folder, ...args) => JSON.parse((await suggest(0, folder, 'list', '--json', ...args)).out);
const read = (folder, name = chapter) => fs.readFileSync(path.join(folder, name), 'utf8');
const show = (folder, format) => git(folder, 'log', '-1', `--format=${format}`).trim();
const status = (folder) => git(folder, 'status', '--short').trim();
const isSound = (folder) => assert.doesNotMatch(git(folder, 'fsck', '--no-dangling'), /error|missing|broken/);

check('an accepted suggestion is a commit by its author with the answer as a trailer', async () => {
  const folder = makePackage();
  const id = await add(folder, 'may play', 'must be able to play', '-m', 'It is the law.');
  const [open] = await list(folder);
  assert.equal(open.text, 'ready');
  assert.equal(open.seen, 'may play');
  const done = await accept(folder, id, '-m', 'So it is.');
  assert.equal(done.outcome, 'accepted');
  assert.equal(show(folder, '%H'), done.commit);
  assert.equal(show(folder, '%an <%ae>|%cn <%ce>'), 'Robin <robin@contributors.invalid>|Ed Itor <ed@example.org>');
  assert.equal(show(folder, '%B'), `Say “must be able to play” in Play\n\nSo it is.\n\nAnswers: ${done.thread}`);
  assert.equal(show(folder, '%at'), String(Date.parse(open.at) / 1000), 'the author\'s date is that of the suggestion');
  assert.equal(read(folder), play.replace('may play', 'must be able to play'));
  assert.equal(status(folder), '');
  assert.deepEqual(await list(folder), []);
  const again = await suggest(3, folder, 'accept', id);
  assert.match(again.err, /accepted already, by commit/);
  isSound(folder);
});
check('where the package has editors, only they accept and decline', async () => {
  const folder = makePackage(play, { 'people.yaml': people.replace('name: Ed Itor, ', 'name: Ed Itor, roles: {one: editor}, ') });
  const id = await add(folder, 'may play', 'must be able to play');
  const before = show(folder, '%H');
  for (const args of [['accept', id], ['accept', id, '--dry-run'], ['decline', id, '-m', 'No.']]) {
    const refused = await suggest(3, folder, ...args, '--by', 'robin');
    assert.match(refused.err, new RegExp(`robin may not ${args[0]} this thread: that is for those who have the role editor or author`));
  }
  assert.equal(show(folder, '%H'), before);
  assert.equal((await list(folder)).length, 1);
  await suggest(0, folder, 'accept', id);
});
check('people are named as they agreed to', async () => {
  const folder = makePackage();
  const names = [];
  for (const [who, quote] of [['sam', 'more of'], ['kit', 'quiet corner']]) {
    await accept(folder, await add(folder, quote, `${quote} all`, '--by', who));
    names.push(show(folder, '%an'));
  }
  assert.deepEqual(names, ['Parents and carers', 'a contributor']);
  assert.doesNotMatch(git(folder, 'log', '--all', '-p', '--', chapter), /Secret|Hidden/);
});
check('another wording is partly accepted, and both are named', async () => {
  const folder = makePackage();
  const done = await accept(folder, await add(folder, 'your turn', 'a turn'), '--text', 'the next turn');
  assert.equal(done.outcome, 'partly');
  assert.equal(show(folder, '%(trailers:key=Co-authored-by,valueonly)'), 'Ed Itor <ed@contributors.invalid>');
  assert.match(read(folder), /Wait for the next turn, or not/);
  const history = await run(['history', '-C', folder, 'play.md', '--limit', '1']);
  assert.match(history.out, /Robin \(Parents and carers\) and Ed Itor \(Education\)/);
});
check('leaving out the first words of a list item keeps its mark', async () => {
  const folder = makePackage('# Play\n\n- sand\n- water or mud.\n\n1. paper.\n\n> quiet.\n\n- [ ] noise.\n');
  for (const quote of ['water or mud', 'paper', 'quiet', 'noise']) await accept(folder, await add(folder, quote, null));
  assert.equal(read(folder), '# Play\n\n- sand\n- .\n\n1. .\n\n> .\n\n- [ ] .\n');
});
check('words that are left out take their blank with them', async () => {
  const folder = makePackage();
  await accept(folder, await add(folder, ', or not', null));
  await accept(folder, await add(folder, 'quiet', null));
  assert.match(read(folder), /Wait for your turn\.\n\nA corner helps\./);
  assert.equal(show(folder, '%s'), 'Leave out “quiet” in Play');
});
check('what would tear marks of Markdown apart is widened or refused', async () => {
  const folder = makePackage('# Play\n\nSee [the guide](a.md) and **two words** here `x`.\n\n| a | b |\n|---|---|\n| one | two |\n', { 'one/a.md': '# A\n' });
  const cut = await suggest(3, folder, 'add', 'play.md', 'words here', '-r', 'x', '--by', 'robin');
  assert.match(cut.err, /begins or ends in the midst/);
  await suggest(3, folder, 'add', 'play.md', 'one two', '-r', 'x', '--by', 'robin');
  assert.match((await suggest(3, folder, 'add', 'play.md', 'See', '-r', '`See', '--by', 'robin')).err, /does not end where it should/);
  assert.match((await suggest(3, folder, 'add', 'play.md', 'two words', '-r', 'two words', '--by', 'robin')).err, /stands there already/);
  const wide = JSON.parse((await suggest(0, folder, 'add', 'play.md', '**two words', '-r', '*some*', '--by', 'robin', '--json')).out);
  assert.equal(wide.seen, '**two words**');
  await accept(folder, wide.thread.split('-')[1]);
  await accept(folder, await add(folder, 'guide', 'book'));
  assert.match(read(folder), /^See \[the book\]\(a\.md\) and \*some\* here/m);
});
check('a passage that moved and was wrapped anew is found', async () => {
  const folder = makePackage();
  const id = await add(folder, 'quiet corner helps', 'quiet room helps');
  const moved = play.replace('\n\nA quiet corner helps.', '').replace('# Play\n', '# Play\n\nA quiet\ncorner helps.\n');
  writeFiles(folder, { [chapter]: moved });
  commit(folder, 'Move it');
  const [open] = await list(folder);
  assert.equal(open.text, 'ready');
  await accept(folder, id);
  assert.match(read(folder), /# Play\n\nA quiet room helps\./);
});
check('a conflict shows both texts and changes nothing', async () => {
  const folder = makePackage();
  const id = await add(folder, 'Wait for your turn', 'Wait a little');
  writeFiles(folder, { [chapter]: play.replace('Wait for your turn', 'Wait for your own turn') });
  commit(folder, 'Edit');
  const head = show(folder, '%H');
  const { err } = await suggest(1, folder, 'accept', id);
  for (const words of ['Wait for your turn\n', 'Wait for your own turn\n', 'Wait a little\n', '--edit', 'suggest decline'])
    assert.ok(err.includes(words), `${words} in\n${err}`);
  assert.equal(show(folder, '%H'), head);
  assert.equal((await list(folder))[0].text, 'changed');
  const done = await accept(folder, id, '--text', 'Wait a little while');
  assert.equal(done.outcome, 'partly');
  assert.match(read(folder), /\nWait a little while, or not\./);
});
check('words that are gone are said to be gone, with the commit that removed them', async () => {
  const folder = makePackage();
  const id = await add(folder, 'A quiet corner helps', 'A den helps');
  writeFiles(folder, { [chapter]: play.replace('A quiet corner helps.\n', '') });
  const removed = commit(folder, 'Cut');
  const { err } = await suggest(1, folder, 'accept', id);
  assert.match(err, /were removed/);
  assert.ok(err.includes(removed.slice(0, 7)), err);
  await suggest(0, folder, 'decline', id, '-m', 'The passage went.');
  assert.deepEqual(await list(folder), []);
  assert.equal((await list(folder, '--all'))[0].state, 'answered');
});
check('a text that says so already is answered without a commit', async () => {
  const folder = makePackage();
  const id = await add(folder, 'quiet corner', 'den');
  writeFiles(folder, { [chapter]: play.replace('quiet corner', 'den') });
  const head = commit(folder, 'By hand');
  const done = await accept(folder, id);
  assert.equal(done.commit, null);
  assert.equal(done.outcome, 'accepted');
  assert.equal(show(folder, '%H'), head);
});
check('words that were replaced as a whole and came back can be replaced again', async () => {
  const folder = makePackage();
  const id = await add(folder, 'quiet corner', 'den');
  writeFiles(folder, { [chapter]: play.replace('quiet corner', 'tent') });
  commit(folder, 'By hand');
  writeFiles(folder, { [chapter]: play });
  commit(folder, 'Back');
  await accept(folder, id);
  assert.equal(read(folder), play.replace('quiet corner', 'den'));
});
check('what else is changed or staged stays as it is', async () => {
  const folder = makePackage(play, { 'notes.txt': 'a\n' });
  const id = await add(folder, 'may play', 'must play');
  writeFiles(folder, { 'notes.txt': 'b\n', [chapter]: read(folder).replace('A quiet corner', 'A very quiet corner') });
  git(folder, 'add', 'notes.txt', chapter);
  writeFiles(folder, { [chapter]: read(folder).replace('or not', 'or do not') });
  await accept(folder, id);
  assert.equal(git(folder, 'show', '--format=', '--name-only', 'HEAD').trim(), chapter);
  assert.equal(git(folder, 'show', `HEAD:${chapter}`), play.replace('may play', 'must play'));
  assert.equal(git(folder, 'show', `:${chapter}`), play.replace('may play', 'must play').replace('A quiet', 'A very quiet'));
  assert.equal(read(folder), play.replace('may play', 'must play').replace('A quiet', 'A very quiet').replace('or not', 'or do not'));
  assert.equal(git(folder, 'diff', '--cached', '--name-only').trim(), `notes.txt\n${chapter}`);
});
check('changes of one\'s own in the same words are in the way', async () => {
  for (const isStaged of [false, true]) {
    const folder = makePackage();
    const id = await add(folder, 'may play', 'must play');
    writeFiles(folder, { [chapter]: play.replace('may play', 'can play') });
    if (isStaged) git(folder, 'add', chapter);
    const head = show(folder, '%H');
    const { err } = await suggest(1, folder, 'accept', id);
    assert.match(err, isStaged ? /staged a change/ : /not committed/);
    for (const words of ['may play\n', 'can play\n', 'must play\n']) assert.ok(err.includes(words), err);
    assert.equal(show(folder, '%H'), head);
    assert.equal(read(folder), play.replace('may play', 'can play'));
    assert.equal((await list(folder)).length, 1);
  }
});
check('an unfinished merge, a locked index and a missing file are in the way', async () => {
  const folder = makePackage();
  const id = await add(folder, 'may play', 'must play');
  const head = show(folder, '%H');
  const ways = [
    [/not finished/, () => fs.writeFileSync(path.join(folder, '.git/MERGE_HEAD'), `${head}\n`), () => fs.rmSync(path.join(folder, '.git/MERGE_HEAD'))],
    [/index\.lock/, () => fs.writeFileSync(path.join(folder, '.git/index.lock'), ''), () => fs.rmSync(path.join(folder, '.git/index.lock'))],
    [/missing|not in the package/, () => fs.rmSync(path.join(folder, chapter)), () => writeFiles(folder, { [chapter]: play })],
  ];
  for (const [message, begin, end] of ways) {
    begin();
    const result = await run(['suggest', 'accept', '-C', folder, id]);
    assert.ok(result.code === 1 || result.code === 3, `${result.code}`);
    assert.match(result.err, message);
    assert.equal(show(folder, '%H'), head);
    end();
  }
  await accept(folder, id);
  assert.equal(status(folder), '');
});
check('line ends, marks of byte order, modes, links and files without a last line end stay', async () => {
  const folder = makePackage(undefined, {});
  fs.rmSync(path.join(folder, chapter));
  writeFiles(folder, { 'one/real.md': '\ufeff# Play\r\n\r\nChildren may play\r\noutside.\r\n\r\nWait for it', [chapter]: { link: 'real.md' } });
  fs.chmodSync(path.join(folder, 'one/real.md'), 0o755);
  commit(folder, 'Windows');
  await accept(folder, await add(folder, 'play outside', 'play\ninside'));
  await accept(folder, await add(folder, 'for it', 'for her'));
  assert.equal(read(folder), '\ufeff# Play\r\n\r\nChildren may play\r\ninside.\r\n\r\nWait for her');
  assert.equal(fs.statSync(path.join(folder, 'one/real.md')).mode & 0o777, 0o755);
  assert.match(git(folder, 'ls-tree', 'HEAD', 'one/'), /100755 blob [0-9a-f]+\tone\/real\.md/);
  assert.equal(status(folder), '');
});
check('line ends that git converts stay converted', async () => {
  const folder = makePackage();
  git(folder, 'config', 'core.autocrlf', 'true');
  writeFiles(folder, { [chapter]: `${play.replaceAll('\n', '\r\n')}More.\r\n` });
  await accept(folder, await add(folder, 'may play', 'must play'));
  assert.equal(read(folder), `${play.replace('may play', 'must play').replaceAll('\n', '\r\n')}More.\r\n`);
  assert.equal(git(folder, 'show', `HEAD:${chapter}`), play.replace('may play', 'must play'));
});
check('a package in a folder, a detached HEAD, another work tree and a bare repository do', async () => {
  const top = setEditor(makeRepository({ 'a/plainsong.yaml': yaml('people: people.yaml\n'), 'a/people.yaml': people, 'a/one/welcome.md': '# Welcome\n', [`a/${chapter}`]: play }));
  const folder = path.join(top, 'a');
  const ids = [];
  for (const word of ['outside', 'more', 'turn']) ids.push(await add(folder, word, `${word}!`));
  git(top, 'checkout', '-q', '--detach');
  const first = await accept(folder, ids[0]);
  assert.equal(git(top, 'rev-parse', 'HEAD').trim(), first.commit);
  assert.notEqual(git(top, 'rev-parse', 'main').trim(), first.commit);
  git(top, 'checkout', '-q', 'main');
  await accept(folder, ids[1]);
  const other = path.join(makeFolder(), 'other');
  git(top, 'worktree', 'add', '-q', '-b', 'side', other);
  await accept(path.join(other, 'a'), ids[2]);
  assert.equal(git(other, 'status', '--short').trim(), '');
  assert.equal(status(top), '');
  const whole = makePackage();
  const id = await add(whole, 'corner', 'corner!');
  const bare = path.join(makeFolder(), 'bare.git');
  git(whole, 'clone', '-q', '--bare', whole, bare);
  setEditor(bare);
  const last = await accept(bare, id);
  assert.equal(git(bare, 'rev-parse', 'main').trim(), last.commit);
  assert.match(git(bare, 'show', `main:${chapter}`), /quiet corner! helps/);
  isSound(top);
  isSound(bare);
});
check('a dry run shows the commit and makes none', async () => {
  const folder = makePackage();
  const id = await add(folder, 'may play', 'must play');
  const head = show(folder, '%H');
  const { out } = await suggest(0, folder, 'accept', id, '--dry-run');
  assert.match(out, /By Robin:\n\nSay “must play” in Play\n\nAnswers: /);
  assert.match(out, /\n\+Children \*\*must play\*\*/);
  assert.equal(show(folder, '%H'), head);
  assert.equal(read(folder), play);
  assert.equal((await list(folder)).length, 1);
});
check('where only the commit was made, its trailer is the answer', async () => {
  const folder = makePackage();
  const id = await add(folder, 'may play', 'must play');
  const before = git(folder, 'rev-parse', 'plainsong/comments').trim();
  await accept(folder, id);
  git(folder, 'update-ref', 'refs/heads/plainsong/comments', before);
  assert.deepEqual(await list(folder), []);
  const { err } = await suggest(3, folder, 'accept', id);
  assert.match(err, /accepted already, by commit/);
});
check('a revert opens the suggestion again, and it can be accepted once more', async () => {
  const folder = makePackage();
  const id = await add(folder, 'may play', 'must play');
  await accept(folder, id);
  await new Promise((resolve) => { setTimeout(resolve, 1100); });
  const now = `${Math.floor(Date.now() / 1000)} +0000`;
  const { execFileSync } = await import('node:child_process');
  execFileSync('git', ['revert', '--no-edit', 'HEAD'], { cwd: folder, env: { ...environment, GIT_AUTHOR_DATE: now, GIT_COMMITTER_DATE: now }, stdio: 'pipe' });
  assert.equal((await list(folder))[0].state, 'reopened');
  await accept(folder, id);
  assert.match(read(folder), /must play/);
  assert.deepEqual(await list(folder), []);
});
check('a commit by hand with the trailer answers a suggestion', async () => {
  const folder = makePackage();
  const id = await add(folder, 'may play', 'must play');
  writeFiles(folder, { [chapter]: play.replace('may play', 'shall play') });
  commit(folder, `Say it otherwise\n\nAnswers: ${id}`);
  assert.deepEqual(await list(folder), []);
  assert.equal((await list(folder, '--all'))[0].state, 'answered');
});
check('a suggestion that somebody wrote for a file that is no chapter is not taken in', async () => {
  const folder = makePackage();
  await add(folder, 'may play', 'must play');
  const name = git(folder, 'ls-tree', '-r', '--name-only', 'plainsong/comments').trim();
  const start = people.indexOf('credit: none');
  const id = name.match(/[^/]+(?=\.md$)/)[0];
  const other = id.replace(/.{10}$/, '0123456789');
  const event = git(folder, 'show', `plainsong/comments:${name}`).replaceAll(id, other)
    .replace(/path: .*/, 'path: people.yaml').replace(/start: .*/, `start: ${start}`).replace(/end: .*/, `end: ${start + 12}`)
    .replace(/exact: .*/, 'exact: "credit: none"').replace(/ {2}(blob|heading|prefix|suffix|document): .*\n/g, '').replace(/replace: .*/, 'replace: "credit: name"');
  const branch = path.join(makeFolder(), 'branch');
  git(folder, 'worktree', 'add', '-q', branch, 'plainsong/comments');
  writeFiles(branch, { [`threads/01/${other}/${other}.md`]: event });
  commit(branch, 'Slip in');
  assert.equal((await list(folder)).find((one) => one.thread === other).proposed, 'credit: name');
  const result = await suggest(3, folder, 'accept', other);
  assert.match(result.err, /no chapter/);
  assert.equal(git(folder, 'show', 'HEAD:people.yaml'), people);
});
check('who may not speak, and what is no suggestion, is said', async () => {
  const folder = makePackage();
  assert.match((await suggest(3, folder, 'add', 'play.md', 'may play', '-r', 'x', '--by', 'nobody')).err, /knows nobody/);
  assert.match((await suggest(2, folder, 'add', 'play.md', 'may play', '--by', 'robin')).err, /--replace/);
  assert.match((await suggest(3, folder, 'accept', 'zzzz')).err, /no thread/);
  const comment = JSON.parse((await run(['comment', 'add', '-C', folder, 'play.md', 'may play', '-m', 'Why?', '--by', 'robin', '--json'])).out).thread.split('-')[1];
  assert.match((await suggest(3, folder, 'accept', comment)).err, /proposes no wording/);
  assert.match((await suggest(3, folder, 'decline', comment, '-m', 'x')).err, /proposes no wording/);
});

// All that a repository holds, whoever names it.
function readObjects(folder) {
  const names = git(folder, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)').trim().split('\n');
  return names.map((line) => {
    const [name, type] = line.split(' ');
    return type === 'tree' ? git(folder, 'ls-tree', name) : git(folder, 'cat-file', type, name);
  }).join('\n');
}
check('a pseudonym stays one: in git, in the history, in the site and in the EPUB, and no address is anywhere', async () => {
  const editors = makePackage();
  const hers = path.join(makeFolder(), 'hers');
  git(editors, 'clone', '-q', editors, hers);
  git(hers, 'config', 'user.name', 'Roberta Realname');
  git(hers, 'config', 'user.email', 'roberta@realmail.example');
  const id = await add(hers, 'may play', 'must be able to play', '-m', 'It is the law.');
  git(hers, 'push', '-q', 'origin', 'plainsong/comments');
  const table = path.join(makeFolder(), 'feedback.csv');
  fs.writeFileSync(table, 'Name,Email,Chapter,Words,Proposed wording,Comment\nRoberta Realname,roberta@realmail.example,one/play.md,quiet corner,calm corner,Calm is meant\n');
  const imported = await run(['comment', 'import', '-C', editors, table, '--by', 'robin']);
  assert.equal(imported.code, 0, imported.out + imported.err);
  const letter = path.join(makeFolder(), 'letter.eml');
  fs.writeFileSync(letter, `From: Roberta Realname <roberta@realmail.example>\nTo: ed@example.org\nSubject: Re: your text [${id}]\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nMessage-ID: <1@realmail.example>\n\nPlease do.\n\n-- \nRoberta Realname\nroberta@realmail.example\n`);
  const mailed = await run(['comment', 'import', '-C', editors, letter, '--group', 'parents']);
  assert.equal(mailed.code, 0, mailed.out + mailed.err);
  const waiting = await list(editors);
  assert.deepEqual(waiting.map((one) => one.by), ['robin', 'robin']);
  for (const one of waiting) await accept(editors, one.thread);
  assert.match(git(editors, 'log', '-1'), /^Author: Robin <robin@contributors\.invalid>$/m);
  assert.match((await run(['history', '-C', editors, 'play.md', '--limit', '1'])).out, /Robin \(Parents and carers\)/);
  const built = await run(['build', '-C', editors]);
  assert.equal(built.code, 0, built.err);
  const texts = new Map();
  const output = path.join(editors, 'public');
  for (const name of fs.readdirSync(output, { recursive: true }).map(String)) {
    const file = path.join(output, name);
    if (!fs.statSync(file).isFile()) continue;
    if (name.endsWith('.epub')) for (const entry of readZip(fs.readFileSync(file))) texts.set(`${name}/${entry.name}`, entry.bytes.toString('latin1'));
    else texts.set(name, fs.readFileSync(file, 'latin1'));
  }
  const epub = [...texts].filter(([name]) => name.includes('.epub/')).map(([, text]) => text).join('\n');
  const site = [...texts].filter(([name]) => name.endsWith('.html')).map(([, text]) => text).join('\n');
  assert.match(epub, /\bRobin\b/, 'the EPUB credits her');
  assert.match(site, /\bRobin\b/, 'the site credits her');
  git(editors, 'fetch', '-q', hers);
  for (const [where, text] of [['the editor\'s repository', readObjects(editors)], ['her repository', readObjects(hers)], ['the editions', [...texts.values()].join('\n')]])
    assert.doesNotMatch(text, /realmail|Realname|Roberta/i, where);
  assert.doesNotMatch([...texts.values()].join('\n'), /contributors\.invalid|ed@example\.org/);
});
await report();
