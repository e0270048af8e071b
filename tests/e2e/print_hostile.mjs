// Texts, pictures, themes and fonts that print cannot show as they are, or that somebody made to harm it. Each gives a PDF
// that a reader of tagged PDF finds nothing wrong with, every word of the text in it, a finding with its place where
// something is lost, and little time and memory.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { assert, check, report } from '../support/tap.mjs';
import { isSanitized, makeFolder, run, writeFiles } from '../support/program.mjs';
import { inspectPdf, readPdf } from '../validators/pdf.mjs';
import { single, yaml } from './packages.mjs';

// Prints a package of these files; gives {code, said, pdf, megabytes}. What came out must be in order.
async function print(files, { limit = 10, megabytes = 150, edition = 'print', env = {}, mayLose = false } = {}) {
  const folder = writeFiles(makeFolder(), files);
  const out = path.join(makeFolder(), 'out');
  const note = path.join(makeFolder(), 'measured');
  const result = await run(['build', '-C', folder, '-o', out, '--edition', edition], { limit, env, wrapper: [process.env.MEASURE, note] });
  assert.equal(result.signal, null, result.err);
  assert.ok([0, 3].includes(result.code), `exit ${result.code}: ${result.err.slice(0, 3000)}`);
  const used = Number(fs.readFileSync(note, 'utf8').split(' ')[1]) / 1024;
  const most = isSanitized ? megabytes * 8 + 500 : megabytes;
  assert.ok(used < most, `${used} MB of ${most}`);
  const said = `${result.err}${result.out}`;
  const pdf = path.join(out, `downloads/one${edition === 'print' ? '' : `-${edition}`}.pdf`);
  if (process.env.SHOW) console.log(`# ${result.seconds.toFixed(2)} s, ${Math.round(used)} MB\n${said.slice(0, 1500).replace(/^/gm, '# ')}`);
  if (process.env.KEEP && result.code === 0) fs.copyFileSync(pdf, process.env.KEEP);
  if (result.code === 0) {
    assert.deepEqual((await inspectPdf(pdf)).slice(0, 10), []);
    if (!mayLose) assert.ok(isOnPages(pdf), 'words stand outside their page');
  }
  return { ...result, said, pdf };
}
const expectPrinted = (result, finding) => {
  assert.equal(result.code, 0, result.said.slice(0, 3000));
  if (finding) assert.match(result.said, finding);
};
const expectRefused = (result, message) => {
  assert.equal(result.code, 3, result.said.slice(0, 3000));
  assert.match(result.err, message);
};
const countFindings = (result, rule) => result.said.split('\n').filter((line) => line.includes(rule)).length;

// What poppler reads, without blanks; and whether all words are inside the paper.
const tell = (command, args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 29, stdio: ['ignore', 'pipe', 'ignore'] });
const readLetters = (pdf) => tell('pdftotext', ['-raw', pdf, '-']).replace(/\s+/g, '');
function isOnPages(pdf) {
  let [width, height] = [0, 0];
  for (const [, page, w, h, x0, y0, x1, y1] of tell('pdftotext', ['-bbox', pdf, '-']).matchAll(
    /<(page) width="([\d.]+)" height="([\d.]+)"|<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)"/g)) {
    if (page) [width, height] = [Number(w), Number(h)];
    else if (Number(x0) < 0 || Number(y0) < 0 || Number(x1) > width || Number(y1) > height) return false;
  }
  return true;
}
const assertHolds = (result, words) => {
  const letters = readLetters(result.pdf);
  for (const word of words) assert.ok(letters.includes(word.replace(/\s+/g, '')), `"${word}" is lost`);
};
const numbered = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const words = (count, name = 'w') => numbered(count, (i) => `${name}${i}`).join(' ');

