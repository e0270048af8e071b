// The commands of the group "comment", as people use them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Skip, assert, check, report } from '../support/tap.mjs';
import { environment, git, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';
import { makeEditor, quote, runOnTerminal } from '../support/terminal.mjs';
import { begin, comment, commitAt, countEvents, files, listThreads, makeTalkPackage, manifest, people, play, readThread, refuse, rest, say } from './comment_package.mjs';

// --- What a comment is on ---

check('words are found as readers see them, whatever signs of Markdown stand among them, and the bytes of the source are stored', async () => {
  const folder = makeTalkPackage();
  const cases = [
    ['must be able', '**must** be able'],
    ['must', 'must'],
    ['find a quiet corner - "a place to rest" & breathe', 'find a *quiet\ncorner* — “a place to rest” &amp; breathe'],
    ['find a quiet', 'find a *quiet'],
    ["together; it's fine", 'together; it&rsquo;s fine'],
    ['turn-taking can wait', '[turn-taking](rest.md#turns) can wait'],
    ['Staff may sit with the child, and turn‑taking', 'Staff may sit with the child, and [turn-taking](rest.md#turns)'],
    ['Staff wait* nearby', 'Staff wait\\* nearby'],
    ['A child hides Staff wait', 'A child hides | Staff wait'],
    ['WARM WATER calms', 'Warm water calms'],
    ['find a *quiet corner*', 'find a *quiet\ncorner*'],
    ['[turn-taking](rest.md#turns)', '[turn-taking](rest.md#turns)'],
    ['With water', 'With water'],
  ];
  for (const [words, source] of cases) {
    const thread = await readThread(folder, await begin(folder, 'early-years/play.md', words));
    const bytes = Buffer.from(play);
    assert.equal(thread.on.exact, source, words);
    assert.equal(bytes.subarray(thread.on.start, thread.on.end).toString(), source);
    assert.ok(bytes.subarray(0, thread.on.start).toString().endsWith(thread.on.prefix ?? ''));
    assert.ok(bytes.subarray(thread.on.end).toString().startsWith(thread.on.suffix ?? ''));
    assert.equal(thread.place.words, source);
    assert.equal(thread.on.commit, git(folder, 'rev-parse', 'HEAD').trim());
    assert.equal(thread.on.document, 'early-years');
  }
});
check('words that stand at several places are shown with their line and surroundings, and nothing is stored', async () => {
  const folder = makeTalkPackage();
  const said = await refuse(2, folder, 'add', 'play.md', 'may', '-m', 'Must, not may.');
  assert.match(said, /“may” stands at 3 places of early-years\/play\.md/);
  for (const place of ['early-years/play.md:10  Staff [may] sit with the child', 'early-years/play.md:14  Children [may] play alone', 'early-years/play.md:15  Children may play alone. Children [may] play together; it\'s fine.'])
    assert.ok(said.includes(place), `${place} in\n${said}`);
  assert.match(said, /Quote more words .* comment add early-years\/play\.md:10 "may"/);
  assert.equal(countEvents(folder), 0);
});
check('PATH:LINE chooses among them, or takes the line\'s text', async () => {
  const folder = makeTalkPackage();
  const exact = async (...where) => (await readThread(folder, await begin(folder, ...where))).on;
  assert.equal((await exact('play.md:14', 'may')).start, Buffer.from(play).indexOf('may play alone'));
  assert.equal((await exact('play.md:14')).exact, 'Children may play alone.');
  assert.equal((await exact('play.md:10:3')).exact, 'Staff may sit with the child, and [turn-taking](rest.md#turns) can wait.');
  assert.equal((await exact('play.md:23')).exact, 'What you see | What settings do');
  const heading = await exact('play.md:12');
  assert.deepEqual([heading.heading, heading.exact], ['turns', undefined]);
});
check('a section, a chapter (by path or title) and a document (by id or title) can be spoken of', async () => {
  const folder = makeTalkPackage();
  const on = async (...where) => (await readThread(folder, await begin(folder, ...where))).place;
  const expected = [
    [['early-years/play.md#turns'], ['section', 'early-years/play.md', 'turns', 12]],
    [['play#Taking turns'], ['section', 'early-years/play.md', 'turns', 12]],
    [['play.md#turns', 'water calms'], ['passage', 'early-years/play.md', 'with-water', 19]],
    [['rest.md'], ['chapter', 'early-years/rest.md', 'rest', 1]],
    [['starting school'], ['chapter', 'school/start.md', 'starting-school', 1]],
    [['School', 'September'], ['passage', 'school/start.md', 'starting-school', 3]],
  ];
  for (const [where, [kind, file, heading, line]] of expected) {
    const place = await on(...where);
    assert.deepEqual([place.kind, place.path, place.heading, place.line], [kind, file, heading, line], where.join(' '));
  }
  for (const name of ['school', 'Early Years']) assert.equal((await on(name)).kind, 'document');
});
check('what is not there is answered with what is nearest', async () => {
  const folder = makeTalkPackage();
  const expected = [
    [['play.md', 'warm watter calms many kids'], /does not stand in early-years\/play\.md; the nearest words are in line 19: “Warm water calms many children”/],
    [['play.md', 'zebras'], /“zebras” does not stand in early-years\/play\.md, and nothing like it/],
    [['plya.md', 'may'], /no chapter .*did you mean "early-years\/play\.md"/],
    [['early-years/', 'zebras'], /is a folder; say which of its chapters/],
    [['erly-years', 'zebras'], /"erly-years" is no document of this package; did you mean "early-years"\?\nNothing was stored\./],
    [['people.yaml'], /is a file of this package but no chapter/],
    [['play.md#turn'], /has no heading "turn"; did you mean "turns"/],
    [['play.md#zebras'], /has no heading "zebras"; it has: play, turns, with-water, tables/],
    [['play.md:99'], /has only 25 lines/],
    [['play.md:11'], /line 11 of early-years\/play\.md has no words/],
    [['play.md:10', 'Children may play alone'], /is not in line 10 .*but in line 14/],
    [['play.md#tables', 'Children may play alone'], /is not in the section "Tables" .*but in line 14/],
  ];
  for (const [where, message] of expected) assert.match(await refuse(3, folder, 'add', ...where, '-m', 'x'), message, where.join(' '));
  assert.equal(countEvents(folder), 0);
});
check('what is not committed is said to be so', async () => {
  const folder = makeTalkPackage();
  writeFiles(folder, { 'early-years/play.md': `A new line.\n${play}`, 'early-years/new.md': '# New\n\nWords.\n', 'plainsong.yaml': manifest.replace('early-years/rest.md', 'early-years/rest.md, early-years/new.md') });
  assert.match(await refuse(3, folder, 'add', 'play.md', 'A new line', '-m', 'x'), /stands in early-years\/play\.md as it is now, but was not committed yet.*git commit/s);
  assert.match(await refuse(3, folder, 'add', 'new.md', '-m', 'x'), /early-years\/new\.md: this chapter is not committed yet/);
  assert.match(await refuse(3, folder, 'add', 'play.md:14', '-m', 'x'), /line 14 .*not the same in your file as in the last commit/);
  assert.equal((await readThread(folder, await begin(folder, 'play.md', 'play alone'))).place.line, 15, 'the place is that of the file as it is');
});
check('--at comments on an old version, and the comment follows its words to now', async () => {
  const folder = makeTalkPackage();
  const thread = await readThread(folder, await begin(folder, 'play.md', 'should be able', '--at', 'early-years/v1.0'));
  assert.equal(thread.on.commit, git(folder, 'rev-parse', 'early-years/v1.0^{commit}').trim());
  assert.deepEqual([thread.on.exact, thread.place.status, thread.place.words], ['**should** be able', 'placed', '**must** be able']);
  assert.match(await refuse(3, folder, 'add', 'play.md', 'must be able', '--at', 'early-years/v1.0', '-m', 'x'), /does not stand in early-years\/play\.md/);
  assert.match(await refuse(3, folder, 'add', 'play.md', 'may', '--at', 'early-years/v9.0', '-m', 'x'), /early-years\/v9\.0/);
});

// --- The words ---

check('words come from -m, a paragraph each, from a file, from standard input, or from a pipe', async () => {
  const folder = makeTalkPackage();
  const text = async (args, options) => {
    const { out } = await comment(0, folder, ['add', 'play.md', 'play alone', '--json', ...args], options);
    return (await readThread(folder, JSON.parse(out).thread)).steps[0].text;
  };
  writeFiles(folder, { 'early-years/words.txt': '\r\n  A list:\r\n\r\n- one\r\n\r\n' });
  assert.equal((await text(['-m', 'One.', '-m', 'Two – “zwei”.'])).trimEnd(), 'One.\n\nTwo – “zwei”.');
  assert.equal((await text(['-F', 'early-years/words.txt'])).trimEnd(), '  A list:\n\n- one');
  assert.equal((await text(['-F', '-'], { input: 'From a pipe.\n' })).trimEnd(), 'From a pipe.');
  assert.equal((await text([], { input: 'From a pipe.\n' })).trimEnd(), 'From a pipe.');
  assert.equal((await text(['-m', 'Not the pipe.'], { input: 'The pipe.' })).trimEnd(), 'Not the pipe.');
});
check('without words nothing is stored', async () => {
  const folder = makeTalkPackage();
  for (const options of [{}, { input: ' \n\n' }])
    assert.match((await comment(2, folder, ['add', 'play.md', 'play alone'], options)).err, /there are no words, so nothing was stored/);
  assert.match(await refuse(2, folder, 'add', 'play.md', 'play alone', '-m', ' '), /there are no words/);
  assert.match(await refuse(3, folder, 'add', 'play.md', 'play alone', '-m', 'red \u001b[31m'), /control character/);
  assert.equal(countEvents(folder), 0);
});
check('on a terminal the editor opens; an empty text stores nothing', async () => {
  const folder = makeTalkPackage();
  const write = (words) => ({ GIT_EDITOR: makeEditor(`{ printf '%s' ${quote(words)}; cat "$1"; } >"$1.new"; cat "$1.new" >"$1"`) });
  const args = ['comment', 'add', '-C', folder, 'play.md', 'play alone'];
  assert.match(runOnTerminal(args, write('# From the editor')).out, /Stored as/);
  const [thread] = await listThreads(folder);
  assert.equal(thread.steps[0].text.trimEnd(), '# From the editor');
  const { code, out } = runOnTerminal(args, write(''));
  assert.deepEqual([code, countEvents(folder)], [2, 1], out);
});
check('when storing fails, what was written in the editor is kept and its file named', async () => {
  const folder = makeTalkPackage();
  await begin(folder, 'play.md', 'play alone');
  // While the editor is open the branch becomes what it must not be.
  const editor = makeEditor(`echo "Much work." >"$1"; cd ${quote(folder)} && git update-ref refs/heads/plainsong/comments "$(git rev-parse HEAD:school/start.md)" 2>/dev/null || git rev-parse HEAD:school/start.md >.git/refs/heads/plainsong/comments`);
  const { code, out } = runOnTerminal(['comment', 'add', '-C', folder, 'play.md', 'play alone'], { GIT_EDITOR: editor });
  assert.equal(code, 3, out);
  const file = out.match(/What you wrote is kept in (\S+)/)[1];
  assert.equal(fs.readFileSync(file, 'utf8'), 'Much work.\n');
  fs.rmSync(file);
});
check('after storing, and for an empty text, nothing of the editor\'s is left behind', async () => {
  const folder = makeTalkPackage();
  const TMPDIR = makeFolder();
  for (const words of ['Words.', ''])
    runOnTerminal(['comment', 'add', '-C', folder, 'play.md', 'play alone'], { TMPDIR, GIT_EDITOR: makeEditor(`printf '%s' ${quote(words)} >"$1"`) });
  assert.deepEqual(fs.readdirSync(TMPDIR), []);
  assert.equal(countEvents(folder), 1);
});

// --- Who ---

check('who speaks is whom git knows, or named; nobody else, and never by an address', async () => {
  const folder = makeTalkPackage();
  await begin(folder, 'play.md', 'play alone');
  await begin(folder, 'play.md', 'play together', '--by', 'hana');
  assert.deepEqual((await listThreads(folder)).map((thread) => thread.steps[0].by), ['amina', 'hana']);
  assert.match(await refuse(3, folder, 'add', 'play.md', 'play alone', '-m', 'x', '--by', 'hanna'), /did you mean "hana"/);
  git(folder, 'config', 'user.email', 'someone@example.org');
  git(folder, 'config', 'user.name', 'Someone');
  assert.match(await refuse(3, folder, 'add', 'play.md', 'play alone', '-m', 'x'), /people\.yaml has nobody with the name and address that git has for you; add them .*--by ID/s);
  git(folder, 'config', '--unset', 'user.email');
  git(folder, 'config', '--unset', 'user.name');
  assert.match(await refuse(3, folder, 'add', 'play.md', 'play alone', '-m', 'x'), /git does not know who you are; say who speaks with --by ID/);
  const bare = makeTalkPackage({ 'plainsong.yaml': manifest.replace('people: people.yaml\n', '') });
  assert.match(await refuse(3, bare, 'add', 'play.md', 'play alone', '-m', 'x'), /write a people\.yaml/);
});
check('people are shown as they agreed: by name with the group, as the group, or not at all', async () => {
  const folder = makeTalkPackage();
  for (const by of ['amina', 'tom', 'zed']) await begin(folder, 'play.md', 'play alone', '--by', by);
  const list = await say(folder, 'list');
  assert.match(list, /Amina K\. \(Parents and carers\)/);
  assert.match(list, /open, Early years settings, /);
  assert.match(list, /open, a contributor, /);
});
check('answering is for editors and authors of the document, closing also for who began; where there are none, for all', async () => {
  const folder = makeTalkPackage();
  const early = await begin(folder, 'play.md', 'play alone', '--by', 'zed');
  const school = await begin(folder, 'start.md', 'September', '--by', 'zed');
  assert.match(await refuse(3, folder, 'answer', early, '-o', 'noted', '-m', 'x'), /amina may not answer this thread.*editor or author.*anyone may reply/s);
  assert.match(await refuse(3, folder, 'resolve', early), /amina may not resolve/);
  assert.match(await refuse(3, folder, 'answer', school, '-o', 'noted', '-m', 'x', '--by', 'tom'), /tom may not answer/);
  await say(folder, 'resolve', early, '--by', 'zed');
  await say(folder, 'reopen', early, '--by', 'tom', '-m', 'Not yet.');
  await say(folder, 'answer', early, '-o', 'noted', '-m', 'Thank you.', '--by', 'tom');
  const open = makeTalkPackage({ 'people.yaml': people.replace('roles: {early-years: editor}, ', '') });
  await say(open, 'answer', await begin(open, 'play.md', 'play alone', '--by', 'zed'), '-o', 'noted', '-m', 'x');
});

// --- Threads ---

check('a thread is told as people read it: where it stands, every step with who, when and what became of it', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'a quiet corner', '--kind', 'question', '--tag', 'sensory', '--tag', 'places', '--session', '2026-02-forum');
  const short = thread.slice(17, 21);
  await say(folder, 'reply', short, '-m', 'Behind the shelf.', '--by', 'tom');
  await say(folder, 'agree', short, '--by', 'zed');
  await say(folder, 'agree', short, '--by', 'hana');
  await say(folder, 'edit', short, '-m', 'Where would this be?');
  await say(folder, 'answer', short, '--outcome', 'partly', '-m', 'We say where.', '-m', 'Not how big.', '--by', 'tom', '--commit', 'HEAD');
  const out = await say(folder, 'show', short);
  const order = [`Thread ${short}`, 'answered: partly, question', 'from the session 2026-02-forum [places] [sensory]', 'On early-years/play.md, line 6, under #play:',
    'Every child must be able to find [a quiet corner] — “a place to rest” & breathe.', 'Comment by Amina K. (Parents and carers), ', ', edited on ', `(${short})`, 'Where would this be?',
    'Reply by Early years settings', 'Behind the shelf.', 'Answer: partly by Early years settings', `, commit ${git(folder, 'rev-parse', '--short', 'HEAD').trim()}`, 'We say where.\n\n  Not how big.',
    '2 agree (Parents and carers 1, Health 1)'];
  let at = 0;
  for (const words of order) {
    const found = out.indexOf(words, at);
    assert.ok(found >= at, `"${words}" after ${at} in\n${out}`);
    at = found;
  }
  assert.doesNotMatch(out, /Words\./, 'the old form is not shown');
  const json = await readThread(folder, short);
  assert.deepEqual(json.steps.map((step) => step.event), ['comment', 'reply', 'agree', 'agree', 'edit', 'answer']);
  assert.deepEqual([json.state, json.outcome, json.kind, json.agree], ['answered', 'partly', 'question', { parents: 1, health: 1 }]);
});
check('voices count once: one\'s own, and those that agreed already, are not stored again', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  assert.match(await say(folder, 'agree', thread), /your own.*nothing was stored/);
  await say(folder, 'agree', thread, '--by', 'hana');
  assert.match(await say(folder, 'agree', thread, '--by', 'hana'), /agreed already; nothing was stored/);
  await say(folder, 'resolve', thread);
  assert.match(await say(folder, 'resolve', thread), /resolved already; nothing was stored/);
  await say(folder, 'reopen', thread);
  assert.match(await say(folder, 'reopen', thread), /is open; nothing was stored/);
  assert.equal(countEvents(folder), 4);
});
check('only one\'s own words can be edited, and the same words are not stored again', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  const reply = JSON.parse(await say(folder, 'reply', thread, '-m', 'Hm.', '--by', 'zed', '--json')).event;
  assert.match(await refuse(3, folder, 'edit', reply.slice(17), '-m', 'x'), /somebody else's/);
  await say(folder, 'edit', reply.slice(17, 23), '-m', 'Hm!', '--by', 'zed');
  assert.match(await say(folder, 'edit', reply, '-m', 'Hm!', '--by', 'zed'), /as they were; nothing was stored/);
  assert.match(await refuse(3, folder, 'edit', 'zzzzzzzz', '-m', 'x'), /no thread "zzzzzzzz"/);
  const steps = (await readThread(folder, thread)).steps;
  assert.deepEqual([steps[1].text.trimEnd(), typeof steps[1].edited], ['Hm!', 'string']);
});
check('a reply or an agreement can be to one step', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  const first = JSON.parse(await say(folder, 'reply', thread, '-m', 'Hm.', '--json')).event;
  await say(folder, 'reply', thread, '--to', first.slice(17, 21), '-m', 'Why?', '--by', 'zed');
  await say(folder, 'agree', thread, '--to', first.slice(17, 21), '--by', 'hana');
  assert.deepEqual((await readThread(folder, thread)).steps.slice(2).map((step) => step.to), [first, first]);
  assert.match(await refuse(3, folder, 'reply', thread, '--to', 'zzzz', '-m', 'x'), /no step "zzzz"/);
});
check('an outcome needs a name that there is, and a reason', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  assert.match(await refuse(2, folder, 'answer', thread, '-m', 'x', '--by', 'tom'), /--outcome accepted, partly, declined or noted/);
  assert.match(await refuse(2, folder, 'answer', thread, '-o', 'yes', '-m', 'x', '--by', 'tom'), /"yes" is no outcome/);
  assert.match(await refuse(2, folder, 'answer', thread, '-o', 'noted', '--by', 'tom'), /there are no words/);
  assert.match(await refuse(3, folder, 'answer', thread, '-o', 'noted', '-m', 'x', '--by', 'tom', '--commit', 'nowhere'), /nowhere/);
  assert.equal(countEvents(folder), 1);
});
check('a commit that says "Answers:" answers the thread', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  writeFiles(folder, { 'early-years/rest.md': `${rest}\nMore.\n` });
  commitAt(folder, '2026-03-01', `Say more of rest\n\nIt was missing.\n\nAnswers: ${thread.slice(17)}`);
  const out = await say(folder, 'show', thread);
  assert.match(out, /answered: accepted/);
  assert.match(out, /Answer: accepted by Amina K\..*\n {2}Say more of rest\n\n {2}It was missing\./);
});
check('a thread is found by its first letters; several are shown with their first words', async () => {
  const folder = makeTalkPackage();
  const threads = [];
  let twins;
  for (let i = 0; !twins; i++) {
    threads.push(await begin(folder, 'play.md', 'play alone', '-m', `Number ${i}.`));
    twins = threads.filter((id) => id[17] === threads.at(-1)[17]).length > 1 ? threads.filter((id) => id[17] === threads.at(-1)[17]) : null;
  }
  const said = await refuse(3, folder, 'show', twins[0][17]);
  assert.match(said, /2 threads begin with/);
  for (const id of twins) assert.match(said, new RegExp(`\\n  ${id.slice(17, 21)}\\S*  Words\\. Number ${threads.indexOf(id)}\\.`));
  assert.match(await say(folder, 'show', twins[0].slice(17).toUpperCase()), /Thread/);
  assert.match(await say(folder, 'show', twins[0]), /Thread/);
  assert.match(await refuse(3, folder, 'show', 'zzzzzzzzzz'), /there is no thread "zzzzzzzzzz"/);
});

