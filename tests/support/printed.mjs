// What a printed edition says, as poppler and qpdf read it, and what the same text is in its EPUB. The tests of print compare
// the two; nothing here knows how the engine sets a page.
import fs from 'node:fs';
import { readOperators, readPdf } from '../validators/pdf.mjs';
import { runTool } from '../validators/tool.mjs';
import { readZip } from './zip.mjs';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', shy: '\u00ad' };
const unescape = (text) => text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
  if (name[0] !== '#') return entities[name] ?? whole;
  return String.fromCodePoint(name[1].toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
});

async function ask(command, args) {
  const { code, out, err } = await runTool(command, args, { env: { LC_ALL: 'C.UTF-8' } });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${err}`);
  return out;
}

// Runs of letters, marks and digits: what is left of words whatever lines do to their punctuation. U+00AD is no letter.
export const splitWords = (text) => text.normalize('NFC').replace(/\u00ad\s*/g, '').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
// Words in a script that is written from right to left; readers of PDF order these by rules of their own.
export const isRightToLeft = (word) => /[\p{scx=Arabic}\p{scx=Hebrew}]/u.test(word);

// Every page with its words in the order they are painted: [{width, height, words: [{text, left, top, right, bottom}]}].
export async function readPages(file) {
  const out = await ask('pdftotext', ['-raw', '-bbox', '-enc', 'UTF-8', file, '-']);
  return [...out.matchAll(/<page width="([\d.]+)" height="([\d.]+)">([^]*?)<\/page>/g)].map(([, width, height, inside]) => ({
    width: Number(width),
    height: Number(height),
    words: [...inside.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^]*?)<\/word>/g)].map(
      ([, left, top, right, bottom, text]) => ({ text: unescape(text), left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) })),
  }));
}

// The tree of tags: {type, kids: [elements, {text} and {object: "12 0 R"}]}.
export async function readStructure(file) {
  const root = { type: 'Root', depth: -1, kids: [] };
  const open = [root];
  for (const line of (await ask('pdfinfo', ['-struct-text', '-enc', 'UTF-8', file])).split('\n')) {
    const [, space, rest] = /^( *)(.*)$/.exec(line);
    const depth = space.length / 2;
    const element = /^([A-Z][A-Za-z0-9]*)(?: <[^>]*>)?(?: "[^"]*")?(?: \((?:block|inline)\))?:?$/.exec(rest);
    const object = /^Object (\d+) (\d+)$/.exec(rest);
    while (open.length > 1 && open.at(-1).depth >= depth) open.pop();
    if (object) open.at(-1).kids.push({ object: `${object[1]} ${object[2]} R` });
    else if (/^".*"$/.test(rest)) open.at(-1).kids.push({ text: rest.slice(1, -1) });
    else if (element && rest[0] !== '/') {
      const made = { type: element[1], depth, kids: [] };
      open.at(-1).kids.push(made);
      open.push(made);
    }
  }
  return root;
}

// The text below an element in reading order, without the elements of some types.
export function getText(element, leftOut = new Set()) {
  let text = '';
  const inline = new Set(['Span', 'Link', 'Code', 'Quote']);
  const walk = ({ type, kids, text: own }) => {
    if (own !== undefined) text += own;
    if (!kids || leftOut.has(type)) return;
    if (!inline.has(type)) text += '\n';
    kids.forEach(walk);
    if (!inline.has(type)) text += '\n';
  };
  element.kids.forEach(walk);
  return text;
}

// All elements below one, in order.
export function* eachElement(element) {
  for (const kid of element.kids ?? []) {
    if (!kid.kids) continue;
    yield kid;
    yield* eachElement(kid);
  }
}

// {outlines: [{title, page, kids}], labels: [label of every page], pages: [object of every page]}; pages count from 1.
export async function readPlaces(file) {
  const json = JSON.parse(await ask('qpdf', ['--json=2', '--json-key=outlines', '--json-key=pagelabels', '--json-key=pages', file]));
  const simplify = (list) => list.map(({ title, destpageposfrom1, dest, kids }) => ({ title, page: destpageposfrom1, top: Array.isArray(dest) ? dest[3] : null, kids: simplify(kids) }));
  const labels = [];
  json.pagelabels.forEach(({ index, label }, i) => {
    const end = json.pagelabels[i + 1]?.index ?? json.pages.length;
    for (let at = index; at < end; at += 1) {
      const number = (label['/St'] ?? 1) + at - index;
      const style = label['/S'];
      labels[at] = (label['/P'] ?? '').replace(/^u:/, '') + (style === '/D' ? String(number) : style === '/r' ? toRoman(number) : style === '/R' ? toRoman(number).toUpperCase() : '');
    }
  });
  return { outlines: simplify(json.outlines), labels, pages: json.pages.map(({ object }) => object) };
}

function toRoman(number) {
  let rest = number;
  let text = '';
  for (const [value, letters] of [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']]) {
    for (; rest >= value; rest -= value) text += letters;
  }
  return text;
}

// The text of XHTML; tags between blocks are breaks, those within lines nothing.
export function stripTags(xhtml) {
  return unescape(xhtml.replace(/<(\/?)([\w:-]+)([^>]*)>/g, (whole, end, name) => (/^(a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|input)$/.test(name) ? '' : '\n')));
}

// A document's EPUB: {entries, chapters: [{name, title, body, text, notes, heads, pictures, marks}], pageList, glossary}.
//   text      the chapter's words without its notes, as they are read
//   marks     the pages that begin in it: [{label, next: the text from there to the chapter's end}]
export function readBook(file) {
  const entries = new Map(readZip(fs.readFileSync(file)).map(({ name, bytes }) => [name, bytes.toString('utf8')]));
  const find = (pattern) => [...entries].find(([name]) => pattern.test(name))?.[1];
  const opf = find(/package\.opf$/);
  const nav = find(/nav\.xhtml$/);
  const files = new Map([...opf.matchAll(/<item id="([^"]*)" href="([^"]*)"/g)].map(([, id, href]) => [id, href]));
  const spine = [...opf.matchAll(/<itemref idref="([^"]*)"/g)].map(([, id]) => files.get(id));
  const chapters = spine.filter((name) => name.startsWith('text/')).map((name) => readBookChapter(name, entries));
  const list = nav.match(/<nav epub:type="page-list"[^]*?<\/nav>/)?.[0] ?? '';
  const pageList = [...list.matchAll(/<a href="([^"]*)">([^<]*)</g)].map(([, href, label]) => ({ href, label: unescape(label) }));
  return { entries, nav, chapters, pageList, glossary: find(/glossary\.xhtml$/) };
}

function readBookChapter(name, entries) {
  const whole = entries.get(`EPUB/${name}`);
  const body = whole.slice(whole.indexOf('<body'), whole.indexOf('</body>'))
    .replace(/<span class="footnote-number"[^>]*>[^<]*<\/span>/g, '')
    .replace(/<a class="footnote-back[^"]*"[^>]*>[^<]*(?:<sup[^>]*>[^<]*<\/sup>)?<\/a>/g, '')
    .replace(/<sup class="footnote-ref"[^>]*><a[^>]*>[^<]*<\/a><\/sup>/g, '');
  const [text, after = ''] = body.split(/<section class="footnotes"[^>]*>\s*<h2[^>]*>[^<]*<\/h2>/);
  const pictures = [...body.matchAll(/<img [^>]*src="\.\.\/([^"]*\.svg)"/g)].map(([, src]) => [...entries.get(`EPUB/${src}`).matchAll(/<text[^>]*>([^]*?)<\/text>/g)].map(([, inside]) => stripTags(inside)).join(' '));
  const marks = [...body.matchAll(/<span epub:type="pagebreak"[^>]*id="([^"]*)"[^>]*aria-label="([^"]*)"[^>]*>/g)].map((found) => {
    const end = found.index + found[0].length;
    return { href: `${name}#${found[1]}`, label: unescape(found[2]), next: stripTags(text.slice(end)) };
  });
  return {
    name,
    title: stripTags(body.match(/<h1[^>]*>([^]*?)<\/h1>/)?.[1] ?? '').trim(),
    body,
    text: stripTags(text),
    notes: stripTags(after),
    heads: [...body.matchAll(/<thead>([^]*?)<\/thead>/g)].map(([, head]) => stripTags(head)).join(' '),
    pictures: pictures.join(' '),
    marks,
  };
}