// Pictures
const table = Int32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let k = 0; k < 8; k += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
function makeChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  let sum = -1;
  for (const byte of body) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  ends.writeInt32BE(~sum, 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
// A PNG of this size; `rows` is unpacked, with a filter byte before each row.
function makePng({ width, height, depth = 8, colour = 2, interlace = 0, rows, packed, more = [] }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), makeChunk('IHDR', header), ...more,
    makeChunk('IDAT', packed ?? zlib.deflateSync(rows)), makeChunk('IEND', Buffer.alloc(0))]);
}
const noise = (length) => Buffer.from(numbered(length, (i) => (i * i * 31 + i * 7) & 255));
const makeRows = (width, height, bytes) => Buffer.concat(numbered(height, (i) => Buffer.concat([Buffer.of(0), noise(width * bytes).map((each) => (each + i * 3) & 255)])));
const rgb = makePng({ width: 40, height: 30, rows: makeRows(40, 30, 3) });
const corpus = (name) => fs.readFileSync(new URL(`../fuzz/corpus/${name}`, import.meta.url));
const jpeg = corpus('print_jpeg/tray.jpg');
const inks = corpus('print_jpeg/inks.jpg');
function resizeJpeg(bytes, width, height) {
  const changed = Buffer.from(bytes);
  for (let i = 2; i < changed.length; i += 2 + changed.readUInt16BE(i + 2)) {
    if (![0xc0, 0xc1, 0xc2].includes(changed[i + 1])) continue;
    changed.writeUInt16BE(height, i + 5);
    changed.writeUInt16BE(width, i + 7);
    return changed;
  }
  throw new Error('the JPEG has no frame');
}
async function printPicture(name, bytes, options) {
  const result = await print(single(`# A\n\nBefore.\n\n![What it shows](${name} "Its caption")\n\nBehind.\n`, { [`one/${name}`]: bytes }), options);
  assertHolds(result, ['Before.', 'Its caption', 'Behind.']);
  return result;
}
async function countImages(pdf) {
  const { objects } = await readPdf(pdf);
  return Object.values(objects).filter((each) => each.stream?.dict['/Subtype'] === '/Image').length;
}
const place = /one\/(chapter\.md:5|p\.\w+)(:\d+)*: /;