// --- Where it went ---

check('what is gone is said to be gone, with the last words and the commit; what changed is said to have changed', async () => {
  const folder = makeTalkPackage();
  const gone = await begin(folder, 'play.md', 'Warm water calms many children.');
  const changed = await begin(folder, 'play.md', 'A child hides');
  writeFiles(folder, { 'early-years/play.md': play.replace('### With water\n\nWarm water calms many children.\n\n', '').replace('A child hides', 'A child often hides') });
  const removed = commitAt(folder, '2026-03-01', 'Leave the water out');
  const out = await say(folder, 'show', gone);
  assert.match(out, new RegExp(`On a passage that is gone: the commit ${removed.slice(0, 7)}\\w* took it out`));
  assert.match(out, /last in early-years\/play\.md[\s\S]*“Warm water calms many children\.”/);
  assert.deepEqual((await listThreads(folder, '--gone')).map((thread) => thread.thread), [gone]);
  assert.deepEqual((await listThreads(folder, '--changed')).map((thread) => thread.thread), [changed]);
  assert.match(await say(folder, 'show', changed), /The words have changed since\. It was made on “A child hides”, in early-years\/play\.md at commit/);
  assert.match(await say(folder, 'list'), /2 threads: 2 open; of 1 the passage is gone\./);
});
check('the list is in reading order, by where the words are now, with counts', async () => {
  const folder = makeTalkPackage();
  await begin(folder, 'start.md', 'September');
  await begin(folder, 'play.md', 'play alone');
  await begin(folder, 'play.md', 'must');
  await begin(folder, 'rest.md', 'Rest is good');
  await begin(folder, 'early-years');
  const order = async () => (await listThreads(folder)).map((thread) => thread.place.words ?? thread.place.kind);
  assert.deepEqual(await order(), ['document', 'must', 'play alone', 'Rest is good', 'September']);
  writeFiles(folder, { 'early-years/rest.md': rest.replace('Rest is good. ', ''), 'school/start.md': '# Starting school\n\nRest is good. Is it not? For all of us, we think.\n\nSchool begins in September.\n' });
  commitAt(folder, '2026-03-01', 'Move rest');
  const out = await say(folder, 'list');
  assert.match(out, /^Early years\n {4}\S{4} {2}the whole document {2}open, Amina/);
  assert.match(out, /\n\nSchool\n {2}school\/start\.md\n/);
  assert.match(out, /\n5 threads: 5 open\b.*\.\n$/);
  assert.match(await say(folder, 'list', '-n', '2'), /the first 2 are shown; -n 0 shows all/);
  assert.equal((await listThreads(folder, '-n', '2')).length, 2);
});
check('every filter leaves out the rest', async () => {
  const folder = makeTalkPackage();
  const question = await begin(folder, 'play.md#turns', '--kind', 'question', '--tag', 'water');
  const deep = await begin(folder, 'play.md', 'Warm water', '--by', 'zed', '--session', 'forum');
  const answered = await begin(folder, 'rest.md', 'Rest is good', '--by', 'hana');
  const school = await begin(folder, 'start.md', 'September');
  await say(folder, 'answer', answered, '-o', 'declined', '-m', 'No.', '--by', 'tom');
  await say(folder, 'reply', school, '-m', 'Soon.');
  await say(folder, 'resolve', school);
  await say(folder, 'reopen', school);
  const cases = [
    [['--open'], [question, deep, school]], [['--state', 'answered'], [answered]], [['--state', 'reopened', '--state', 'answered'], [answered, school]],
    [['--unanswered', '0'], [question, deep, school]], [['--unanswered', '1'], []], [['--outcome', 'declined'], [answered]], [['--outcome', 'accepted'], []],
    [['--kind', 'question'], [question]], [['--tag', 'water'], [question]], [['--session', 'forum'], [deep]], [['--group', 'health'], [answered]],
    [['--person', 'zed'], [deep]], [['--document', 'school'], [school]], [['school'], [school]], [['play.md'], [question, deep]], [['--path', 'early-years/play.md'], [question, deep]],
    [['play.md#turns'], [question, deep]], [['play.md#with-water'], [deep]], [['play.md#tables'], []], [['--gone'], []], [['--open', '--group', 'parents', 'rest.md'], []],
  ];
  for (const [args, expected] of cases) assert.deepEqual((await listThreads(folder, ...args)).map((thread) => thread.thread), expected, args.join(' '));
  assert.match(await say(folder, 'list', '--gone'), /None of the 4 threads is as you ask\./);
  assert.match(await say(folder, 'list', '--group', 'parent'), /None of the 4 .*no group "parent"; did you mean "parents"\?/s);
  assert.match(await say(folder, 'list', '--person', 'zzz'), /no person "zzz"\./);
  assert.doesNotMatch(await say(folder, 'list', '--group', 'health', '--state', 'resolved'), /This package has no/);
  for (const args of [['--state', 'new'], ['--outcome', 'yes'], ['--kind', 'rant'], ['--unanswered', '-3'], ['-n', '-2']]) await refuse(2, folder, 'list', ...args);
  assert.match(await refuse(2, folder, 'list', '--unanswered', 'long'), /--unanswered needs a number after it: --unanswered DAYS/);
  assert.match(await refuse(3, folder, 'list', 'play.md#nowhere'), /no heading "nowhere"/);
});

