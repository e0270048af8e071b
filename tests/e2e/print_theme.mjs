// Fonts that a theme brings: they are in the PDF, and what is wrong with a file is told with the line that names it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { makeFolder, makeRepository, run } from '../support/program.mjs';
import { single, yaml } from './packages.mjs';

const installed = '/usr/share/fonts/truetype/dejavu/';

function findTable(font, tag) {
  for (let at = 12; at < 12 + 16 * font.readUInt16BE(4); at += 16) {
    if (font.toString('latin1', at, at + 4) === tag) return { start: font.readUInt32BE(at + 8), length: font.readUInt32BE(at + 12) };
  }
  throw new Error(`no table ${tag}`);
}

// A copy of a font of a name that no machine has installed: "Quokka Sans" for "DejaVu Sans".
function rename(file) {
  const font = fs.readFileSync(path.join(installed, file));
  const { start, length } = findTable(font, 'name');
  for (const encode of [(text) => Buffer.from(text, 'latin1'), (text) => Buffer.from(text, 'utf16le').swap16()]) {
    const [from, to] = [encode('DejaVu'), encode('Quokka')];
    for (let at; (at = font.indexOf(from)) >= start && at < start + length;) to.copy(font, at);
  }
  return font;
}

function patch(font, tag, at, bytes) {
  const copy = Buffer.from(font);
  Buffer.from(bytes).copy(copy, findTable(copy, tag).start + at);
  return copy;
}

const regular = rename('DejaVuSans.ttf');
const bold = rename('DejaVuSans-Bold.ttf');
const style = (files) => `margins: {inner: 30mm}\nfont-files:\n${files.map((name) => `  - fonts/${name}\n`).join('')}families:\n  text: [Quokka Sans, Noto Sans]\n`;

// Builds with a theme of these font files; what was said, and the PDF's fonts and words.
async function buildWith(files, names = Object.keys(files), args = []) {
  const look = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`look/fonts/${name}`, bytes]));
  const folder = makeRepository({ ...single('# Playing\n\nDig and **pour**.\n'), 'plainsong.yaml': yaml('theme: ./look\n', '[one/chapter.md]'), 'look/print.yaml': style(names), ...look });
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, '--edition', 'print', ...args]);
  const file = path.join(out, 'downloads', 'one.pdf');
  return { ...result, said: `${result.err}${result.out}`, file, read: () => ({
    fonts: execFileSync('pdffonts', [file], { encoding: 'utf8' }),
    words: execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }),
  }) };
}

check('a theme\u2019s own fonts are in the PDF, each weight from its file, and the same build gives the same bytes', async () => {
  const built = await buildWith({ 'a.ttf': regular, 'b.ttf': bold }, undefined, ['--strict']);
  assert.equal(built.code, 0, built.said);
  const { fonts, words } = built.read();
  assert.match(fonts, /\+QuokkaSans +CID TrueType +Identity-H +yes yes yes/);
  assert.match(fonts, /\+QuokkaSans-Bold +CID TrueType/);
  assert.match(words, /Dig and pour\./);
  const again = await buildWith({ 'a.ttf': regular, 'b.ttf': bold });
  assert.ok(fs.readFileSync(built.file).equals(fs.readFileSync(again.file)));
});

const faults = {
  'is missing': [{}, /the theme has no file .fonts\/a\.ttf./, 'print-font-missing'],
  'was cut': [{ 'a.ttf': regular.subarray(0, regular.length / 2) }, /fonts\/a\.ttf is not used.*damaged/, 'print-font-fault'],
  'has damaged outlines': [{ 'a.ttf': patch(regular, 'glyf', 5000, 'not an outline') }, /fonts\/a\.ttf is not used.*damaged/, 'print-font-fault'],
  'must not be embedded': [{ 'a.ttf': patch(regular, 'OS/2', 8, [0, 2]) }, /fonts\/a\.ttf is not used.*its maker does not allow/, 'print-font-fault'],
  'is a web font': [{ 'a.ttf': Buffer.from('wOF2 and what follows') }, /fonts\/a\.ttf is not used.*WOFF/, 'print-font-fault'],
};
for (const [fault, [files, words, rule]] of Object.entries(faults)) {
  check(`a font file that ${fault} is a finding with its line, and the PDF is set in the next family`, async () => {
    const built = await buildWith(files, ['a.ttf']);
    assert.equal(built.code, 0, built.said);
    const line = built.said.split('\n').find((each) => each.startsWith('look/print.yaml:3: warning: ') && each.includes(`[${rule}]`));
    assert.ok(line, built.said);
    assert.match(line, words);
    const { fonts, words: text } = built.read();
    assert.match(fonts, /\+NotoSans/);
    assert.doesNotMatch(fonts, /Quokka/);
    assert.match(text, /Dig and pour\./);
    const strict = await buildWith(files, ['a.ttf'], ['--strict']);
    assert.notEqual(strict.code, 0);
    assert.ok(!fs.existsSync(strict.file));
  });
}

await report({ parallel: 2 });
