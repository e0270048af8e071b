// The redline edition: one page of a document with its changes in place, alone and with the site.
import fs from 'node:fs';
import path from 'node:path';
import { load } from '../npm/load.mjs';
import { assert, check, report } from '../support/tap.mjs';
import { compareFolders, git, makeFolder, makeRepository, readFolder, run, writeFiles } from '../support/program.mjs';
import { inspectOutput, walk } from '../support/safety.mjs';
import { good } from './packages.mjs';
import { first, gitAt, makePicture, makeRevised, second, third } from './revised_package.mjs';

const { fromHtml } = await load('hast-util-from-html');

async function build(folder, ...args) {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, '--edition', 'redline', ...args]);
  assert.equal(result.signal ?? result.code, 0, `${result.out}\n${result.err}`);
  const read = (name) => fs.readFileSync(path.join(out, name), 'utf8');
  return { ...result, out, read, has: (name) => fs.existsSync(path.join(out, name)), page: fs.existsSync(path.join(out, 'early-years/redline.html')) ? read('early-years/redline.html') : null };
}
const getText = (node) => (node.type === 'text' ? node.value : (node.children ?? []).map(getText).join(''));
const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
// The text of every element of that name, without the words that say what it is.
function list(html, name) {
  const found = [];
  walk(fromHtml(html), (node) => {
    if (node.tagName !== name) return;
    const words = (at) => (at.properties?.className?.includes('change-note') ? '' : at.type === 'text' ? at.value : (at.children ?? []).map(words).join(''));
    found.push(squeeze(words(node)));
  });
  return found;
}
function find(html, test) {
  const found = [];
  walk(fromHtml(html), (node) => { if (test(node)) found.push(node); });
  return found;
}
const hasClass = (node, name) => (node.properties.className ?? []).includes(name);

const folder = makeRevised();
const { out, page, read, has } = await build(folder, '1.0..1.1');

