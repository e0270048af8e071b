// How printed pages look: 22 pages of tests/e2e/print_pages/input, a package that holds one of everything, are kept there as
// small pictures. A page that looks otherwise than its picture is a failure, with a picture of the difference to look at.
// When a page was meant to change: look at the differences, then make the pictures anew with --update, and look again.
//
// Usage: print_pages.mjs [--update]     the program is named by PLAINSONG
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Skip, assert, check, report } from '../support/tap.mjs';
import { comparePictures, drawPage, readPages, readPicture, showDifference, writePicture } from '../support/page_picture.mjs';
import { commit, git, gitAt, makeFolder, run } from '../support/program.mjs';
import { Talk } from '../support/pushed_events.mjs';

const here = path.join(path.dirname(fileURLToPath(import.meta.url)), 'print_pages');
const differences = path.join(os.tmpdir(), 'plainsong-print-pages');
const isUpdate = process.argv.includes('--update');
const hasTools = ['pdftoppm', 'pdftotext'].every((tool) => !spawnSync(tool, ['-v']).error);

// Greys (of 255) in the mean of a page, and the share of its blocks, that may differ.
const mostMean = 0.8;
const mostShare = 0.02;

// Name -> the file, and words by which its page is known.
const pages = {
  'cover': ['book', 'A book that holds one of everything', 'Sand, water and words'],
  'title-page': ['book', 'Written together by'],
  'about': ['book', 'Made from revision'],
  'contents': ['book', 'Contents', 'Words on a page'],
  'paragraphs-and-lists': ['book', 'Chapter 1', 'a quiet corner'],
  'links-and-headings': ['book', 'A heading of the fourth rank', 'And one line.'],
  'tables': ['book', 'Chapter 2', 'Stammers'],
  'spans-and-a-long-table': ['book', 'Wednesday', 'Was the whole'],
  'pictures': ['book', 'Chapter 3', 'The four steps'],
  'panels': ['book', 'Chapter 4', 'More ideas'],
  'urdu': ['book', 'EPUB', 'Plainsong', 'In other languages'],
  'polish': ['book', 'Witamy w Plainsong', 'słuchać'],
  'glossary': ['book', 'Also: EHCP'],
  'large-cover': ['book-large-print', 'A book that holds one of everything'],
  'large-paragraphs': ['book-large-print', 'Chapter 1', 'Every child can take part'],
  'large-tables': ['book-large-print', 'Chapter 2', 'Does not'],
  'large-panels': ['book-large-print', 'Chapter 4', 'Nobody has to write'],
  'booklet-outside': ['book-booklet', 'A book that holds one of everything'],
  'booklet-inside': ['book-booklet', 'Chapter 2', 'Stammers'],
  'arabic-contents': ['arabic', 'Contents'],
  'arabic': ['arabic', 'نلاحظ'],
  'draft': ['draft', 'Comment 1', 'Could this be shorter'],
};

function makePackage() {
  const folder = makeFolder();
  fs.cpSync(path.join(here, 'input'), folder, { recursive: true });
  git(folder, 'init', '-q');
  commit(folder);
  return folder;
}

async function build(folder, ...more) {
  const out = path.join(makeFolder(), 'out');
  const { code, err } = await run(['build', '-C', folder, '-o', out, ...more]);
  assert.equal(code, 0, err);
  assert.doesNotMatch(err, /: (error|warning): /);
  return path.join(out, 'downloads');
}

// A draft of the package after its first version, with one comment and some words that changed.
async function buildDraft() {
  const folder = makePackage();
  gitAt('2026-03-05T05:06:07+01:00', folder, 'tag', '-a', 'book/v1.0', '-m', 'The first version');
  const chapter = path.join(folder, 'book/words.md');
  fs.writeFileSync(chapter, fs.readFileSync(chapter, 'utf8').replace('And one line.', 'And one line, with words that are new.'));
  commit(folder);
  const talk = new Talk(folder);
  talk.begin('amina', talk.on('book/words.md', 'whether the measure is a good one'), 'Could this be shorter?\n', { kind: 'question' });
  talk.store();
  return path.join(await build(folder, '--draft', '--edition', 'print'), 'book.pdf');
}

// Name of a file -> its path and what its pages say. Built once, and only where there is something to draw them with.
let files;
async function buildAll() {
  const downloads = await build(makePackage(), '--edition', 'print', '--edition', 'large-print', '--edition', 'booklet');
  const made = {};
  for (const name of ['book', 'book-large-print', 'book-booklet', 'arabic']) made[name] = path.join(downloads, `${name}.pdf`);
  made.draft = await buildDraft();
  return Object.fromEntries(Object.entries(made).map(([name, file]) => [name, { file, pages: readPages(file) }]));
}

