// What the output promises beyond being valid: consent, links, language, downloads, and metadata that is true.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { makeFolder, makeRepository, readFolder, run } from '../support/program.mjs';
import { findInOutput, inspectOutput } from '../support/safety.mjs';
import { readZip } from '../support/zip.mjs';
import { good, png, single, yaml } from './packages.mjs';

async function build(files, ...args) {
  const folder = makeRepository(files);
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, ...args]);
  assert.equal(result.code, 0, result.err);
  assert.deepEqual(inspectOutput(out), []);
  const book = new Map(readZip(fs.readFileSync(path.join(out, 'downloads/one.epub'))).map(({ name, bytes }) => [name, bytes.toString('utf8')]));
  const find = (pattern) => [...book].find(([name]) => pattern.test(name))?.[1];
  return { ...result, said: `${result.err}${result.out}`, out, book, opf: find(/package\.opf$/), nav: find(/nav\.xhtml$/), page: (name) => fs.readFileSync(path.join(out, name), 'utf8') };
}

check('a whole package: every promised file is there and every check holds', async () => {
  const { out, said } = await build(good);
  for (const name of ['index.html', '404.html', 'one/index.html', 'one/welcome.html', 'one/play.html', 'downloads/one.epub']) assert.ok(fs.existsSync(path.join(out, name)), `${name}\n${[...readFolder(out).keys()].join('\n')}`);
  assert.doesNotMatch(said, /: (error|warning): /);
});
check('feed and sitemap come with a url and point below it', async () => {
  const { page } = await build({ ...good, 'plainsong.yaml': yaml('url: https://example.org/guides\n') });
  assert.match(page('sitemap.xml'), /<loc>https:\/\/example\.org\/guides\/one\/play\.html<\/loc>/);
  assert.match(page('feed.xml'), /https:\/\/example\.org\/guides\//);
});
check('the links between chapters are each edition\u2019s own', async () => {
  const { page, book } = await build(good);
  assert.match(page('one/welcome.html'), /href="play\.html#sand"/);
  const chapter = [...book].find(([name, text]) => name.endsWith('.xhtml') && /This is about/.test(text))[1];
  assert.match(chapter, /href="[^"]*play[^"]*\.xhtml#sand"/);
  assert.doesNotMatch(chapter, /\.md\b/);
});
check('links that are surely meant are mended, the others shown as text, each with a finding', async () => {
  const { page, said } = await build({ ...good, 'one/play.md': '# Play\n\n[html](welcome.html) [case](Welcome.md) [folder](../one/welcome.md) [gone](gone.md#x) [fragment](welcome.md#nowhere)\n\n![gone](gone.png)\n' });
  const text = page('one/play.html');
  assert.match(text, /href="welcome\.html"[^>]*>html</);
  assert.doesNotMatch(text, /href="[^"]*gone/);
  assert.match(text, /gone/);
  assert.match(said, /one\/play\.md:3(:\d+)?: \w+: .*gone\.md/);
  assert.match(said, /one\/play\.md:3(:\d+)?: \w+: .*nowhere/);
  assert.match(said, /one\/play\.md:5(:\d+)?: \w+: .*gone\.png/);
});
check('names are shown by consent only; e-mail addresses and identities never', async () => {
  const people = `people:
  - {id: a, name: Named Openly, group: parents, credit: name, identities: ["Real Name One <one@private.example>"]}
  - {id: b, name: Only Their Group, group: education, credit: group, identities: ["Real Name Two <two@private.example>"]}
  - {id: c, name: Not At All, group: parents, credit: none}
  - {id: d, name: Said Nothing, group: parents}
`;
  const { out } = await build({ ...good, 'plainsong.yaml': yaml('people: people.yaml\n'), 'people.yaml': people });
  assert.ok(findInOutput(out, 'Named Openly'));
  for (const words of ['Only Their Group', 'Not At All', 'Said Nothing', 'Real Name', 'private.example', 'author@example.org', 'Test Author', 'Test Committer']) assert.equal(findInOutput(out, words), null, words);
});
check('alternativeText is claimed only when every picture has one', async () => {
  assert.match((await build(good)).opf, /accessibilityFeature">alternativeText</);
  assert.doesNotMatch((await build({ ...good, 'one/play.md': '# Play\n\n![](tray.png)\n\n<img src="tray.png">\n' })).opf, /accessibilityFeature">alternativeText</);
});
check('a picture shown in two chapters under two paths is kept once', async () => {
  const { out, book } = await build({ ...good, 'one/play.md': '# Play\n\n![Tray](other.png)\n', 'one/other.png': png });
  assert.equal([...readFolder(out).keys()].filter((name) => name.endsWith('.png')).length, 1);
  assert.equal([...book.keys()].filter((name) => name.endsWith('.png')).length, 1);
});
check('text in another language carries its language and direction, in both editions', async () => {
  const { page, book } = await build(single('# A\n\n<div lang="ur">\n\nاردو متن\n\n</div>\n\nPo polsku. {lang=pl}\n\nA <span lang="ar">كلمة</span>.\n'));
  const text = page('one/chapter.html');
  assert.match(text, /<div[^>]*lang="ur"[^>]*dir="rtl"|<div[^>]*dir="rtl"[^>]*lang="ur"/);
  assert.match(text, /<p[^>]*lang="pl"/);
  const chapter = [...book].find(([name, words]) => name.endsWith('.xhtml') && words.includes('Po polsku'))[1];
  assert.match(chapter, /xml:lang="ur"/);
});
check('a whole chapter from right to left says so on the page', async () => {
  const { page } = await build(single('---\nlang: ur\n---\n# عنوان\n\nمتن\n'));
  assert.match(page('one/chapter.html'), /<article[^>]*dir="rtl"/);
});
check('footnotes are notes that a reading app can pop up, and lead back', async () => {
  const { book } = await build(good);
  const chapter = [...book].find(([name, text]) => name.endsWith('.xhtml') && text.includes('This is about'))[1];
  assert.match(chapter, /epub:type="noteref"/);
  assert.match(chapter, /epub:type="footnote"/);
  assert.match(chapter, /role="doc-noteref"/);
});
check('heading levels that a chapter skips are mended, with a finding', async () => {
  const { page, said } = await build(single('# A\n\n#### Deep\n\n## B\n'));
  const text = page('one/chapter.html');
  const levels = [...text.slice(text.indexOf('<article')).slice(0, text.indexOf('</article>')).matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  levels.forEach((level, index) => assert.ok(index === 0 || level <= levels[index - 1] + 1, levels.join(' ')));
  assert.match(said, /one\/chapter\.md:3(:\d+)?: /);
});
check('glossary terms are marked at their first use in a chapter and lead to the glossary', async () => {
  const { page } = await build({ ...single('# A\n\nThe EHC plan, and again the EHC plan, and EHCPs.\n\n`EHC plan` first\n'), 'plainsong.yaml': yaml('glossary: glossary.yaml\n', '[one/chapter.md]'), 'glossary.yaml': 'terms:\n  - term: EHC plan\n    short-for: Education, Health and Care plan\n    also: [EHCP, EHCPs]\n    meaning: A legal *document*.\n' });
  const text = page('one/chapter.html');
  assert.equal([...text.slice(text.indexOf('<article'), text.lastIndexOf('</article>')).matchAll(/href="[^"]*glossary\.html#ehc-plan"/g)].length, 1);
  assert.match(page('glossary.html'), /id="ehc-plan"/);
});
check('a bare folder in mdBook\u2019s form follows its SUMMARY.md', async () => {
  const folder = makeRepository({ 'SUMMARY.md': '# Summary\n\n[Foreword](foreword.md)\n\n# Part one\n\n- [Second first](b.md)\n  - [Nested](deep/c.md)\n- [A](a.md)\n- [Later]()\n', 'foreword.md': '# F\n', 'a.md': '# A\n', 'b.md': '# B\n', 'deep/c.md': '# C\n', 'not-listed.md': '# N\n' });
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out]);
  assert.equal(result.code, 0, result.err);
  assert.deepEqual(inspectOutput(out), []);
  const order = ['Foreword', 'Part one', 'Second first', 'Nested', 'Later'];
  const contents = [...readFolder(out)].filter(([name]) => name.endsWith('/index.html')).map(([, bytes]) => bytes.toString('utf8')).find((text) => order.every((words) => text.includes(words)));
  assert.ok(contents, 'no page holds the whole contents');
  const main = contents.slice(contents.indexOf('<main'));
  const places = order.map((words) => main.indexOf(words));
  assert.deepEqual(places, [...places].sort((x, y) => x - y));
  assert.equal(findInOutput(out, 'not-listed'), null);
});
check('the search index has every chapter\u2019s words and no others', async () => {
  const { out } = await build(good);
  const files = [...readFolder(out)].filter(([name]) => name.startsWith('search/')).map(([, bytes]) => bytes.toString('utf8')).join('\n');
  assert.match(files, /pour/i);
  assert.match(files, /welcome/i);
});
check('the documents\u2019 EPUBs are offered with their sizes', async () => {
  const { page, out } = await build(good);
  const kilobytes = fs.statSync(path.join(out, 'downloads/one.epub')).size / 1000;
  const text = page('index.html') + page('one/index.html');
  assert.match(text, /href="(\.\.\/)?downloads\/one\.epub"/);
  const [, said] = /(\d+(?:\.\d+)?)\s*(?:\u00a0)?(?:KB|kB)/.exec(text);
  assert.ok(Math.abs(Number(said) - kilobytes) <= kilobytes * 0.1 + 1, `${said} KB said, ${kilobytes} KB`);
});
await report({ parallel: 2 });