// 60,000 rows of zeros in 1 bit a pixel, packed by hand into one repeated block: 450 MB when it is unpacked.
const zeros = zlib.deflateSync(Buffer.alloc(60000 * 7501));
const vast = {
  'PNG of one bit': ['p.png', makePng({ width: 60000, height: 60000, depth: 1, colour: 0, packed: zeros })],
  'PNG of colours that holds too little': ['p.png', makePng({ width: 60000, height: 60000, packed: zeros })],
  'PNG with alpha': ['p.png', makePng({ width: 60000, height: 60000, colour: 6, packed: zeros })],
  'interlaced PNG': ['p.png', makePng({ width: 60000, height: 60000, interlace: 1, packed: zeros })],
  'PNG of 16 bits': ['p.png', makePng({ width: 60000, height: 60000, depth: 16, packed: zeros })],
  'JPEG': ['p.jpg', resizeJpeg(jpeg, 60000, 60000)],
  'GIF': ['p.gif', Buffer.concat([Buffer.from('GIF89a`\xea`\xea\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00`\xea`\xea\x00\x02\x02D\x01\x00;', 'latin1')])],
};
for (const [name, [file, bytes]] of Object.entries(vast)) {
  check(`a ${name} of 60,000 by 60,000 pixels is told of or made smaller, in little memory`, async () => {
    const result = await printPicture(file, bytes, { megabytes: 200 });
    expectPrinted(result, place);
    assert.ok(fs.statSync(result.pdf).size < 2e6, 'the file stays small');
  });
}
check('an SVG of 60,000 by 60,000 is made to fit the page', async () => {
  expectPrinted(await printPicture('p.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"><title>T</title><rect width="60000" height="60000"/></svg>'));
});
check('a picture of 60,000 by 1 and of 1 by 60,000 pixels stays on the page', async () => {
  for (const [width, height] of [[60000, 1], [1, 60000]]) {
    expectPrinted(await printPicture('p.png', makePng({ width, height, rows: makeRows(width, height, 3) })));
  }
});
check('a PNG cut short anywhere is found, and what is there of it is shown or its alternative is', async () => {
  for (const share of [0.02, 0.2, 0.5, 0.9, 0.97]) {
    expectPrinted(await printPicture('p.png', rgb.subarray(0, Math.floor(rgb.length * share))), place);
  }
});
check('a JPEG cut short anywhere is found, and what is there of it is shown or its alternative is', async () => {
  for (const share of [0.01, 0.1, 0.5, 0.9]) {
    expectPrinted(await printPicture('p.jpg', jpeg.subarray(0, Math.floor(jpeg.length * share))), place);
  }
});
check('a picture that cannot be read has its alternative in its place', async () => {
  const result = await printPicture('p.png', rgb.subarray(0, 60));
  expectPrinted(result, /one\/chapter\.md:5(:\d+)?: /);
  assertHolds(result, ['What it shows']);
});
const kinds = {
  'CMYK JPEG': ['p.jpg', inks],
  'progressive JPEG': ['p.jpg', corpus('print_jpeg/grey-progressive.jpg')],
  'turned JPEG': ['p.jpg', corpus('print_jpeg/turned.jpg')],
  'PNG of 16 bits': ['p.png', makePng({ width: 40, height: 30, depth: 16, rows: makeRows(40, 30, 6) })],
  'PNG of 16 bits with alpha': ['p.png', makePng({ width: 40, height: 30, depth: 16, colour: 6, rows: makeRows(40, 30, 8) })],
  'interlaced PNG': ['p.png', corpus('print_png/interlaced.png')],
  'PNG with alpha': ['p.png', makePng({ width: 40, height: 30, colour: 6, rows: makeRows(40, 30, 4) })],
  'grey PNG with alpha': ['p.png', makePng({ width: 40, height: 30, colour: 4, rows: makeRows(40, 30, 2) })],
  'PNG with a clear colour': ['p.png', makePng({ width: 40, height: 30, rows: makeRows(40, 30, 3), more: [makeChunk('tRNS', Buffer.of(0, 0, 0, 7, 0, 14))] })],
  'PNG of a palette with clear colours': ['p.png', corpus('print_png/palette-clear.png')],
};
for (const [name, [file, bytes]] of Object.entries(kinds)) {
  check(`a ${name} is printed`, async () => {
    const result = await printPicture(file, bytes);
    expectPrinted(result);
    assert.doesNotMatch(result.said, /print-picture/);
    assert.ok(await countImages(result.pdf) >= 1, 'there is no picture in the file');
  });
}
const svg = (inside) => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100"><title>T</title>${inside}<rect width="5" height="5"/></svg>`;
// The sanitizers measure a whole string at every look at its beginning, so that the time grows with the square of it.
const points = isSanitized ? 40000 : 1000000;
const drawings = {
  'uses itself': '<g id="a"><use href="#a"/><use xlink:href="#a"/></g>',
  'uses itself by another': '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
  'doubles 60 times': numbered(60, (i) => `<g id="g${i + 1}"><use href="#g${i}"/><use href="#g${i}"/></g>`).join('') + '<rect id="g0" width="1" height="1"/>',
  'has a pattern filled with itself': '<pattern id="p" width="2" height="2"><rect width="2" height="2" fill="url(#p)"/></pattern><rect width="9" height="9" fill="url(#p)"/>',
  'has a mask masked by itself': '<mask id="m"><rect width="9" height="9" mask="url(#m)"/></mask><rect width="9" height="9" mask="url(#m)"/>',
  'has a clip clipped by itself': '<clipPath id="c" clip-path="url(#c)"><rect width="9" height="9" clip-path="url(#c)"/></clipPath><rect width="9" height="9" clip-path="url(#c)"/>',
  'has a marker marked with itself': '<marker id="k"><path d="M0 0L1 1" marker-end="url(#k)"/></marker><path d="M0 0L5 5" marker-end="url(#k)"/>',
  'has gradients that lead in a ring': '<linearGradient id="x" href="#y"/><linearGradient id="y" href="#x"/><rect width="9" height="9" fill="url(#x)"/>',
  'is nested 10,000 deep': '<g>'.repeat(10000) + '</g>'.repeat(10000),
  'has a path of a million points': `<path d="M0 0${'l1 1'.repeat(points / 2)}"/>`,
  'has numbers beyond all bounds': '<rect x="-1e300" width="1e308" height="9e999"/><path d="M1e300 1e300L-1e300 NaN" stroke="#000" stroke-width="1e300" stroke-dasharray="1e-300 1e-300"/><g transform="scale(1e200) scale(1e200)"><rect width="1" height="1"/></g>',
  'shows itself as a picture': '<image href="p.svg" width="9" height="9"/>',
};
for (const [name, inside] of Object.entries(drawings)) {
  check(`an SVG that ${name} is drawn as far as can be`, async () => {
    expectPrinted(await printPicture('p.svg', svg(inside), { megabytes: 250 }));
  });
}
check('10,000 pictures of one file are kept once', async () => {
  const result = await print(single(`# A\n\n${'![x](p.png) '.repeat(10000)}\n`, { 'one/p.png': rgb }), { limit: 20 });
  expectPrinted(result);
  assert.equal(await countImages(result.pdf), 1);
});