// --- What must not be stored ---

check('what looks like personal data is not stored unless the person says so', async () => {
  const folder = makeTalkPackage();
  const words = 'Ring me on 0161 496 0123.';
  const said = await refuse(1, folder, 'add', 'play.md', 'play alone', '-m', words);
  assert.match(said, /seems to hold a telephone number \(“0161 496 0123”\)[\s\S]*Nothing was stored\. .*--keep-personal-data/);
  assert.equal(countEvents(folder), 0);
  const thread = await begin(folder, 'play.md', 'play alone', '-m', words, '--keep-personal-data');
  await refuse(1, folder, 'reply', thread, '-m', words);
  await refuse(1, folder, 'edit', thread, '-m', words);
  const args = ['comment', 'add', '-C', folder, 'play.md', 'play alone', '-m', words];
  assert.equal(runOnTerminal(args, {}, 'n\n').code, 1);
  assert.equal(countEvents(folder), 1);
  const { code, out } = runOnTerminal(args, {}, 'y\n');
  assert.deepEqual([code, countEvents(folder)], [0, 2], out);
});
check('what others wrote cannot steer the terminal', async () => {
  const folder = makeTalkPackage();
  await begin(folder, 'play.md', 'play alone', '--by', 'hana', '--tag', 'x\u202etag', '-m', 'A \u202eturn.');
  for (const args of [['list'], ['show', (await listThreads(folder))[0].thread]]) assert.doesNotMatch(await say(folder, ...args), /[\u0080-\u009f\u202e\u001b]/);
});

