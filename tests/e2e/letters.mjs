// Words that come as a Word file or by mail: every comment lands on the words it was made on, nothing comes twice, and
// nobody's name, address or message id stays in the repository. letters/comments.docx was made with LibreOffice out of
// letters/comments.fodt; where LibreOffice is installed, a fresh one is made and must land on the same words.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report, Skip } from '../support/tap.mjs';
import { environment, git, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';

const samples = path.join(path.dirname(fileURLToPath(import.meta.url)), 'letters');
const sample = (name) => fs.readFileSync(path.join(samples, name));

// `change` may rewrite the chapters.
const makePackage = (change = (text) => text) => makeRepository({
  'plainsong.yaml': 'plainsong: 1\ntitle: Guidance\nid: urn:uuid:d28a6642-250a-4e68-ad67-0d5f5442fe86\nlanguage: en-GB\n'
    + 'groups: {parents: Parents and carers, early-years: Early years settings}\n'
    + 'documents:\n  - id: early\n    title: Early years\n    chapters: [early/welcome.md, early/communication.md]\n'
    + '  - id: other\n    title: Another one\n    chapters: [other.md]\n',
  'early/welcome.md': change(sample('welcome.md').toString()),
  'early/communication.md': change(sample('communication.md').toString()),
  'other.md': '# Another one\n\nAdults wait. Add water.\n',
});

// What is commented on in the Word file, in its order: the words as they stand in the Markdown.
const welcome = 'early/welcome.md';
const talk = 'early/communication.md';
const expected = [
  [welcome, '**early years setting**: a nursery', 'I had to read this twice.'],
  [welcome, 'آپ کی رائے اہم ہے', 'شکریہ۔ Thank you for this line.'],
  [welcome, '**Ordinarily Available Provision**, or OAP', 'Please say this **before** the long name:\n\nwhat it is\n\nwho gives it'],
  [welcome, "a diagnosis, which is a doctor's name for a need", 'Doctors also say “condition”. \\[sic\\] \\*'],
  [welcome, 'If group time is too noisy for your child, nobody has to wait for a form. The setting can offer a quieter spot this afternoon.', 'We do this and it works.'],
  [welcome, 'A child does not have to fail first', 'Yes!'],
  [talk, 'Every child communicates.', 'So true.'],
  [talk, 'The adult comes close, says the name once and waits', 'How long is a wait?'],
  [talk, 'Adults', 'Not only then.'],
  [talk, 'A child with more than one language', 'Can we have this page in Urdu?'],
  [talk, 'you or the parents are worried about hearing\n- a child cannot tell anyone', 'These two belong together.'],
  [talk, 'Add', 'Why a third?'],
];
const proposed = [
  [welcome, 'no long wait', 'no waiting list'],
  [talk, ', even badly', ''],
  [talk, 'ball', 'ball or a bubble'],
];

const importFile = async (folder, file, ...options) => {
  const result = await run(['comment', 'import', file, '--json', '-C', folder, ...options]);
  assert.ok(result.code === 0 || result.code === 1, result.err);
  return JSON.parse(result.out);
};

// The events on the branch of the comments that came from a file, as the program exports them.
const readEvents = async (folder) => {
  const result = await run(['comment', 'export', '-C', folder]);
  assert.equal(result.code, 0, result.err);
  return JSON.parse(result.out).first.items;
};
const getQuote = (event) => event.target?.selector?.find((selector) => selector.type === 'TextQuoteSelector')?.exact;
const bodies = (event) => [event.body ?? []].flat();
const getText = (event) => bodies(event).find((body) => body.purpose !== 'editing' && body.format === 'text/markdown')?.value ?? '';

// Every object of the repository, as text: nothing of a sender may be in any.
const readObjects = (folder) => execFileSync('git', ['cat-file', '--batch-all-objects', '--batch', '--unordered'], {
  cwd: folder, maxBuffer: 1 << 28, env: environment,
}).toString('latin1');
const checkAbsent = (folder, words) => {
  const objects = readObjects(folder);
  for (const word of words) assert.ok(!objects.includes(word), `"${word}" is in the repository`);
};

async function checkWordFile(bytes, change = (text) => text) {
  const folder = makePackage(change);
  const work = writeFiles(makeFolder(), { 'draft.docx': bytes });
  const file = path.join(work, 'draft.docx');
  const rows = (await importFile(folder, file, '--group', 'parents')).rows;
  assert.equal(rows.length, expected.length + proposed.length);
  for (const row of rows) assert.equal(row.fate, 'stored', `${row.row}: ${row.message}`);
  const events = await readEvents(folder);
  assert.equal(events.length, rows.length);
  const byThread = new Map(events.map((event) => [event.id.replace(/.*:/, ''), event]));
  for (const [index, [where, words, text]] of expected.entries()) {
    const event = byThread.get(rows[index].thread);
    assert.equal(getQuote(event), words);
    assert.ok(event.target.source.endsWith(where), event.target.source);
    assert.equal(getText(event), text);
    // The range in bytes is on these words, not on others like them.
    const position = event.target.selector.find((selector) => selector.type === 'DataPositionSelector');
    const source = Buffer.from(change(sample(path.basename(where)).toString()));
    assert.equal(source.subarray(position.start, position.end).toString(), words);
    assert.equal(rows[index].message, null);
  }
  // "Adults" stands in several cells; the comment was on the last row.
  const adults = byThread.get(rows[8].thread);
  assert.ok(adults.target.selector[0].suffix.startsWith(' look interested'), JSON.stringify(adults.target));
  assert.equal(adults['psg:group'], 'parents');
  for (const [index, [where, words, replacement]] of proposed.entries()) {
    const event = byThread.get(rows[expected.length + index].thread);
    assert.equal(getQuote(event), words);
    assert.ok(event.target.source.endsWith(where));
    assert.equal(event['psg:event'], 'suggest');
    assert.equal(bodies(event).find((body) => body.purpose === 'editing')?.value, replacement, JSON.stringify(event.body));
  }
  const before = git(folder, 'rev-parse', 'plainsong/comments');
  const again = await importFile(folder, file);
  assert.ok(again.rows.every((row) => row.fate === 'known'), JSON.stringify(again.rows));
  assert.equal(git(folder, 'rev-parse', 'plainsong/comments'), before);
  checkAbsent(folder, ['Amina K', 'Sister Mary', 'Robin']);
}

check('comments and changes of a Word file land on the words they were made on, once', () => checkWordFile(sample('comments.docx')));

check('they do so when its headings are not those of the chapters', () =>
  checkWordFile(sample('comments.docx'), (text) => text.replace(/^# .*/m, '# Something else').replace(/^## Ideas to try/m, '## Ideas')));

check('a Word file that LibreOffice makes now does so too', async () => {
  const work = makeFolder('office');
  const made = spawnSync('soffice', ['--headless', `-env:UserInstallation=file://${encodeURI(work)}/profile`, '--convert-to', 'docx',
    '--outdir', work, path.join(samples, 'comments.fodt')], { env: { ...environment, HOME: work }, timeout: 180000 });
  if (made.error?.code === 'ENOENT') throw new Skip('LibreOffice (soffice) is not installed');
  const file = path.join(work, 'comments.docx');
  assert.ok(fs.existsSync(file), `soffice made no file: ${made.stderr} ${made.error ?? ''}`);
  await checkWordFile(fs.readFileSync(file));
});

check('a dry run of a Word file stores nothing', async () => {
  const folder = makePackage();
  const { rows } = await importFile(folder, path.join(samples, 'comments.docx'), '--dry-run');
  assert.ok(rows.every((row) => row.fate === 'stored'));
  assert.equal(git(folder, 'for-each-ref').includes('plainsong/comments'), false);
});

check('files of other kinds are refused with what to do', async () => {
  const folder = makePackage();
  const work = writeFiles(makeFolder(), {
    'old.doc': Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
    'no.docx': 'hello',
    'no.eml': 'hello',
  });
  for (const [name, words] of [['old.doc', 'save it as Word document (.docx)'], ['no.docx', 'this is no Word file'], ['no.eml', 'export the folder as mbox']]) {
    const result = await run(['comment', 'import', path.join(work, name), '-C', folder]);
    assert.equal(result.code, 3);
    assert.ok(result.err.replace(/\s+/g, ' ').includes(words), result.err);
    assert.ok(result.err.includes(name), result.err);
  }
});

// --- letters ---

const letter = ({ from = 'Amina K. <amina.k@families.example>', id, subject = 'Play', replyTo, type = 'text/plain; charset=utf-8', body, more = '' }) =>
  `From: ${from}\nTo: us@guidance.example\nDate: Sat, 3 Oct 2026 08:15:30 +0000\nSubject: ${subject}\nMessage-ID: <${id}@families.example>\n`
  + `${replyTo ? `In-Reply-To: <${replyTo}@families.example>\n` : ''}${more}MIME-Version: 1.0\nContent-Type: ${type}\n\n${body}\n`;
const box = (...letters) => letters.map((text) => `From - Sat Oct  3 08:15:30 2026\n${text.replace(/^(>*From )/gm, '>$1').replace(/^>(From: )/gm, '$1')}\n`).join('');

check('letters of a box land on the words they quote, in their thread, or where --on says', async () => {
  const folder = makePackage();
  const quoted = '> A child does not have to fail first.\n\nThank you for this.\n\n> “Cup.” Points to the cup. Waits. Thanks the child\n\nOur key worker does so.\n\nAmina';
  const inbox = box(
    letter({ id: 'one', body: quoted }),
    letter({ id: 'two', subject: 'Re: Play', replyTo: 'one', from: 'Robin <robin@families.example>',
      type: 'text/html; charset=utf-8', body: '<p>Ours <b>too</b>.</p><blockquote>On 3 Oct 2026, Amina wrote: Thank you</blockquote>' }),
    letter({ id: 'three', subject: 'Garden', body: 'Our nursery has no garden.\n\n-- \nAmina K.\nThe Street 1' }),
    letter({ id: 'four', body: '> These words are nowhere in the text at all.\n\nI do not agree.' }),
    letter({ id: 'five', more: 'Auto-Submitted: auto-replied\n', body: 'I am away.' }),
  );
  const work = writeFiles(makeFolder(), { 'inbox.mbox': inbox });
  const file = path.join(work, 'inbox.mbox');
  const first = await importFile(folder, file, '--on', 'early');
  assert.deepEqual(first.rows.map((row) => [row.row, row.fate]), [
    ['message 1, answer 1', 'stored'], ['message 1, answer 2', 'stored'], ['message 2', 'stored'], ['message 3', 'stored'],
    ['message 4', 'unplaced']]);
  assert.equal(first.rows[2].thread, first.rows[0].thread);
  assert.equal(first.rows[0].place, `${welcome}:30`);
  assert.ok(first.rows[1].place.startsWith(`${talk}:`), first.rows[1].place);
  assert.equal(first.rows[3].place, 'early');
  assert.ok(first.notes.some((note) => note.includes('message 5 was sent by a program')), first.notes.join('\n'));
  assert.ok(first.notes.some((note) => note.includes("message 1 ends with its sender's name")), first.notes.join('\n'));
  const events = await readEvents(folder);
  const texts = events.map(getText).join('\n---\n');
  for (const words of ['Thank you for this.', 'Our key worker does so.', 'Ours too.', '**Garden**\n\nOur nursery has no garden.', 'I do not agree.'])
    assert.ok(texts.includes(words), `${words}\n${texts}`);
  for (const words of ['The Street 1', 'I am away', 'Amina']) assert.ok(!texts.includes(words), words);
  // A longer box, later: only the new letter is stored, in the thread that its subject names.
  const thread = first.rows[3].thread.replace(/.*-/, '');
  fs.writeFileSync(file, inbox + box(letter({ id: 'six', subject: `Re: [${thread}] Garden`, body: 'We can share ours.' })));
  const second = await importFile(folder, file, '--on', 'early');
  assert.deepEqual(second.rows.map((row) => row.fate), ['known', 'known', 'known', 'known', 'known', 'stored']);
  assert.equal(second.rows[5].thread, first.rows[3].thread);
  checkAbsent(folder, ['families.example', 'Amina', 'amina.k', 'Robin', 'The Street 1']);
});

check('a letter that quotes nothing and names no place is refused, and said', async () => {
  const folder = makePackage();
  const work = writeFiles(makeFolder(), { 'a.eml': letter({ id: 'a', body: 'More pictures, please.' }) });
  const { rows } = await importFile(folder, path.join(work, 'a.eml'));
  assert.equal(rows[0].fate, 'refused');
  assert.ok(rows[0].message.includes('--on'), rows[0].message);
  assert.equal(git(folder, 'for-each-ref').includes('plainsong/comments'), false);
});

check('a letter with a thread that is not here is refused with what to do', async () => {
  const folder = makePackage();
  const work = writeFiles(makeFolder(), { 'a.eml': letter({ id: 'a', subject: 'Re: [7fk2m9qx0c]', body: 'Yes.' }) });
  const { rows } = await importFile(folder, path.join(work, 'a.eml'), '--on', 'early');
  assert.equal(rows[0].fate, 'refused');
  assert.ok(rows[0].message.includes('7fk2m9qx0c'), rows[0].message);
  // A word in brackets that only could be an id is none.
  fs.writeFileSync(path.join(work, 'b.eml'), letter({ id: 'b', subject: '[agenda] Play', body: 'Yes.' }));
  assert.equal((await importFile(folder, path.join(work, 'b.eml'), '--on', 'early')).rows[0].fate, 'stored');
});

await report();