// What is too large for a line or a page
const chapter = (name, markdown, holds, { finding, ...options } = {}) => {
  check(`${name} is printed whole`, async () => {
    const result = await print(single(`# A\n\nBefore.\n\n${markdown}\n\nBehind.\n`), options);
    expectPrinted(result, finding);
    assertHolds(result, ['Before.', ...holds, 'Behind.']);
  });
};
const row = (cells) => `| ${cells.join(' | ')} |\n`;
const makeTable = (columns, rows, cell) => row(numbered(columns, (i) => `h${i}`)) + row(Array(columns).fill('---')) + numbered(rows, (j) => row(numbered(columns, (i) => cell(i, j)))).join('');
chapter('a table of 40 columns', makeTable(40, 3, (i, j) => `c${i}r${j}`), ['c0r0', 'c39r2'], { finding: /one\/chapter\.md:5(:\d+)?: .*column.*print-table-wide|one\/chapter\.md:5.*\n?.*print-table-wide/ });
chapter('a table of 40 columns of long words', makeTable(40, 2, (i, j) => `incomprehensibilities${i}r${j}`), [], { finding: /one\/chapter\.md:5/, mayLose: false });
chapter('a table of 10,000 rows', makeTable(3, 10000, (i, j) => `c${i}r${j}e`), ['c0r0e', 'c2r9999e'], { limit: 30, megabytes: 400 });
chapter('a cell higher than a page', makeTable(2, 1, (i) => words(3000, i ? 'right' : 'left')), ['right0', 'right2999', 'left2999']);
chapter('a header cell higher than a page', `| ${words(2000, 'h')} | b |\n|---|---|\n| c | d |\n| e | f |\n`, ['h1999', 'c d', 'e f']);
chapter('a row of a raw table that spans more rows than there are', '<table><tr><td rowspan="65000" colspan="900">wide</td><td>b</td></tr><tr><td>c</td></tr></table>', ['wide']);
chapter('a cell of 300 rows', `<table><tr><th>a</th><th>b</th></tr><tr><td rowspan="300">${words(500, 'tall')}</td><td>first</td></tr>${numbered(299, (i) => `<tr><td>below${i}</td></tr>`).join('')}</table>`, ['tall499', 'below298']);
chapter('a word longer than the line', `${'x'.repeat(400)}y and ${'letters'.repeat(3000)}`, ['x'.repeat(50)]);
chapter('a long word in every place of a text', ((long) => `- ${long}\n  1. ${long}\n\n> ${long}\n\n> [!NOTE]\n> ${long}\n\n## ${long}\n\n| ${long} | b |\n|---|---|\n| c | ${long} |\n\n[${long}](https://example.org/${long}) and \`${long}\`[^1]\n\n[^1]: ${long}\n`)('unbreakable'.repeat(30)), []);
chapter('a long word in Arabic and one of marks alone', `${'\u0628\u064f'.repeat(800)} and a${'\u0301'.repeat(3000)}b`, []);
chapter('a heading longer than a page', `## ${words(3000, 'head')}`, ['head0', 'head2999']);
chapter('a chapter of headings alone', numbered(600, (i) => `${'#'.repeat(2 + (i % 2))} Heading ${i}e\n`).join('\n'), ['Heading 599e'], { limit: 20 });
chapter('10,000 footnotes in one paragraph', `${numbered(10000, (i) => `n[^${i}]`).join(' ')}\n\n${numbered(10000, (i) => `[^${i}]: note${i}e\n`).join('')}`, ['note0e', 'note9999e'], { limit: 30, megabytes: 400 });
chapter('a footnote of ten pages', `Word[^1] and word[^2].\n\n[^1]: ${words(6000, 'note')}\n\n[^2]: second\n`, ['note0', 'note5999', 'second']);
chapter('footnotes in headings, cells, quotes and notes', `## H[^1]\n\n| a[^2] | b |\n|---|---|\n| c[^3] | d |\n\n> q[^4]\n\n[^1]: one[^5]\n[^2]: two\n[^3]: ${words(1500, 'three')}\n[^4]: four\n[^5]: five[^1]\n`, ['one', 'two', 'three1499', 'four', 'five']);
chapter('a code block of 100,000 lines', `\`\`\`\n${numbered(100000, (i) => `l${i}e`).join('\n')}\n\`\`\``, ['l0e', 'l99999e'], { limit: 30, megabytes: 600 });
chapter('a line of code of 100,000 letters', `\`\`\`\n${'abcdefghi '.repeat(10000)}end\n\`\`\``, ['end'], { limit: 20 });
chapter('a paragraph of 100,000 words', `${words(100000, 'p')}e`, ['p0', 'p99999e'], { limit: 30, megabytes: 400 });
chapter('an address of 10,000 letters', `[x](https://example.org/${'a'.repeat(10000)}) and <https://example.org/${'b'.repeat(10000)}>`, []);