// Puts a file on the branch of the comments, as anybody who can push may.
function push(folder, name, text) {
  const index = path.join(makeFolder(), 'index');
  const on = (args, input = '') => execFileSync('git', args, { cwd: folder, encoding: 'utf8', input, env: { ...environment, GIT_INDEX_FILE: index, GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x', GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x' } }).trim();
  on(['read-tree', 'plainsong/comments']);
  on(['update-index', '--add', '--cacheinfo', `100644,${on(['hash-object', '-w', '--stdin'], text)},${name}`]);
  on(['update-ref', 'refs/heads/plainsong/comments', on(['commit-tree', '-p', 'plainsong/comments', '-m', 'x', on(['write-tree'])])]);
}
check('steps without their beginning, of unknown people, and files that are none, are shown as what they are', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  const lost = '20260301T120000Z-7fk2m9qx0c';
  push(folder, `threads/7f/${lost}/20260302T120000Z-p3d8w1yh5n.md`, `---\nevent: reply\nid: 20260302T120000Z-p3d8w1yh5n\nthread: ${lost}\nby: stranger\nat: 2026-03-02T12:00:00Z\n---\nWhere is the rest?\n`);
  push(folder, 'threads/notes.txt', 'hello');
  const { out, err } = await comment(0, folder, ['list']);
  assert.match(out, /In no document\n {4}7fk2 {2}place not known {2}open, a contributor, .*\n.*how it began is not here/);
  assert.match(out, /2 threads: 2 open\./);
  assert.match(err, /threads\/notes\.txt: .*\[comments-file\]/);
  assert.match(err, /\[thread-orphan\]/);
  assert.match(await say(folder, 'show', '7fk2'), /How it began is not here[\s\S]*Reply by a contributor, 2 March 2026, who is not in people\.yaml \(p3d8\)\n {2}Where is the rest\?/);
  assert.match(await say(folder, 'reply', '7fk2', '-m', 'Here.'), /Replied as/);
  assert.match(await refuse(3, folder, 'edit', '7fk2', '-m', 'x'), /no step/);
  assert.match(await say(folder, 'show', thread), /Comment by Amina/);
});