// How often each word stands in a list.
function countWords(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

// Words of `a` that `b` has not, or not as often.
export function subtractWords(a, b) {
  const left = countWords(b);
  return a.filter((word) => {
    const count = left.get(word) ?? 0;
    if (count) left.set(word, count - 1);
    return !count;
  });
}

// The sizes in which text is painted, in points, each with how often: pages and the drawings on them.
export async function readTextSizes(file) {
  const pdf = await readPdf(file);
  const sizes = new Map();
  for (const { value, stream } of Object.values(pdf.objects)) {
    if (value?.['/Type'] === '/Page') {
      const parts = [value['/Contents']].flat().map((part) => pdf.get(part).data);
      countSizes(Buffer.concat(parts), sizes);
    } else if (stream?.dict['/Subtype'] === '/Form') countSizes(Buffer.from(stream.data, 'base64'), sizes);
  }
  return sizes;
}

function countSizes(data, sizes) {
  const stack = [];
  let scale = 1;
  let matrix = 1;
  let size = 0;
  for (const { operator, operands } of readOperators(data)) {
    const [a, b, c, d] = operands.map(Number);
    if (operator === 'cm') scale *= Math.sqrt(Math.abs(a * d - b * c));
    else if (operator === 'Tm') matrix = Math.sqrt(Math.abs(a * d - b * c));
    else if (operator === 'BT') matrix = 1;
    else if (operator === 'Tf') size = Number(operands.at(-1));
    else if (operator === 'q') stack.push(scale);
    else if (operator === 'Q') scale = stack.pop() ?? 1;
    else if (operator === 'TJ' || operator === 'Tj') {
      const real = Math.round(size * matrix * scale * 100) / 100;
      sizes.set(real, (sizes.get(real) ?? 0) + 1);
    }
  }
}