// Depth
const deep = {
  'lists': `${'- '.repeat(5000)}bottom`,
  'indented lists': numbered(1000, (i) => `${' '.repeat(2 * i)}- level${i}e`).join('\n'),
  'quotes': `${'> '.repeat(5000)}bottom`,
  'call-outs': numbered(200, (i) => `${'> '.repeat(i + 1)}[!NOTE]`).join('\n') + `\n${'> '.repeat(200)}bottom`,
  'quotes in lists': `${'> - '.repeat(2500)}bottom`,
  'numbered lists in quotes': `${'> 999999999. '.repeat(1000)}bottom`,
  'raw elements': `${'<div>'.repeat(2000)}bottom`,
  'raw inline elements': `${'<sub>'.repeat(2000)}bottom`,
  'details': `${'<details><summary>s</summary>\n\n'.repeat(300)}bottom`,
  'language blocks': `${'<div lang="ur">\n\n'.repeat(300)}bottom\n\n${'</div>\n\n'.repeat(300)}`,
  'emphasis': `${'*a **b '.repeat(2000)}bottom`,
};
for (const [name, markdown] of Object.entries(deep)) {
  chapter(`nesting of ${name} hundreds deep`, markdown, name === 'indented lists' ? ['level0e'] : ['bottom'], { limit: 20, megabytes: 400 });
}
check('nesting in a cell, a note and a list keeps its words inside the paper in every edition', async () => {
  const markdown = `# A\n\n${numbered(30, (i) => `${'   '.repeat(i)}1. item${i}e`).join('\n')}\n\n${'> '.repeat(30)}quoted\n\n${'> - '.repeat(15)}both\n`;
  for (const edition of ['print', 'large-print', 'booklet']) {
    const result = await print(single(markdown), { edition });
    expectPrinted(result);
    assertHolds(result, ['item0e', 'quoted', 'both']);
  }
});

