// Imports and exports as people do them: spreadsheets as office programs save them, forms, annotations of other programs; and
// ours, which come back as they were. What is imported is imported once, whoever ends the program and whenever.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { environment, git, isSanitized, makeFolder, makeRepository, program, run, writeFiles } from '../support/program.mjs';
import { checkCollection, countExpanded, countStatements, expand } from './annotation_rules.mjs';

const files = {
  'plainsong.yaml': `plainsong: 1
title: Playing together
id: urn:uuid:49dea368-36c1-41b1-882b-a6446497f2a1
language: en-GB
groups: {parents: Parents and carers, health: Health services}
documents:
  - {id: guide, title: Playing together, chapters: [guide/play.md, guide/sleep.md]}
people: people.yaml
`,
  'people.yaml': `people:
  - {id: amina, name: Amina K., group: parents, credit: name, identities: ["Amina <amina@example.org>"]}
  - {id: robin, name: Robin Secret, group: health, credit: none, identities: ["Test Committer <committer@example.org>"]}
`,
  'guide/play.md': `# Play

Children play in many naïve 🧸 ways.

## Taking turns

Say *my turn* and then *your turn*. Waiting is hard for young children.

## Quiet corners

A quiet corner helps a child who is overwhelmed.
`,
  'guide/sleep.md': '# Sleep\n\nA nap after lunch helps most children.\n',
};

async function json(folder, ...args) {
  const { out, err } = await run(['-C', folder, ...args, '--json']);
  assert.equal(err, '');
  return JSON.parse(out);
}

async function plainsong(folder, ...args) {
  const { code, out, err } = await run(['-C', folder, ...args]);
  assert.equal(code, 0, `${args.join(' ')}: ${out}${err}`);
  return out;
}

const fates = (result) => result.rows.map((row) => row.fate).join(' ');
const setUser = (folder) => {
  git(folder, 'config', 'user.name', 'Test Committer');
  git(folder, 'config', 'user.email', 'committer@example.org');
};
const makePackage = () => {
  const folder = makeRepository(files);
  setUser(folder);
  return folder;
};
const countThreads = (folder) => git(folder, 'ls-tree', '-r', '--name-only', 'plainsong/comments').trim().split('\n').length;

// All that any object of the repository says.
const readObjects = (folder) => git(folder, 'cat-file', '--batch-all-objects', '--batch');