// --- Repositories of all kinds ---

check('paths are seen from the folder one is in', async () => {
  const folder = makeTalkPackage();
  const inside = path.join(folder, 'early-years');
  assert.equal((await readThread(folder, await begin(inside, 'play.md', 'play alone'))).on.path, 'early-years/play.md');
  assert.equal((await readThread(folder, await begin(inside, '../school/start.md', 'September'))).on.path, 'school/start.md');
  assert.equal((await listThreads(inside, 'play.md')).length, 1);
});
check('from above the package it is found by the path, and else it is said to be missing', async () => {
  const folder = makeRepository(Object.fromEntries(Object.entries(files).map(([file, text]) => [`guidance/${file}`, text])));
  const thread = JSON.parse(await say(folder, 'add', 'guidance/early-years/play.md:14', '--by', 'amina', '-m', 'x', '--json')).thread;
  assert.match(await say(folder, 'list', 'guidance/early-years/play.md'), /1 thread: 1 open/);
  assert.match(await refuse(3, folder, 'reply', thread, '-m', 'x'), /no plainsong\.yaml in this folder or above it.*-C DIR/);
});
check('each package of a repository has its own comments', async () => {
  const folder = makeRepository(Object.fromEntries(['one', 'two/deep'].flatMap((name) => Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]))));
  const one = path.join(folder, 'one');
  const two = path.join(folder, 'two/deep');
  const by = ['--by', 'amina'];
  const first = await begin(one, 'play.md', 'play alone', ...by);
  const second = await begin(two, 'play.md', 'play together', ...by);
  assert.deepEqual((await listThreads(one)).map((thread) => thread.thread), [first]);
  assert.deepEqual((await listThreads(two)).map((thread) => thread.thread), [second]);
  assert.equal((await readThread(two, second)).on.path, 'two/deep/early-years/play.md');
  assert.equal((await readThread(two, second)).place.path, 'early-years/play.md');
  await refuse(3, one, 'show', second);
  git(folder, 'mv', 'two/deep', 'three');
  commitAt(folder, '2026-03-01', 'Move a package');
  const [moved] = await listThreads(path.join(folder, 'three'));
  assert.deepEqual([moved.thread, moved.place.status, moved.place.path], [second, 'placed', 'early-years/play.md']);
});
check('a work tree of its own, a detached HEAD and a bare repository have the comments too', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  const tree = path.join(makeFolder(), 'tree');
  git(folder, 'worktree', 'add', '-q', '--detach', tree);
  await say(tree, 'reply', thread, '-m', 'From a work tree.');
  const bare = path.join(makeFolder(), 'bare.git');
  git(folder, 'clone', '-q', '--bare', folder, bare);
  assert.equal((await readThread(bare, thread)).place.line, 14);
  await begin(bare, 'early-years/play.md', 'must', '--by', 'amina');
  await begin(bare, 'early-years/play.md', 'should', '--by', 'amina', '--at', 'early-years/v1.0');
  assert.equal((await listThreads(bare)).length, 3);
  assert.equal((await readThread(folder, thread)).steps.length, 2);
});
check('before the first commit, and outside git, it is said what is missing', async () => {
  const folder = writeFiles(makeFolder(), files);
  assert.match(await refuse(3, folder, 'list'), /no git repository/);
  git(folder, 'init', '-q');
  assert.match(await refuse(3, folder, 'list'), /no commit on the current branch yet/);
  assert.match(await refuse(3, folder, 'add', 'play.md', '-m', 'x', '--by', 'amina'), /no commit on the current branch yet/);
});
check('where nothing can be written, nothing is lost and it is said', async () => {
  if (process.getuid() === 0) throw new Skip('the superuser can write everywhere');
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  git(folder, 'gc', '-q');
  fs.chmodSync(path.join(folder, '.git/objects'), 0o555);
  try {
    assert.match(await refuse(3, folder, 'reply', thread, '-m', 'x'), /permission|cannot/i);
    assert.equal((await listThreads(folder)).length, 1);
  } finally {
    fs.chmodSync(path.join(folder, '.git/objects'), 0o755);
  }
});
check('neither the index, nor HEAD, nor the files are touched', async () => {
  const folder = makeTalkPackage();
  writeFiles(folder, { 'school/start.md': 'In the midst of work' });
  const index = fs.readFileSync(path.join(folder, '.git/index'));
  const status = git(folder, 'status', '--porcelain', '--branch');
  await begin(folder, 'play.md', 'play alone');
  assert.deepEqual(fs.readFileSync(path.join(folder, '.git/index')), index);
  assert.equal(git(folder, 'status', '--porcelain', '--branch'), status);
});
check('no e-mail address of anybody is in the comments\' objects', async () => {
  const folder = makeTalkPackage();
  const thread = await begin(folder, 'play.md', 'play alone');
  await say(folder, 'reply', thread, '-m', 'Yes.', '--by', 'tom');
  const objects = git(folder, 'rev-list', '--objects', 'plainsong/comments', '--not', 'HEAD').split('\n').filter(Boolean).map((line) => line.split(' ')[0]);
  for (const object of objects) assert.doesNotMatch(git(folder, 'cat-file', '-p', object), /@/);
});
check('wrong use is said with the way to use it', async () => {
  const folder = makeTalkPackage();
  for (const args of [['add'], ['reply'], ['answer'], ['show'], ['add', 'play.md', 'x', 'y', '-m', 'z'], ['add', 'play.md', '-m', 'x', '--kind', 'rant'], ['add', 'play.md', '-m', 'x', '--session', 'A B']])
    assert.match(await refuse(2, folder, ...args), /plainsong help comment/, args.join(' '));
  for (const name of ['add', 'reply', 'answer', 'agree', 'resolve', 'reopen', 'edit', 'show', 'list']) {
    const { code, out } = await run(['comment', name, '--help']);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^Usage: plainsong comment ${name}`));
    assert.match(out, /\nExamples:\n/);
  }
});

await report({ parallel: 2 });