// Characters
check('a chapter in a language with no font has marks for its letters, and one finding a letter at most', async () => {
  const signs = numbered(60, (i) => String.fromCodePoint(0x13000 + (i % 20))).join('');
  const result = await print(single(`---\nlang: egy\n---\n# ${signs}\n\n${`${signs} word. `.repeat(200)}\n`));
  expectPrinted(result, /one\/chapter\.md:\d+(:\d+)?: .*U\+13000/);
  assert.ok(countFindings(result, 'U+13000') <= 3, `${countFindings(result, 'U+13000')} findings of one letter`);
  assertHolds(result, ['word.']);
});
const odd = {
  'control characters': '\x01\x02\x07\x0b\x0c\x1b[31m\x7f\u0080\u009f',
  'bidi overrides': '\u202e\u202d\u2066\u2067\u2068abc\u202c',
  'bidi overrides by the thousand': '\u202e\u2067a'.repeat(5000),
  'closing bidi marks alone': '\u2069\u202c'.repeat(1000),
  'private-use characters': '\ue000\uf8ff\u{f0000}\u{10fffd}',
  'replacement characters': '\ufffd\ufffd',
  'noncharacters': '\ufdd0\ufffe\uffff\u{1fffe}\u{10ffff}',
  'characters that show nothing': '\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u{e0001}\u{e0041}\ufe0f',
  'object characters': '\ufffc\ufffc',
  'separators of lines and paragraphs': 'a\u2028b\u2029c\u0085d',
  'stacks of marks': `e${'\u0301\u0323'.repeat(2000)}`,
  'emoji in sequences': '\u{1f469}\u200d\u{1f52c}\u{1f3fd}\u{1f1ec}\u{1f1e7}1\ufe0f\u20e3',
  'unassigned characters': '\u0378\u{e1000}\u{2fffd}',
};
for (const [name, text] of Object.entries(odd)) {
  check(`${name} do no harm, and the words beside them stay`, async () => {
    const result = await print(single(`# Top ${text}\n\nleft ${text} right\n\n- item ${text}\n\n| ${text} | cell |\n|---|---|\n| in | ${text} |\n\n\`code ${text}\`[^1] [link ${text}](#top)\n\n![alternative ${text}](none.png)\n\n[^1]: note ${text}\n`), { limit: 20 });
    expectPrinted(result);
    if (['private-use characters', 'unassigned characters', 'emoji in sequences'].includes(name)) assert.match(result.said, /one\/chapter\.md:\d+(:\d+)?: .*U\+/);
    if (!name.startsWith('bidi')) assertHolds(result, ['left', 'right', 'item', 'cell', 'note']);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(result.said, /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|\x1b(?!\[[0-9;]*[mK])/);
  });
}
check('titles, names and headings of 10,000 letters stay on their pages', async () => {
  const long = 'Wordy '.repeat(1500).trim();
  const result = await print({ ...single(`# ${long}\n\n## ${long}\n\nWords.\n`), 'plainsong.yaml': yaml('', '[one/chapter.md]').replace('The first work', long).replace('A test', long).replace('What it is for.', long) });
  expectPrinted(result);
});

// Themes
const themed = (printYaml, more = {}) => ({ ...single('# A\n\nWords.\n', more), 'plainsong.yaml': yaml('theme: ./theme\n', '[one/chapter.md]'), 'theme/print.yaml': printYaml });
const wrong = {
  'a list': '- a\n', 'words': 'words\n', 'a number': '1\n', 'a mapping that does not end': '{size: 12pt\n', 'a tab': 'size:\n\t12pt\n', 'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0xc0]),
  'NUL': 'size: "a\0b"\n', 'an unknown key': 'sise: 12pt\n', 'a key twice': 'size: 12pt\nsize: 13pt\n', 'an unknown text': 'texts: {bodies: {size: 12pt}}\n', 'an unknown call-out': 'call-outs: {danger: {bar: "#000000"}}\n',
  'a size without a unit': 'size: 12\n', 'a size of nothing': 'size: 0pt\n', 'a size below nothing': 'size: -3pt\n', 'a size beyond all bounds': 'size: 1e308pt\n', 'a size that is no number': 'size: NaNpt\n', 'an endless size': 'size: infpt\n',
  'a size of a large part': 'texts: {body: {size: 99999999%}}\n', 'a size of a list': 'size: [12pt]\n', 'paper of no size': 'paper: {width: 0mm, height: 0mm}\n', 'paper as large as a town': 'paper: {width: 9km, height: 90000000mm}\n', 'paper of an unknown name': 'paper: A99\n',
  'margins larger than the paper': 'margins: {inner: 150mm, outer: 150mm}\n', 'margins below nothing': 'margins: {top: -90mm}\n', 'a colour that is none': 'colours: {text: reddish}\n', 'a colour of too few digits': 'colours: {text: "#12"}\n', 'words as light as the paper': 'colours: {text: "#fefefe"}\n',
  'no families': 'families: {text: []}\n', 'families that are a mapping': 'families: {text: {a: b}}\n', 'a family with an empty name': 'families: {text: [""]}\n', 'a family with a comma': 'families: {text: ["a,b"]}\n', 'a language that is none': 'languages: {"not a language": [Noto Sans]}\n',
  'a switch that is none': 'hyphenation: perhaps\n', 'a depth of 99': 'contents-depth: 99\n', 'a family of an unknown kind': 'texts: {body: {family: serifs}}\n', 'a leading of nothing': 'texts: {body: {leading: 0%}}\n',
  'font files that are no list': 'font-files: fonts/a.ttf\n', 'a font file without a name': 'font-files: [""]\n', 'a wrong form': 'large-print: [18pt]\n', 'a wrong key of a form': 'booklet: {texts: {title: {sise: 3pt}}}\n', 'aliases without end': `a: &a [x, x]\n${'bcdefghij'.split('').map((letter, i) => `${letter}: &${letter} [${Array(10).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}\n`, '10,000 levels': '['.repeat(10000),
};
for (const [name, text] of Object.entries(wrong)) {
  check(`a print.yaml with ${name} is refused with its place`, async () => {
    expectRefused(await print(themed(text), { limit: 5 }), /theme\/print\.yaml(:\d+:\d+)?: \S/);
  });
}
check('a print.yaml that is empty or a comment changes nothing', async () => {
  for (const text of ['', '# nothing\n', '---\n...\n', '{}\n']) expectPrinted(await print(themed(text)));
});
check('a text at the ends of what print.yaml allows stays on its pages', async () => {
  for (const text of ['size: 72pt\n', 'size: 6pt\n', 'paper: {width: 80mm, height: 120mm}\nsize: 8pt\nmargins: {top: 5mm, bottom: 5mm, inner: 5mm, outer: 5mm}\n']) {
    const result = await print({ ...themed(text), 'one/chapter.md': `# A heading of several words\n\n- a\n  - b\n    - incomprehensibilities\n\n${makeTable(5, 3, (i, j) => `cell${i}${j}`)}\n\nEnd[^1].\n\n[^1]: Note.\n` });
    if (result.code === 3) assert.match(result.err, /theme\/print\.yaml:\d+:\d+: /);
    else assertHolds(result, ['incomprehensibilities', 'Note.']);
  }
});