check('the responses to a form, with a title above them, as a council officer saves them', async () => {
  const folder = makePackage();
  const rows = [
    'Parent forum – what you told us,,,,,,,',
    ',,,,,,,',
    'Timestamp,Email Address,Your name,I am a...,Which chapter?,Section,Which words are you commenting on?,Your comments',
    '23/03/2026 14:05:11,amina@example.org,Amina K,Parents and carers,Play,Taking turns,"Say ""my turn"" and then “your turn”","How long should\r\nthe adult wait?"',
    '23/03/2026 14:07:00,jo@example.com,Jo Bloggs,Parents and carers,play.md,,Waiting is hard for young children.,It is.',
    '24/03/2026 09:00:00,jo@example.com,Jo Bloggs,Parents and carers,Play,,waiting is easy,No',
    '25/03/2026 10:00:00,sam@example.com,Sam,School,Sand play,,,"What about <name of child>?"',
    '25/03/2026 11:00:00,,,,,,,Thank you!',
    '26/03/2026 10:00:00,kim@example.com,Kim,Health services,Sleep,,,"My son, NHS 943 476 5919, sleeps well."',
    ',,,,,,,',
  ];
  writeFiles(folder, { 'forum.csv': `﻿${rows.join('\r\n')}\r\n` });
  const dry = await run(['-C', folder, 'comment', 'import', 'forum.csv', '--dry-run', '--map',
    'text=Your comments,quote=Which words are you commenting on?,where=Which chapter?,group=I am a...,section=Section,mail=Email Address,at=Timestamp,name=Your name']);
  assert.equal(dry.code, 1);
  assert.match(dry.out, /UTF-8 with commas; row 3 names the columns:\n {2}at {8}Timestamp\n {2}mail {6}Email Address/);
  assert.match(dry.out, /Nothing was stored/);
  assert.match(dry.out, / {2}- id: guest-[0-9a-z]{10} {3}# row 5; row 6\n {4}name: Guest\n/, 'an editor can tell who a guest is');
  assert.equal(git(folder, 'branch', '--list', 'plainsong/comments'), '');
  const first = await json(folder, 'comment', 'import', 'forum.csv', '--map', 'text=Your comments,quote=Which words are you commenting on?,where=Which chapter?,section=Section,mail=Email Address,at=Timestamp,group=I am a...');
  assert.equal(fates(first), 'stored stored unplaced unplaced stored refused');
  assert.deepEqual(first.rows.map((row) => row.place), ['guide/play.md:7', 'guide/play.md:7', 'guide/play.md', 'guide', 'guide', null]);
  assert.deepEqual(first.rows[5]['personal-data'], ['an NHS number']);
  assert.equal(first.rows[0].by, 'amina');
  assert.match(first.rows[1].by, /^guest-[0-9a-z]{10}$/);
  assert.equal(first.rows[2].by, first.rows[1].by);
  assert.equal(first['new-people'].length, 3);
  const again = await json(folder, 'comment', 'import', 'forum.csv', '--map', 'text=Your comments,quote=Which words are you commenting on?,where=Which chapter?,section=Section,mail=Email Address,at=Timestamp,group=I am a...');
  assert.equal(fates(again), 'known known known known known refused');
  const objects = readObjects(folder);
  assert.match(objects, /What about/);
  for (const word of ['jo@example', 'Bloggs', 'sam@example', 'kim@example', '943 476']) assert.ok(!objects.includes(word), word);
});

check('what Excel saves: Windows-1252 with semicolons, and UTF-16 with tabs', async () => {
  const folder = makePackage();
  const text = 'Comment;Chapter;Date\r\nA “caf\u00e9” – for parents?;Play;3/25/2026\r\n'
    .replace(/“/g, '\x93').replace(/”/g, '\x94').replace(/–/g, '\x96');
  writeFiles(folder, { 'a.csv': Buffer.from(text, 'latin1') });
  const first = await json(folder, 'comment', 'import', 'a.csv');
  assert.equal(first.encoding, 'Windows-1252');
  assert.equal(first.separator, 'semicolons');
  assert.equal(fates(first), 'stored');
  assert.match(readObjects(folder), /A “café” – for parents\?/);
  writeFiles(folder, { 'b.csv': Buffer.from('\ufeffComment\tChapter\tDate\r\nA “café” – for parents?\tPlay\t2026-03-25\r\n', 'utf16le') });
  const second = await json(folder, 'comment', 'import', 'b.csv');
  assert.equal(second.encoding, 'UTF-16');
  assert.equal(fates(second), 'known');
});

check('wrong use and wrong files are told with where and what to do', async () => {
  const folder = makePackage();
  writeFiles(folder, { 'a.csv': 'A,B\n1,2\n', 'a.xyz': 'x', 'b.csv': 'Comment\n"open\n', 'c.json': '{"a": [1,\n}', 'd.csv': 'Comment\nx\n' });
  const cases = [
    [['comment', 'import'], 2, /say which file/],
    [['comment', 'import', 'a.xyz'], 2, /does not say its format/],
    [['comment', 'import', 'a.xyz', '--format', 'word'], 2, /"word" is no format/],
    [['comment', 'import', 'a.csv'], 3, /a\.csv: no column is called "Comment"/],
    [['comment', 'import', 'b.csv'], 3, /b\.csv: row 2: a quotation mark opens here/],
    [['comment', 'import', 'c.json'], 3, /c\.json: line 2, column 1: this is no JSON/],
    [['comment', 'import', 'c.json', '--map', 'text=a'], 2, /--map is for the columns of a table/],
    [['comment', 'import', 'none.csv'], 3, /none\.csv/],
    [['comment', 'import', 'd.csv', '--by', 'nobody'], 3, /knows nobody with the id "nobody"/],
    [['comment', 'import', 'd.csv', '--on', 'sand.md'], 3, /sand\.md/],
    [['comment', 'export', '--format', 'pdf'], 2, /"pdf" is no format/],
    [['comment', 'export', '--state', 'lost'], 2, /no thread is "lost"/],
    [['comment', 'export', '--document', 'gide'], 3, /did you mean "guide"/],
    [['comment', 'export', 'zzzz'], 3, /zzzz/],
  ];
  for (const [args, expected, message] of cases) {
    const { code, out, err } = await run(['-C', folder, ...args]);
    assert.equal(code, expected, `${args.join(' ')}: ${err}`);
    assert.match(err, message);
    assert.equal(out, '');
  }
});

// A thread of every kind, made by the commands.
async function talk(folder) {
  const add = async (...args) => JSON.parse((await run(['-C', folder, 'comment', 'add', ...args, '--json', '--by', 'robin'])).out).thread.slice(17, 25);
  const question = await add('play.md', 'naïve 🧸 ways', '-m', 'Which "ways"? \\o/', '--kind', 'question', '--tag', 'words', '--session', 'forum-3');
  const section = await add('play.md#taking-turns', '-m', 'Good.\n\nYes.', '--kind', 'praise');
  await add('sleep.md', '-m', 'Too short');
  await add('guide', '-m', 'All of it: =SUM(A1)');
  await plainsong(folder, 'comment', 'reply', question, '-m', '=1+1 ways', '--by', 'amina');
  await plainsong(folder, 'comment', 'agree', section, '--by', 'amina');
  await plainsong(folder, 'comment', 'answer', question, '--outcome', 'partly', '-m', 'We name three.', '--by', 'robin');
  await plainsong(folder, 'comment', 'resolve', question, '--by', 'robin');
  writeFiles(folder, { 's.csv': 'Comment,Words,Proposed wording,Email\nPlainer,A quiet corner helps,A calm corner helps,kim@example.com\n' });
  assert.equal(fates(await json(folder, 'comment', 'import', 's.csv')), 'stored');
  return question;
}

check('ours come back as the very same events, and are exported as the same bytes', async () => {
  const folder = makePackage();
  await talk(folder);
  await plainsong(folder, 'comment', 'export', '-q', '-o', 'all.jsonld');
  const clone = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', folder, clone);
  setUser(clone);
  const file = path.join(folder, 'all.jsonld');
  const restored = await json(clone, 'comment', 'import', file);
  assert.ok(restored.rows.length >= 9 && restored.rows.every((row) => row.fate === 'stored'), fates(restored));
  assert.equal(git(clone, 'rev-parse', 'plainsong/comments^{tree}'), git(folder, 'rev-parse', 'plainsong/comments^{tree}'));
  await plainsong(clone, 'comment', 'export', '-q', '-o', 'all.jsonld');
  assert.ok(fs.readFileSync(path.join(clone, 'all.jsonld')).equals(fs.readFileSync(file)));
  const again = await json(clone, 'comment', 'import', file);
  assert.ok(again.rows.every((row) => row.fate === 'known'), fates(again));
});

check('the annotations keep the rules of the W3C, and every term of them means something', async () => {
  const folder = makePackage();
  await talk(folder);
  const collection = JSON.parse(await plainsong(folder, 'comment', 'export'));
  assert.deepEqual(checkCollection(collection), []);
  const [expanded] = await expand(collection);
  assert.equal(countExpanded(expanded), countStatements(collection));
  const items = expanded['http://www.w3.org/ns/activitystreams#first'][0]['http://www.w3.org/ns/activitystreams#items'][0]['@list'];
  // Threads of one second stand in no certain order.
  const question = collection.first.items.findIndex((item) => item.motivation === 'questioning');
  const [target] = items[question]['http://www.w3.org/ns/oa#hasTarget'];
  const types = target['http://www.w3.org/ns/oa#hasSelector'].map((selector) => selector['@type'][0]);
  assert.deepEqual(types.map((type) => type.split('#')[1]), ['TextQuoteSelector', 'TextPositionSelector', 'DataPositionSelector']);
  // The positions are those of the words, in characters and in bytes.
  const source = files['guide/play.md'];
  const [quote, position, bytes] = collection.first.items[question].target.selector;
  assert.equal([...source].slice(position.start, position.end).join(''), quote.exact);
  assert.equal(Buffer.from(source).subarray(bytes.start, bytes.end).toString(), quote.exact);
  // The rules find what breaks them.
  const broken = structuredClone(collection);
  broken.first.items[0].id = 'no iri';
  delete broken.first.items[1].target;
  broken.first.items[2].creator.email = 'mailto:a@example.org';
  broken['@context'].reverse();
  assert.equal(checkCollection(broken).length, 4);
});

check('nobody is named who did not agree to it, and no address is anywhere', async () => {
  const folder = makePackage();
  await talk(folder);
  for (const format of ['annotations', 'csv']) {
    const text = await plainsong(folder, 'comment', 'export', '--format', format);
    assert.match(text, /Amina K\./);
    assert.ok(!text.includes('Robin Secret') && !text.includes('@example'), format);
  }
});

check('a table for a spreadsheet holds no formula, can be filtered, and is known when it comes back', async () => {
  const folder = makePackage();
  const question = await talk(folder);
  const text = await plainsong(folder, 'comment', 'export', '--format', 'csv');
  assert.ok(text.startsWith('﻿Thread id,Event id,'));
  assert.match(text, /,'=1\+1 ways,/);
  assert.ok(!/(^|,)[=+@-]/m.test(text));
  assert.equal((await plainsong(folder, 'comment', 'export', question, '--format', 'csv')).split('\r\n').length, 5);
  assert.equal((await plainsong(folder, 'comment', 'export', '--state', 'resolved', '-f', 'csv')).split('\r\n').length, 5);
  writeFiles(folder, { 'back.csv': text });
  const back = await json(folder, 'comment', 'import', 'back.csv');
  assert.ok(back.rows.length >= 7 && back.rows.every((row) => row.fate === 'known'), fates(back));
});

check('annotations of others land on their words, and replies in their threads', async () => {
  const folder = makePackage();
  writeFiles(folder, {
    'hypothesis.json': JSON.stringify({
      annotations: [
        { id: 'r1', created: '2026-03-30T13:31:45.123+00:00', user: 'acct:sam@hypothesis.example', text: 'It is.', references: ['a1'], target: [{ source: 'https://guide.example.org/guide/play.html' }] },
        { id: 'a1', created: '2026-03-30T12:31:45.123+00:00', user: 'acct:jo@hypothesis.example', text: 'Is it *true*?', tags: ['waiting'],
          target: [{ source: 'https://guide.example.org/guide/play.html', selector: [{ type: 'TextPositionSelector', start: 1, end: 2 }, { type: 'TextQuoteSelector', exact: 'Waiting is hard', prefix: 'your turn. ', suffix: ' for' }] }] },
      ],
    }),
    'one.jsonld': JSON.stringify({
      '@context': 'http://www.w3.org/ns/anno.jsonld', id: 'http://example.org/1', type: 'Annotation', motivation: 'editing',
      creator: { type: 'Person', name: 'Amina', email: 'mailto:amina@example.org' },
      body: [{ type: 'TextualBody', value: 'A snooze', purpose: 'editing' }, { type: 'TextualBody', value: 'Friendlier', purpose: 'commenting' }],
      target: { source: 'https://example.org/x/sleep.html#sleep', selector: { type: 'TextQuoteSelector', exact: 'A nap' } },
    }),
  });
  const hypothesis = await json(folder, 'comment', 'import', 'hypothesis.json');
  assert.equal(fates(hypothesis), 'stored stored');
  assert.equal(hypothesis.rows[0].thread, hypothesis.rows[1].thread);
  assert.equal(hypothesis.rows[1].place, 'guide/play.md:7');
  const one = await json(folder, 'comment', 'import', 'one.jsonld');
  assert.equal(one.rows[0].by, 'amina');
  assert.equal(one.rows[0].place, 'guide/sleep.md:3');
  assert.match(readObjects(folder), /event: suggest/);
  assert.equal(fates(await json(folder, 'comment', 'import', 'one.jsonld')), 'known');
});

check('an import that is ended at any moment and run again has every row once', async () => {
  const folder = makePackage();
  const lines = ['Comment,Email,Chapter'];
  for (let i = 0; i < 400; i++) lines.push(`${i % 3 ? `Comment ${i}` : 'Yes'},p${i}@example.com,${i % 2 ? 'Play' : 'sleep.md'}`);
  writeFiles(folder, { 'many.csv': lines.join('\n') });
  const args = ['-C', folder, 'comment', 'import', 'many.csv', '-q'];
  for (let round = 0; round < (isSanitized ? 3 : 12); round++) {
    const child = spawn(program, args, { env: environment, stdio: 'ignore' });
    const ended = new Promise((resolve) => { child.on('close', resolve); });
    await new Promise((resolve) => { setTimeout(resolve, round * 12 * (isSanitized ? 5 : 1)); });
    child.kill('SIGKILL');
    await ended;
  }
  const { code, err } = await run(args);
  assert.equal(code, 0, err);
  assert.equal(countThreads(folder), 400);
  assert.equal(fates(await json(folder, 'comment', 'import', 'many.csv')), Array(400).fill('known').join(' '));
  assert.equal(git(folder, 'fsck', '--strict', '--no-dangling', '--no-progress'), '');
});

check('after a redaction neither this clone nor another brings the words back from the spreadsheet or an older export', async () => {
  const folder = makePackage();
  writeFiles(folder, {
    'r.csv': 'Comment,Email,Date\nThe boy at number 7 bites,kim@example.com,23/03/2026 14:05:11\nFine,kim@example.com,23/03/2026 14:06:00\n',
  });
  const bare = path.join(makeFolder(), 'bare.git');
  git(folder, 'clone', '-q', '--bare', folder, bare);
  git(folder, 'remote', 'add', 'origin', bare);
  const first = await json(folder, 'comment', 'import', 'r.csv');
  await plainsong(folder, 'comment', 'export', '-q', '-o', 'before.jsonld');
  await plainsong(folder, 'sync');
  await plainsong(folder, 'comment', 'redact', first.rows[0].thread.slice(17), '-m', 'About a child', '--by', 'robin');
  await plainsong(folder, 'sync');
  const clone = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', '--no-local', bare, clone); // else the remote's old objects come along
  setUser(clone);
  await plainsong(clone, 'sync');
  for (const place of [folder, clone]) {
    for (const file of ['r.csv', 'before.jsonld']) {
      const again = await json(place, 'comment', 'import', path.join(folder, file));
      assert.equal(fates(again), 'known known', `${place} ${file}`);
      assert.match(again.rows[0].message, /stay away/);
    }
    assert.ok(!readObjects(place).includes('bites'), place);
  }
});

await report({ parallel: 2 });