function draw(built, [name, ...words]) {
  const number = built[name].pages.findIndex((text) => words.every((word) => text.includes(word)));
  assert.ok(number >= 0, `no page of ${name}.pdf says all of: ${words.join(', ')}`);
  return drawPage(built[name].file, number + 1);
}

const getPath = (name) => path.join(here, `${name}.png`);
const isSame = ({ mean, share }) => mean <= mostMean && share <= mostShare;
const describe = ({ mean, share }) => `${mean.toFixed(3)} greys of 255 in the mean, ${(100 * share).toFixed(1)} % of its blocks`;

if (isUpdate) {
  const built = await buildAll();
  for (const [name, page] of Object.entries(pages)) {
    const bytes = writePicture(draw(built, page));
    if (fs.existsSync(getPath(name)) && fs.readFileSync(getPath(name)).equals(bytes)) continue;
    fs.writeFileSync(getPath(name), bytes);
    console.log(`updated: ${name}.png, ${bytes.length} bytes`);
  }
  console.log(`${Object.keys(pages).length} pages drawn. Look at them before you commit them.`);
  process.exit();
}

for (const [name, page] of Object.entries(pages)) {
  check(`${name} looks as it did`, async () => {
    if (!hasTools) throw new Skip('pdftoppm is not here');
    files ??= buildAll();
    const actual = draw(await files, page);
    assert.ok(fs.existsSync(getPath(name)), `there is no ${getPath(name)}: make it with --update, and look at it`);
    const expected = readPicture(fs.readFileSync(getPath(name)));
    const found = comparePictures(expected, actual);
    if (isSame(found)) return;
    fs.mkdirSync(differences, { recursive: true });
    const shown = path.join(differences, `${name}.png`);
    fs.writeFileSync(shown, writePicture(showDifference(expected, actual, found)));
    assert.fail(`the page differs from its picture: ${describe(found)}. Look at ${shown}: expected, actual, where they differ`);
  });
}

check('every picture is of a page', () => {
  const kept = fs.readdirSync(here).filter((name) => name.endsWith('.png')).map((name) => name.slice(0, -4));
  assert.deepEqual(kept.sort(), Object.keys(pages).sort());
});

// The comparison sees what a person would. What changes, where it is seen, and where it is not.
const changes = [
  ['a text that is half a point larger', 'size: 12.5pt', 'paragraphs-and-lists'],
  ['a margin that is two millimetres wider', 'margins: {inner: 29mm}', 'tables'],
  ['tables with wider cells', 'table-padding: 55%', 'tables', 'paragraphs-and-lists'],
  ['words that are grey', 'colours: {text: "#4a4a4a"}', 'paragraphs-and-lists'],
  ['panels on another ground', 'call-outs: {tip: {background: "#dcebe2"}}', 'panels', 'tables'],
  ['headings without weight', 'texts: {heading-2: {bold: no}}', 'tables', 'pictures'],
  ['lines that stand closer', 'texts: {body: {leading: 142%}}', 'paragraphs-and-lists'],
  ['links without lines', 'underlined-links: no', 'links-and-headings', 'panels'],
];
for (const [what, style, seen, unseen] of changes) {
  check(`the comparison sees ${what}`, async () => {
    if (!hasTools) throw new Skip('pdftoppm is not here');
    const folder = makePackage();
    const settings = path.join(folder, 'plainsong.yaml');
    fs.writeFileSync(settings, fs.readFileSync(settings, 'utf8').replace('theme: default', 'theme: ./other'));
    fs.mkdirSync(path.join(folder, 'other'));
    fs.writeFileSync(path.join(folder, 'other/print.yaml'), `${style}\n`);
    commit(folder);
    const file = path.join(await build(folder, '--edition', 'print'), 'book.pdf');
    const built = { book: { file, pages: readPages(file) } };
    const compare = (name) => comparePictures(readPicture(fs.readFileSync(getPath(name))), draw(built, pages[name]));
    const found = compare(seen);
    assert.ok(!isSame(found), `${seen}: ${describe(found)}`);
    if (unseen) assert.ok(isSame(compare(unseen)), `${unseen}: ${describe(compare(unseen))}`);
  });
}
await report({ parallel: os.cpus().length });