// Fonts
const nowhere = `families: {text: [Nowhere Sans], display: [Nowhere Serif], code: [Nowhere Mono], others: [Elsewhere]}\nlanguages: {${'ar ckb fa ps sd ug ur ks pnb skr pa-Arab bn as hi mr ne pa gu ta he yi am ti zh ja ko'.split(' ').map((each) => `${each}: [Nowhere]`).join(', ')}}\n`;
check('a theme of which no font is installed is printed in another one, and says what to install', async () => {
  const result = await print(themed(nowhere));
  expectPrinted(result, /print-font-missing/);
  for (const family of ['Nowhere Sans', 'Nowhere Serif', 'Nowhere Mono']) assert.ok(result.said.includes(family), `${family} is not told of`);
  assertHolds(result, ['Words.']);
});
check('a machine without any font is told what to install', async () => {
  const folder = writeFiles(makeFolder(), { 'fonts.conf': '<?xml version="1.0"?><fontconfig></fontconfig>\n' });
  expectRefused(await print(single('# A\n\nWords.\n'), { env: { FONTCONFIG_FILE: path.join(folder, 'fonts.conf') } }), /font/);
});
check('a family that is not there beside ones that are is told of once', async () => {
  const result = await print(themed('families: {text: [Nowhere Sans, Noto Sans]}\n'));
  expectPrinted(result, /Nowhere Sans/);
  assert.equal(countFindings(result, 'Nowhere Sans'), 1, result.said);
});

