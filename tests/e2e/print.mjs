// The printed editions' layout, seen from outside: every word on one page, nothing outside of the margins, and every number
// that names a page true. What the pages say is read by poppler and qpdf, what they should say is the same text's EPUB.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report } from '../support/tap.mjs';
import { compareFolders, makeFolder, makeRepository, readFolder, run } from '../support/program.mjs';
import { eachElement, getText, isRightToLeft, readBook, readPages, readPlaces, readStructure, readTextSizes, splitWords, subtractWords } from '../support/printed.mjs';
import { readPdf } from '../validators/pdf.mjs';
import { png, single, yaml } from './packages.mjs';

const content = path.join(path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url)))), 'content');
const documents = ['early-years', 'school-avoidance', 'ehc-plans', 'handbook'];
const mm = 72 / 25.4;
// themes/default/print.yaml, in points.
const forms = {
  print: { suffix: '', width: 210 * mm, height: 297 * mm, top: 25 * mm, bottom: 25 * mm, inner: 27 * mm, outer: 23 * mm, isTwoSided: true },
  'large-print': { suffix: '-large-print', width: 210 * mm, height: 297 * mm, top: 24 * mm, bottom: 24 * mm, inner: 21 * mm, outer: 21 * mm, isTwoSided: false },
};
const editions = ['print', 'large-print', 'booklet', 'epub'];

async function build(folder, chosen = editions, args = [], options = {}) {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, ...chosen.flatMap((name) => ['--edition', name]), ...args], options);
  assert.equal(result.code, 0, result.err);
  return { out, said: `${result.err}${result.out}`, file: (id, form) => path.join(out, 'downloads', `${id}${form === 'epub' ? '.epub' : form === 'print' ? '.pdf' : `-${form}.pdf`}`) };
}

// A printed document with all that the checks ask of it, read once.
async function readPrinted(built, id, form, { margins = forms[form], structure } = {}) {
  const file = built.file(id, form);
  const [places, pages, own] = await Promise.all([readPlaces(file), readPages(file), structure ?? readStructure(file)]);
  const epub = built.file(id, 'epub');
  const book = fs.existsSync(epub) ? readBook(epub) : null;
  return { file, places, pages: pages.map((page, i) => splitPage(page, i, margins)), structure: own, hasOwnTree: !structure, book, margins };
}

// A page's words by where they stand: its head, its body, its foot.
function splitPage(page, index, { top, bottom }) {
  const parts = { head: [], body: [], foot: [] };
  for (const word of page.words) parts[word.bottom <= top ? 'head' : word.top >= page.height - bottom ? 'foot' : 'body'].push(word);
  return { ...page, index, ...parts };
}

let whole;
const buildContent = () => (whole ??= (async () => build(makeRepository(Object.fromEntries(readFolder(content)))))());
const printed = new Map();
// Poppler takes long to read a tree: but for one document in large print, that of the A4 edition is taken, which has the same
// words but for the numbers of pages.
async function getPrinted(id, form) {
  const key = `${id} ${form}`;
  const isOwn = form === 'print' || id === documents[0];
  const read = async () => readPrinted(await buildContent(), id, form, { structure: isOwn ? undefined : (await getPrinted(id, 'print')).structure });
  if (!printed.has(key)) printed.set(key, read());
  return printed.get(key);
}
async function* eachPrinted(chosen = Object.keys(forms)) {
  for (const id of documents) for (const form of chosen) yield { label: `${id}, ${form}`, id, form, ...(await getPrinted(id, form)) };
}

async function* eachTagged() {
  for await (const document of eachPrinted()) if (document.hasOwnTree) yield document;
}

const squash = (text) => splitWords(text).join('');
// Words that readers put in an order of their own do not count where order counts.
const squashLatin = (text) => splitWords(text).filter((word) => !isRightToLeft(word)).join('');
const references = /\s*\((?:page|strona|صفحہ)\s*[\divxlc]+\)/g;
const count = /\n(?:Chapter|Rozdział) \d+\n/; // above a chapter's title
const addresses = /\n(?:Web addresses in this chapter|Adresy internetowe w tym rozdziale)\n[^]*$/;
const isNoNumber = (word) => !/^\d+$/.test(word);
// The words of a part of a page. Poppler ends a word where the font changes: what touches on one base line is one word.
function joinWords(words) {
  const joined = words.map(({ text }, i) => {
    const before = words[i - 1];
    const touches = before && Math.abs(words[i].left - before.right) < 0.6 && Math.abs(words[i].bottom - before.bottom) < (before.bottom - before.top) * 0.15;
    return `${touches ? '' : ' '}${text}`;
  });
  return joined.join('');
}
const wordsOf = (words) => splitWords(joinWords(words));