check('one page holds the document, says what it compares, and stands alone', async () => {
  const words = squeeze(getText(fromHtml(page)));
  assert.match(words, /Early years/);
  assert.match(words, /Changes from version 1\.0 \(10 January 2026\) to version 1\.1 \(3 March 2026\)/);
  assert.match(words, /How changes are shown/);
  assert.ok(!has('index.html') && !has('downloads') && !has('early-years/welcome.html'));
  assert.ok(has('assets/style.css'));
  assert.deepEqual(inspectOutput(out), []);
});
check('a range between tags of one document makes a redline of that document alone', async () => {
  const named = await build(folder, 'early-years/v1.0..early-years/v1.1');
  assert.deepEqual([...readFolder(named.out).keys()].filter((name) => /redline\.html$/.test(name)), ['early-years/redline.html']);
});
check('words that came and went are marked where they stand', async () => {
  const came = list(page, 'ins').join(' | ');
  const went = list(page, 'del').join(' | ');
  assert.match(came, /three/);
  assert.match(went, /two/);
  assert.match(came, /plenty of/);
  assert.doesNotMatch(`${came}${went}`, /Children learn from each other/);
});
check('marks are in words too, not in colour alone', async () => {
  const notes = find(page, (node) => hasClass(node, 'change-note')).map((node) => squeeze(getText(node)));
  assert.ok(notes.some((note) => /^Added/.test(note)) && notes.some((note) => /^Removed/.test(note)), notes.join(' | '));
});
check('a renamed chapter is compared with what it was, a new one is new, and a removed one is there, gone', async () => {
  const words = squeeze(getText(fromHtml(page)));
  assert.match(words, /New chapter/);
  assert.match(words, /Chapter removed/);
  assert.match(list(page, 'del').join(' '), /One child at a time at the sand tray/);
  assert.match(list(page, 'ins').join(' '), /Rain is water to play with/);
  assert.ok(!list(page, 'ins').some((text) => /Spoons, cups and small spades/.test(text)), 'the renamed chapter is not all new');
});
check('tables that scroll have names of their own, whatever chapter they are in', async () => {
  const table = (rows) => `\n| Day | What |\n| --- | --- |\n${rows.map((row) => `| ${row} | Mud |\n`).join('')}`;
  const tables = makeRevised({ more: { 'early-years/outdoors.md': `${third['early-years/outdoors.md']}${table(['Monday'])}`, 'early-years/welcome.md': `${second['early-years/welcome.md']}${table(['Monday'])}\nWords.\n${table(['Friday'])}` } });
  gitAt('2026-06-02T10:00:00Z', tables, 'tag', '-a', '-m', 'Tables', 'early-years/v1.3');
  writeFiles(tables, { 'early-years/outdoors.md': third['early-years/outdoors.md'], 'early-years/welcome.md': second['early-years/welcome.md'] });
  gitAt('2026-06-03T10:00:00Z', tables, 'commit', '-q', '-am', 'No tables');
  for (const range of ['1.2..1.3', '1.3..']) {
    const labels = find((await build(tables, range)).page, (node) => node.properties.role === 'region').map((node) => node.properties.ariaLabel);
    assert.equal(labels.length, 3, range);
    assert.equal(new Set(labels).size, 3, labels.join(' | '));
  }
});
check('the contents count the changes of each chapter and lead to the first', async () => {
  const nav = find(page, (node) => node.tagName === 'nav' && hasClass(node, 'redline-contents'))[0];
  const links = [];
  walk(nav, (node) => { if (node.tagName === 'a') links.push(node); });
  assert.equal(links.length, 4);
  for (const link of links) {
    const target = find(page, (node) => node.properties.id === link.properties.href.slice(1))[0];
    assert.ok(target, link.properties.href);
  }
  assert.match(squeeze(getText(nav)), /\d+ (addition|removal)s?/);
});
check('every changed block has its bar, and no unchanged one', async () => {
  const bars = find(page, (node) => hasClass(node, 'changed')).map((node) => squeeze(getText(node)));
  assert.ok(bars.some((text) => /Spoons, cups/.test(text)), bars.join(' | '));
  assert.ok(!bars.some((text) => /turn-taking/.test(text)), bars.join(' | '));
});
check('links lead to chapters on the page, pictures of both ends are there', async () => {
  const welcome = find(page, (node) => node.tagName === 'a' && /sand and water/.test(getText(node)))[0];
  const target = find(page, (node) => `#${node.properties.id}` === welcome.properties.href)[0];
  assert.match(squeeze(getText(target)), /Tools/);
  const shown = find(page, (node) => node.tagName === 'img' && /tray/.test(node.properties.src)).map((node) => fs.readFileSync(path.join(out, 'early-years', node.properties.src)));
  assert.equal(shown.length, 2, 'the picture that was replaced, and the one in its place');
  assert.ok(shown[0].equals(first['early-years/tray.png']) && shown[1].equals(second['early-years/tray.png']));
  assert.equal(find(page, (node) => node.tagName === 'del' && node.children.some(({ tagName }) => tagName === 'img')).length, 1);
});
check('alone, links to other documents lead to where the package is published', async () => {
  assert.match(page, /href="https:\/\/guidance\.example\.org\/play\/school\/start\.html#first-days"/);
});
check('a chapter of which only a picture changed shows both pictures', async () => {
  const painted = makeRevised({ more: { 'early-years/tray.png': makePicture(320, 160, [10, 20, 30]) } });
  const result = await build(painted);
  assert.equal(find(result.page, (node) => node.tagName === 'img' && /tray/.test(node.properties.src)).length, 2);
  assert.match(squeeze(getText(fromHtml(result.page))), /1 addition and 1 removal in 1 of 3 chapters/);
  assert.deepEqual(inspectOutput(result.out), []);
});
check('a chapter that did not change is there, folded, and says so', async () => {
  const later = await build(folder, '1.1..1.2');
  const unchanged = find(later.page, (node) => hasClass(node, 'unchanged'));
  assert.equal(unchanged.length, 2);
  assert.match(squeeze(getText(unchanged[0])), /^Welcome No changes\. Show the text/);
  assert.equal(find(later.page, (node) => node.tagName === 'details').length, 2);
  assert.match(list(later.page, 'ins').join(' '), /Wrap up warm, and take a towel/);
  assert.deepEqual(inspectOutput(later.out), []);
});
check('headings make one outline: one title, chapters below it, their sections below them', async () => {
  const levels = find(page, (node) => /^h[1-6]$/.test(node.tagName)).map((node) => Number(node.tagName[1]));
  assert.equal(levels.filter((level) => level === 1).length, 1);
  levels.reduce((before, level) => { assert.ok(level <= before + 1, levels.join(' ')); return level; }, 0);
});
check('with the site, the pages lead to each other and nothing leads nowhere', async () => {
  const both = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', both, '-e', 'site', '-e', 'redline', '1.0..1.1', '--versions']);
  assert.equal(result.code, 0, result.err);
  const text = (name) => fs.readFileSync(path.join(both, name), 'utf8');
  assert.match(text('early-years/index.html'), /href="redline\.html"/);
  assert.match(text('early-years/redline.html'), /href="index\.html"/);
  assert.match(text('early-years/redline.html'), /href="\.\.\/school\/start\.html#first-days"/);
  assert.doesNotMatch(text('sitemap.xml'), /redline/);
  assert.deepEqual(inspectOutput(both), []);
});
check('without a range it goes from the last version to now', async () => {
  const draft = makeRevised({ more: { 'early-years/outdoors.md': '# Outdoors\n\nGo out every single day. Rain is water to play with.\n\nWrap up warm, and take a towel.\n' } });
  const now = await build(draft);
  assert.deepEqual(list(now.page, 'ins').filter(Boolean).filter((text) => !/Words that are new/.test(text)), ['single']);
  fs.writeFileSync(path.join(draft, 'early-years/outdoors.md'), '# Outdoors\n\nGo out on every single day. Rain is water to play with.\n\nWrap up warm, and take a towel.\n');
  assert.match((await build(draft)).page, /<ins[^>]*>(<span[^>]*>[^<]*<\/span>)?on\b/, 'what is not committed counts');
  assert.doesNotMatch((await build(draft, '--at', 'HEAD')).page, /<ins[^>]*>(<span[^>]*>[^<]*<\/span>)?on\b/);
});
check('the same bytes twice, and in a clone', async () => {
  assert.deepEqual(compareFolders((await build(folder, '1.0..1.1')).out, out), []);
  const clone = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', folder, clone);
  assert.deepEqual(compareFolders((await build(clone, '1.0..1.1')).out, out), []);
});
check('a document without an end of the range is left out with a note; when none is left it is an error', async () => {
  const result = await build(folder, '1.0..1.1');
  assert.ok(!result.has('school/redline.html'));
  assert.match(result.err, /note: there is no redline of "school": .*\[redline-left-out\]/);
  const none = await run(['build', '-C', folder, '-e', 'redline', '-o', path.join(makeFolder(), 'out'), '7.0..8.0']);
  assert.equal(none.code, 3);
  assert.match(none.err, /redline/);
});
check('a range is only for a redline', async () => {
  const result = await run(['build', '-C', folder, '1.0..1.1']);
  assert.equal(result.code, 2);
  assert.match(result.err, /--edition redline/);
});
check('outside a repository it says what is missing', async () => {
  const plain = path.join(makeFolder(), 'plain');
  fs.cpSync(folder, plain, { recursive: true, filter: (name) => path.basename(name) !== '.git' });
  const result = await run(['build', '-C', plain, '-e', 'redline', '-o', path.join(makeFolder(), 'out')]);
  assert.equal(result.code, 3);
  assert.match(result.err, /git/);
});
check('the report lists it', async () => {
  const result = await run(['build', '--json', '-C', folder, '-e', 'redline', '-o', path.join(makeFolder(), 'out'), '1.0..1.1']);
  const edition = JSON.parse(result.out).editions.find(({ document }) => document === 'early-years');
  assert.equal(edition.edition, 'redline');
  assert.equal(edition.path, 'early-years/redline.html');
  assert.equal(edition.size, Buffer.byteLength(page));
});
check('ids of chapters do not meet, footnotes lead to their own', async () => {
  const notes = makeRepository({ ...good, 'one/play.md': '# Play\n\n## Sand\n\nDig[^n].\n\n[^n]: With both hands.\n' });
  gitAt('2026-05-01T10:00:00Z', notes, 'tag', '-a', '-m', 'First', 'one/v1.0');
  fs.writeFileSync(path.join(notes, 'one/welcome.md'), '# Welcome\n\n## Sand\n\nThis is about [play](play.md#sand), and [sand](#sand).\n\nA note[^n].\n\n[^n]: It is quite short.\n');
  const result = await build(notes);
  assert.deepEqual(inspectOutput(result.out), []);
  assert.match(result.read('one/redline.html'), /With both hands/);
  assert.ok(readFolder(result.out).size > 3);
});
await report({ parallel: 2 });