// A font with a table changed, or one more; its sums are those of its tables.
const sumTable = (bytes) => {
  const whole = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  let sum = 0;
  for (let i = 0; i < whole.length; i += 4) sum = (sum + whole.readUInt32BE(i)) | 0;
  return sum;
};
const dejavu = fs.readFileSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf');
function changeFont(change) {
  const tables = new Map(numbered(dejavu.readUInt16BE(4), (i) => {
    const at = 12 + 16 * i;
    return [dejavu.toString('latin1', at, at + 4), Buffer.from(dejavu.subarray(dejavu.readUInt32BE(at + 8), dejavu.readUInt32BE(at + 8) + dejavu.readUInt32BE(at + 12)))];
  }));
  change(tables);
  const head = Buffer.alloc(12 + 16 * tables.size);
  head.writeUInt32BE(0x00010000);
  head.writeUInt16BE(tables.size, 4);
  const parts = [head];
  let at = head.length;
  [...tables].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([tag, bytes], i) => {
    head.write(tag, 12 + 16 * i, 'latin1');
    head.writeInt32BE(sumTable(bytes), 16 + 16 * i);
    head.writeUInt32BE(at, 20 + 16 * i);
    head.writeUInt32BE(bytes.length, 24 + 16 * i);
    parts.push(bytes, Buffer.alloc(-bytes.length & 3));
    at += bytes.length + (-bytes.length & 3);
  });
  return Buffer.concat(parts);
}
// "fvar": one axis, "wght" from 100 by 400 to 900.
const axis = Buffer.from('00010000' + '0010' + '0002' + '0001' + '0014' + '0000' + '0008' + '77676874' + '00640000' + '01900000' + '03840000' + '00000100', 'hex');
const withFont = (bytes) => themed('font-files: [fonts/Own.ttf]\nfamilies: {text: [DejaVu Sans, Noto Sans]}\n', bytes && { 'theme/fonts/Own.ttf': bytes });
const fonts = {
  'is not there': [null, /theme has no file/],
  'is empty': [Buffer.alloc(0), /./],
  'is a page': [Buffer.from('<!doctype html>'), /./],
  'is cut short': [dejavu.subarray(0, 100000), /./],
  'is cut short in its table of contents': [dejavu.subarray(0, 30), /./],
  'must not be embedded': [changeFont((tables) => tables.get('OS/2').writeUInt16BE(2, 8)), /does not allow/],
  'is variable': [changeFont((tables) => tables.set('fvar', axis)), /variable/],
  'has no outlines': [changeFont((tables) => ['glyf', 'loca'].forEach((tag) => tables.delete(tag))), /outlines/],
  'has outlines of chance': [changeFont((tables) => tables.set('glyf', noise(tables.get('glyf').length))), null],
  'has offsets of chance': [changeFont((tables) => tables.set('loca', noise(tables.get('loca').length))), null],
  'has shaping tables of chance': [changeFont((tables) => ['GSUB', 'GPOS', 'GDEF', 'kern'].forEach((tag) => tables.set(tag, noise(5000)))), null],
};
for (const [name, [bytes, reason]] of Object.entries(fonts)) {
  check(`a theme's font file that ${name} is ${reason ? 'found, and another font stands for it' : 'printed or found'}`, async () => {
    const result = await print(withFont(bytes));
    expectPrinted(result);
    if (reason) {
      const finding = result.said.split('\n').find((line) => /print-font-(fault|missing)/.test(line));
      assert.match(finding ?? '', /^theme\/print\.yaml:1(:\d+)?: .*fonts\/Own\.ttf/, result.said);
      assert.match(finding, reason);
    }
    assertHolds(result, ['Words.']);
  });
}
check("a theme's own font is embedded, whatever is installed", async () => {
  const changed = changeFont((tables) => tables.get('OS/2').writeUInt16BE(0, 8));
  const result = await print(withFont(changed));
  expectPrinted(result);
  assert.doesNotMatch(result.said, /print-font-(fault|missing)/);
  assert.match(tell('pdffonts', [result.pdf]), /DejaVuSans\b/);
});

// Number
check('links to 5,000 places lead there, each with its page', async () => {
  const result = await print(single(`# A\n\n${numbered(5000, (i) => `[to ${i}](#place-${i})`).join('\n')}\n\n${numbered(5000, (i) => `## Place ${i}\n`).join('\n')}`), { limit: 30, megabytes: 500 });
  expectPrinted(result);
  assert.doesNotMatch(result.said, /print-link/);
});
check('links to 5,000 addresses and to places that are not there are printed', async () => {
  const result = await print(single(`# A\n\n${numbered(5000, (i) => `[web${i}e](https://example.org/${i}) [none](#nowhere-${i})`).join('\n')}\n`), { limit: 30, megabytes: 400 });
  expectPrinted(result, /one\/chapter\.md:\d+/);
  assertHolds(result, ['web4999e']);
});
check('5,000 chapters are one book', async () => {
  const names = numbered(5000, (i) => `one/c${i}.md`);
  const result = await print({ 'plainsong.yaml': yaml('', `[${names.join(', ')}]`), ...Object.fromEntries(names.map((name, i) => [name, `# Chapter ${i}e\n\nWords of ${i}, [on](c${(i + 1) % 5000}.md).\n`])) }, { limit: 30, megabytes: 500 });
  expectPrinted(result);
  assertHolds(result, ['Chapter 4999e', 'Words of 4999']);
});
check('chapters that are empty, blank or only a comment are printed', async () => {
  for (const text of ['', '\n\n\n', '<!-- nothing -->\n', '#\n', '# \n\n', '---\ntitle: x\n---\n', '[^1]: alone\n', '\u00a0\n', '&#8203;\n', '***\n', '![](none.png)\n', '[](none.md)\n', '|\n|-|\n']) {
    for (const edition of ['print', 'booklet']) expectPrinted(await print(single(text), { edition }));
  }
});
check('a work of no chapters is printed or refused with its place', async () => {
  const result = await print({ 'plainsong.yaml': yaml('', '[]') });
  if (result.code === 3) assert.match(result.err, /plainsong\.yaml:\d+:\d+: /);
});
await report({ parallel: process.env.SHOW ? 1 : 2 });