// Fails with the place where two long texts part.
function assertSameText(actual, expected, where) {
  if (actual === expected) return;
  let at = 0;
  while (actual[at] === expected[at]) at += 1;
  const show = (text) => text.slice(Math.max(0, at - 30), at + 60);
  assert.fail(`${where}: \u201c${show(actual)}\u201d instead of \u201c${show(expected)}\u201d`);
}

// The parts of the tree behind the contents, the chapters first.
function findSections(structure) {
  const sections = structure.kids[0].kids.filter(({ type }) => type === 'Sect');
  const contents = sections.findIndex((section) => [...eachElement(section)].some(({ type }) => type === 'TOC'));
  return sections.slice(contents + 1);
}

// A document's chapters: {chapter (of the EPUB), section (of the tags), from, to (pages, counted from 0)}.
function matchChapters({ book, places, structure, pages }) {
  const sections = findSections(structure);
  const tops = places.outlines.slice(places.outlines.findIndex(({ title }) => title === book.chapters[0].title));
  return book.chapters.map((chapter, i) => {
    assert.equal(squash(tops[i].title), squash(chapter.title), 'the outline has the chapters in order');
    return { chapter, section: sections[i], from: tops[i].page - 1, to: (tops[i + 1]?.page ?? pages.length + 1) - 1 };
  });
}

check('what is read aloud is every chapter\u2019s text in its order, and its notes where they are called', async () => {
  const furniture = new Set(['Lbl', 'Reference', 'Note', 'Figure']);
  for await (const document of eachTagged()) {
    for (const { chapter, section } of matchChapters(document)) {
      if (isRightToLeft(chapter.title)) continue; // e2e/print_scripts.mjs is about these
      const where = `${document.label}: ${chapter.name}`;
      const text = getText(section, furniture).replace(count, '\n').replace(references, '').replace(addresses, '');
      const own = squashLatin(chapter.text.replace(references, ''));
      const parted = document.book.nav.match(/<span[^>]*>([^<]*)<\/span>/g) ?? [];
      const part = parted.map((each) => squashLatin(each.replace(/<[^>]*>/g, ''))).find((each) => each && squashLatin(text) === each + own);
      assertSameText(squashLatin(text).slice(part?.length ?? 0), own, where);
      const notes = [...eachElement(section)].filter(({ type }) => type === 'Note').map((note) => getText(note, new Set(['Lbl']))).join('\n');
      assertSameText(squashLatin(notes.replace(references, '')), squashLatin(chapter.notes), `${where}: notes`);
    }
  }
});
check('every word stands on one page of its chapter, once; only the heads of tables are repeated', async () => {
  for await (const document of eachPrinted()) {
    for (const { chapter, section, from, to } of matchChapters(document)) {
      const where = `${document.label}: ${chapter.name}`;
      const shown = document.pages.slice(from, to).flatMap(({ body }) => wordsOf(body)).filter((word) => !isRightToLeft(word));
      const said = splitWords(isRightToLeft(chapter.title) ? `${chapter.text}\n${chapter.notes}` : getText(section, new Set(['Figure']))).filter((word) => !isRightToLeft(word) && (document.hasOwnTree || isNoNumber(word)));
      assert.ok(said.length > 5, where);
      assert.deepEqual(subtractWords(said, shown), [], `${where}: words that no page has`);
      if (isRightToLeft(chapter.title)) continue; // its pages have more words than its source: numbers and addresses
      const more = subtractWords(subtractWords(shown, said), splitWords(chapter.pictures)).filter((word) => document.hasOwnTree || isNoNumber(word));
      const repeated = Array.from({ length: to - from }, () => splitWords(chapter.heads)).flat();
      assert.deepEqual(subtractWords(more, repeated), [], `${where}: words that stand there twice`);
      assert.deepEqual(subtractWords(splitWords(chapter.text).filter((word) => !isRightToLeft(word)), shown), [], `${where}: source words that no page has`);
    }
  }
});
check('nothing stands outside of the text\u2019s margins but running heads and page numbers', async () => {
  for await (const { label, pages, places, margins } of eachPrinted()) {
    pages.forEach((page) => {
      const where = `${label}, page ${page.index + 1}`;
      assert.ok(Math.abs(page.width - margins.width) < 0.1 && Math.abs(page.height - margins.height) < 0.1, where);
      const isRight = page.index % 2 === 0;
      const [left, right] = !margins.isTwoSided || isRight ? [margins.inner, margins.outer] : [margins.outer, margins.inner];
      for (const word of page.words) {
        assert.ok(word.left >= left - 1 && word.right <= page.width - right + 1, `${where}: ${JSON.stringify(word)}`);
        assert.ok(word.top >= 0 && word.bottom <= page.height, `${where}: ${JSON.stringify(word)}`);
      }
      for (const word of page.body.filter(({ text }) => !isRightToLeft(text))) assert.ok(word.top >= margins.top - 6 && word.bottom <= page.height - margins.bottom + 6, `${where}: ${JSON.stringify(word)}`);
      const isBlank = page.words.length === 0; // so that chapter 1 begins on the right
      assert.deepEqual(page.foot.map(({ text }) => text), places.labels[page.index] === '' || isBlank ? [] : [places.labels[page.index]], `${where}: the number at its foot is its label`);
      assert.ok(!isBlank || (margins.isTwoSided && places.labels[page.index + 1] === '1'), `${where} is blank`);
    });
  }
});
check('pages are counted in small roman numbers before the text and from 1 in it', async () => {
  for await (const document of eachPrinted()) {
    const [{ from }] = matchChapters(document);
    const { labels } = document.places;
    assert.equal(labels.length, document.pages.length);
    assert.ok(labels.slice(1, from).every((each) => /^[ivxl]+$/.test(each)), labels.join(' '));
    assert.deepEqual(labels.slice(from), labels.slice(from).map((_, i) => String(i + 1)));
    if (document.margins.isTwoSided) assert.equal(from % 2, 0, `${document.label}: page 1 is a right page`);
  }
});
check('a page that goes on with a chapter has the chapter\u2019s title above it', async () => {
  for await (const document of eachPrinted()) {
    for (const { chapter, from, to } of matchChapters(document)) {
      assert.deepEqual(wordsOf(document.pages[from].head), [], `${document.label}: ${chapter.name}`);
      for (const page of document.pages.slice(from + 1, to)) {
        const head = wordsOf(page.head);
        if (!head.some(isRightToLeft)) assert.ok(head.length > 0 && squash(chapter.title).startsWith(head.join('')), `${document.label}, page ${page.index + 1}: ${head.join(' ')}`);
      }
    }
  }
});

// All entries of an outline with their depth.
function* eachEntry(outlines, depth = 1) {
  for (const entry of outlines) {
    yield { ...entry, depth };
    yield* eachEntry(entry.kids, depth + 1);
  }
}
// Whether a heading's words stand on a page, one after the other, near a height of the page (PDF's, from below).
function findHeading(page, title, top) {
  const wanted = squash(title);
  const words = page.body.flatMap((word) => splitWords(word.text).map((text) => ({ ...word, text })));
  return words.some(({ top: at }, i) => {
    let found = '';
    for (let end = i; found.length < wanted.length && end < words.length; end += 1) found += words[end].text;
    return found === wanted && (top === null || Math.abs(page.height - top - at) < 50);
  });
}
check('the outline names every heading, on the page and at the height where it stands', async () => {
  for await (const document of eachPrinted()) {
    const entries = [...eachEntry(document.places.outlines)];
    for (const { title, page, top } of entries) {
      if (splitWords(title).some(isRightToLeft)) continue;
      assert.ok(findHeading(document.pages[page - 1], title, top), `${document.label}: ${title} is not on page ${page}`);
    }
    const headings = [...eachElement(document.structure)].filter(({ type }) => /^H\d$/.test(type)).map((each) => squashLatin(getText(each)));
    const named = entries.map(({ title }) => squashLatin(title));
    assert.deepEqual(headings.filter((each) => each && !named.includes(each)).filter((each) => each !== squashLatin(document.places.outlines[0].title)), [], document.label);
  }
});

// Every link inside the book: {text, label of the page it leads to}.
async function readLinks({ file, places, structure }) {
  const pdf = await readPdf(file);
  const names = new Map();
  const collect = (reference) => {
    const node = pdf.get(reference) ?? {};
    for (let i = 0; i + 1 < (node['/Names'] ?? []).length; i += 2) names.set(node['/Names'][i], pdf.get(node['/Names'][i + 1]));
    (node['/Kids'] ?? []).forEach(collect);
  };
  collect(pdf.get(pdf.root['/Names'])?.['/Dests']);
  const links = [];
  for (const element of eachElement(structure)) {
    if (element.type !== 'Link') continue;
    const text = getText(element);
    for (const { object } of element.kids.filter((kid) => kid.object)) {
      const annotation = pdf.get(object);
      let goal = pdf.get(annotation['/Dest'] ?? pdf.get(annotation['/A'])?.['/D']);
      if (typeof goal === 'string') goal = names.get(goal);
      if (goal && !Array.isArray(goal)) goal = goal['/D'];
      links.push({ text, goal: goal ? places.labels[places.pages.indexOf(goal[0])] : undefined });
    }
  }
  return links;
}
check('“(page 12)” behind a link is the page it leads to', async () => {
  let count = 0;
  for await (const document of eachTagged()) {
    for (const { text, goal } of await readLinks(document)) {
      const said = /\(page\s([\divxlc]+)\)\s*$/.exec(text)?.[1];
      if (!said) continue;
      count += 1;
      assert.equal(said, goal, `${document.label}: ${text}`);
    }
  }
  assert.ok(count > 100, `${count} references`);
});
check('the contents give every chapter and its sections with the pages they stand on', async () => {
  for await (const document of eachTagged()) {
    const list = [...eachElement(document.structure)].find(({ type }) => type === 'TOC');
    const said = [...eachElement(list)].filter(({ type }) => type === 'Link').map((link) => /^\s*([^]*?)\s*(\d+|[ivxlc]+)\s*$/.exec(getText(link)).slice(1));
    const real = [];
    const chapters = new Set(document.book.chapters.map(({ title }) => squash(title)));
    const isListed = ({ title, page }) => chapters.has(squash(title)) || page > document.places.labels.indexOf('1');
    for (const chapter of document.places.outlines.filter(isListed)) {
      real.push([chapter.title, document.places.labels[chapter.page - 1]]);
      if (chapters.has(squash(chapter.title))) for (const section of chapter.kids) real.push([section.title, document.places.labels[section.page - 1]]);
    }
    const simplify = (list) => list.map(([title, label]) => `${squashLatin(title)} ${label}`);
    assert.deepEqual(simplify(said), simplify(real), document.label);
  }
});
check('the EPUB\u2019s page list is the printed edition\u2019s pages, each mark where its page begins', async () => {
  for await (const document of eachPrinted(['print'])) {
    const { book, places, pages } = document;
    const marks = book.chapters.flatMap((chapter) => chapter.marks.map((mark) => ({ ...mark, chapter })));
    assert.deepEqual(book.pageList, marks.map(({ href, label }) => ({ href, label })), document.label);
    const spans = matchChapters(document);
    assert.deepEqual(marks.map(({ label }) => label), spans.flatMap(({ from, to }) => places.labels.slice(from, to)), document.label);
    for (const { chapter, from } of spans) {
      for (const mark of chapter.marks) {
        const page = pages[places.labels.indexOf(mark.label)];
        const next = splitWords(mark.next).filter(isNoNumber).slice(0, 8);
        if (next.some(isRightToLeft)) continue;
        // What paper has more: the numbers of items, and of the pages that links lead to.
        const shown = splitWords(joinWords(page.body).replace(references, '')).filter(isNoNumber);
        const text = squash(next.join(' '));
        // A table that goes on begins with its head again, a chapter with its count and the name of its part.
        const at = shown.findIndex((_, i) => shown.slice(i, i + next.length + 3).join('').startsWith(text));
        const where = `${document.label}, page ${mark.label}: ${next.join(' ')} | ${shown.slice(0, 12).join(' ')}`;
        assert.ok(at >= 0, where);
        const before = shown.slice(0, at);
        const allowed = [...splitWords(chapter.heads), ...(page.index === from ? ['Chapter', 'Rozdział', ...splitWords(book.nav.replace(/<[^>]*>/g, ' '))] : []), ...splitWords(chapter.pictures)];
        assert.deepEqual(subtractWords(before, allowed), [], where);
      }
    }
  }
});
check('large print sets no letter smaller than its text', async () => {
  for (const id of documents) {
    const { file } = await getPrinted(id, 'large-print');
    const small = [...(await readTextSizes(file))].filter(([size]) => size < 17.99);
    assert.deepEqual(small, [], id);
  }
});
check('a booklet\u2019s sheets bear the pages in the order of folding, with every word once', async () => {
  const built = await buildContent();
  for (const id of documents) {
    const pages = await readPages(built.file(id, 'booklet'));
    const book = readBook(built.file(id, 'epub'));
    const halves = pages.flatMap(({ width, height, words }) => {
      assert.ok(Math.abs(width - 296 * mm) < 0.2 && Math.abs(height - 210 * mm) < 0.2, `${width} by ${height}`);
      const inside = (left, right) => words.filter((word) => word.left >= left && word.right <= right);
      const found = [inside(0, width / 2 - 15 * mm / 2), inside(width / 2 + 15 * mm / 2, width)];
      assert.equal(found[0].length + found[1].length, words.length, 'no word stands in the fold');
      return [found];
    });
    const count = halves.length * 2;
    assert.equal(count % 4, 0);
    const inOrder = [];
    halves.forEach(([left, right], i) => {
      inOrder[i] = i % 2 === 0 ? right : left;
      inOrder[count - 1 - i] = i % 2 === 0 ? left : right;
    });
    const numbers = inOrder.map((words) => words.filter(({ top }) => top > 210 * mm - 17 * mm).map(({ text }) => text).join(' '));
    const first = numbers.indexOf('1');
    assert.ok(first > 1, numbers.join(', '));
    const last = numbers.findLastIndex((each) => each !== '');
    assert.deepEqual(numbers.slice(first, last + 1), Array.from({ length: last + 1 - first }, (_, i) => String(i + 1)), id);
    assert.ok(count - 1 - last < 4 && inOrder.slice(last + 1).every((words) => words.length === 0), `${id}: blank pages are last`);
    const shown = inOrder.slice(first).flatMap((words) => wordsOf(words.filter(({ top, bottom }) => top < 210 * mm - 17 * mm && bottom > 17 * mm))).filter((word) => !isRightToLeft(word));
    const sections = findSections((await getPrinted(id, 'print')).structure);
    const said = sections.flatMap((section) => splitWords(getText(section, new Set(['Figure'])))).filter((word) => !isRightToLeft(word) && isNoNumber(word));
    const source = book.chapters.flatMap(({ text, notes }) => splitWords(`${text}\n${notes}`)).filter((word) => !isRightToLeft(word));
    assert.deepEqual(subtractWords(source, shown), [], `${id}: words of the source that no page has`);
    assert.deepEqual(subtractWords(said, shown), [], `${id}: words that no page has`);
    const repeated = book.chapters.flatMap(({ heads, pictures }) => [...Array.from({ length: 3 }, () => splitWords(heads)).flat(), ...splitWords(pictures)]).concat(book.chapters.filter(({ title }) => isRightToLeft(title)).flatMap(({ text, notes }) => splitWords(text + notes)));
    assert.deepEqual(subtractWords(subtractWords(shown, said), repeated).filter(isNoNumber), [], `${id}: words that stand there twice`);
  }
});
check('two builds, on two processors or one, give the same bytes', async () => {
  const folder = makeRepository(Object.fromEntries(readFolder(content)));
  const first = await build(folder);
  assert.deepEqual(compareFolders(first.out, (await build(folder)).out), []);
  assert.deepEqual(compareFolders(first.out, (await build(folder, editions, [], { wrapper: ['taskset', '-c', '0'] })).out), [], 'one processor');
  assert.deepEqual(compareFolders(first.out, (await build(folder, editions, [], { env: { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Auckland', HOME: '/nonexistent' } })).out), [], 'elsewhere');
});

// --- packages of their own ---

const words = (count, seed = 1) => Array.from({ length: count }, (_, i) => `${['child', 'family', 'school', 'plan', 'voice', 'paint', 'water', 'picture'][(i * 7 + seed) % 8]}${i * 31 + seed}`).join(' ');
// Every word of a package's chapters stands on a page once, within these margins; the count is the number of pages.
async function checkPackage(files, { form = 'print', margins, args } = {}) {
  const built = await build(makeRepository(files), [form, 'epub'], args);
  const document = await readPrinted(built, 'one', form, { margins });
  for (const { chapter, section, from, to } of matchChapters(document)) {
    const shown = document.pages.slice(from, to).flatMap(({ body }) => wordsOf(body));
    assert.deepEqual(subtractWords(splitWords(`${chapter.text}\n${chapter.notes}`), shown), [], chapter.name);
    const more = subtractWords(subtractWords(shown, splitWords(getText(section, new Set(['Figure'])))), Array.from({ length: to - from }, () => splitWords(chapter.heads)).flat());
    assert.deepEqual(more, [], chapter.name);
  }
  for (const { index, words: all, width, height } of document.pages) {
    assert.ok(Math.abs(width - document.margins.width) < 0.2 && Math.abs(height - document.margins.height) < 0.2, `${width} by ${height}`);
    for (const word of all) assert.ok(word.left >= Math.min(document.margins.inner, document.margins.outer) - 1 && word.right <= width - Math.min(document.margins.inner, document.margins.outer) + 1 && word.top >= 0 && word.bottom <= height, `page ${index + 1}: ${JSON.stringify(word)}`);
  }
  return { ...document, said: built.said };
}

const rows = Array.from({ length: 90 }, (_, i) => `| row${i} ${words(6, i)} | ${words(9, 100 + i)} |`).join('\n');
check('a table longer than a page has its head on each page and once in the tree', async () => {
  const { pages, structure } = await checkPackage(single(`# Rows\n\n| Firsthead | Secondhead |\n|---|---|\n${rows}\n`));
  const inside = pages.filter(({ body }) => body.some(({ text }) => /^row\d+$/.test(text)));
  assert.ok(inside.length >= 3, `${inside.length} pages`);
  for (const { index, body } of inside) for (const head of ['Firsthead', 'Secondhead']) assert.equal(body.filter(({ text }) => text === head).length, 1, `page ${index + 1}`);
  const text = getText(structure);
  for (const head of ['Firsthead', 'Secondhead']) assert.equal(text.split(head).length - 1, 1, head);
});
check('a row higher than a page goes on over the next', async () => {
  await checkPackage(single(`# Row\n\n| Head | Other |\n|---|---|\n| short | ${words(900)} |\n| end | ends |\n`));
});
check('notes, lists, code, quotes and call-outs across pages keep every word', async () => {
  const items = Array.from({ length: 70 }, (_, i) => `- item${i} ${words(12, i)}[^n${i}]`).join('\n');
  const notes = Array.from({ length: 70 }, (_, i) => `[^n${i}]: note${i} ${words(8, i)}`).join('\n');
  const code = Array.from({ length: 90 }, (_, i) => `line${i} = ${words(4, i)}`).join('\n');
  await checkPackage(single(`# All\n\n${items}\n\n\`\`\`\n${code}\n\`\`\`\n\n> ${words(700, 3)}\n\n> [!NOTE]\n> ${words(700, 5)}\n\n${notes}\n`));
});
check('A5 and letter, by a theme\u2019s own print.yaml', async () => {
  const text = `# Paper\n\n${Array.from({ length: 12 }, (_, i) => `## Part ${i}\n\n${words(150, i)}\n`).join('\n')}`;
  const theme = (yamlText) => ({ ...single(text), 'plainsong.yaml': `${yaml('', '[one/chapter.md]')}theme: ./own\n`, 'own/print.yaml': yamlText });
  for (const [paper, width, height] of [['A5', 148 * mm, 210 * mm], ['letter', 612, 792], ['{width: 150mm, height: 150mm}', 150 * mm, 150 * mm]]) {
    const margins = { width, height, top: 12 * mm, bottom: 14 * mm, inner: 16 * mm, outer: 11 * mm };
    const { pages } = await checkPackage(theme(`paper: ${paper}\nmargins: {top: 12mm, bottom: 14mm, inner: 16mm, outer: 11mm}\nsize: 10pt\n`), { margins });
    const lowest = Math.max(...pages.flatMap(({ body }) => body.map(({ bottom }) => bottom)));
    assert.ok(lowest > height - 14 * mm - 60 && lowest <= height - 14 * mm + 6, `${paper}: ${lowest} of ${height}`);
    const furthest = Math.max(...pages.filter(({ index }) => index % 2 === 0).flatMap(({ body }) => body.map(({ right }) => right)));
    assert.ok(furthest > width - 11 * mm - 20, `${paper}: lines reach the margin`);
  }
});
check('hyphenation divides words at the ends of lines and loses nothing', async () => {
  const text = 'Co-production and understanding communication, extraordinarily interdisciplinary organisations, responsibilities, characteristics, internationally acknowledged recommendations. ';
  const files = { ...single(`# Hyphens\n\n${text.repeat(40)}\n`), 'plainsong.yaml': `${yaml('', '[one/chapter.md]')}theme: ./own\n`, 'own/print.yaml': 'hyphenation: yes\npaper: A5\n' };
  const built = await build(makeRepository(files), ['print', 'epub']);
  const pages = await readPages(built.file('one', 'print'));
  const divided = pages.flatMap((page) => page.words).filter(({ text: word }) => /\p{L}[\u00ad\u2010-]$/u.test(word) && !/^Co-$/.test(word));
  assert.ok(divided.length > 5, `${divided.length} words are divided`);
  const [section] = findSections(await readStructure(built.file('one', 'print')));
  const [chapter] = readBook(built.file('one', 'epub')).chapters;
  assertSameText(squash(getText(section).replace(count, '\n')), squash(chapter.text), 'hyphenated');
});
check('one chapter, chapters without titles, and chapters without words', async () => {
  await checkPackage(single(`# Alone\n\n${words(60)}\n`));
  await checkPackage(single(`${words(60)}\n`));
  const { places, pages, book } = await checkPackage({ 'plainsong.yaml': yaml('', '[one/a.md, one/b.md, one/c.md, one/d.md]'), 'one/a.md': `${words(40)}\n\n## Sub\n\n${words(20, 3)}\n`, 'one/b.md': '', 'one/c.md': '# Only a title\n', 'one/d.md': `# Last\n\n${words(700, 9)}\n` });
  assert.deepEqual(places.labels.slice(places.labels.indexOf('1')), Array.from({ length: pages.length - places.labels.indexOf('1') }, (_, i) => String(i + 1)));
  assert.deepEqual(book.pageList.map(({ label }) => label), places.labels.slice(places.labels.indexOf('1')), 'every page of a chapter is in the EPUB\u2019s list');
});
check('--strict refuses a picture without an alternative and a character without a letter, and says where', async () => {
  const cases = [
    ['# Play\n\nText.\n\n<img src="tray.png">\n', /one\/chapter\.md:5(:\d+)?: \w+: .*(description|alt)/],
    ['# Play\n\nText.\n\nA sign \ue000 here.\n', /one\/chapter\.md:5(:\d+)?: error: .*U\+E000.*\[print-glyph-missing\]/],
  ];
  for (const [markdown, pattern] of cases) {
    const folder = makeRepository(single(markdown, { 'one/tray.png': png }));
    const out = path.join(makeFolder(), 'out');
    const strict = await run(['build', '-C', folder, '-o', out, '--edition', 'print', '--strict']);
    assert.equal(strict.code, 1, strict.err);
    assert.match(strict.err, pattern);
    assert.ok(!fs.existsSync(out));
    const lenient = await build(folder, ['print']);
    assert.match(lenient.said, pattern);
    const [, , , , ...after] = (await readPages(lenient.file('one', 'print'))).flatMap((page) => page.words.map(({ text }) => text));
    assert.ok(after.includes('Play'));
  }
});

await report({ parallel: 2 });
