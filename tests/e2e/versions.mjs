// Older versions beside the newest: their pages, the banner that leads on, links out of them, their EPUBs, and what is left out.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { compareFolders, digest, git, makeFolder, readFolder, run, writeFiles } from '../support/program.mjs';
import { inspectOutput } from '../support/safety.mjs';
import { first, gitAt, makeRevised, second } from './revised_package.mjs';

async function build(folder, ...args) {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, ...args]);
  assert.equal(result.signal ?? result.code, 0, `${result.out}\n${result.err}`);
  return { ...result, out, read: (name) => fs.readFileSync(path.join(out, name), 'utf8'), has: (name) => fs.existsSync(path.join(out, name)) };
}
const list = (out, folder) => [...readFolder(path.join(out, folder)).keys()].sort();
const getBanner = (html) => /<div class="older"[^>]*>([^]*?)<\/div>/.exec(html)?.[1].replace(/\s+/g, ' ') ?? null;
const strip = (html) => html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ').trim();

const folder = makeRevised();
const built = await build(folder, '--versions');
const { out, read, has } = built;

check('every older version has the pages that its document had then', async () => {
  assert.deepEqual(list(out, 'early-years/v1.0'), ['index.html', 'old-rules.html', 'sand.html', 'welcome.html']);
  assert.deepEqual(list(out, 'early-years/v1.1'), ['index.html', 'outdoors.html', 'sand-and-water.html', 'welcome.html']);
  assert.deepEqual(list(out, 'school/v1.0'), ['index.html', 'start.html']);
  assert.ok(!has('early-years/v1.2'), 'the newest stands at its own place only');
  assert.match(strip(read('early-years/v1.0/welcome.html')), /Give them time, room and things to share/);
  assert.match(strip(read('early-years/welcome.html')), /Give them plenty of time, a quiet corner and things to share/);
  assert.match(read('early-years/v1.0/index.html'), /Version 1\.0/);
});
check('the banner says which version it is and leads to the same page of the newest', async () => {
  const banner = getBanner(read('early-years/v1.0/welcome.html'));
  assert.match(strip(banner), /You are reading version 1\.0 of 10 January 2026\. .*version 1\.2/);
  assert.match(banner, /href="\.\.\/welcome\.html"/);
  assert.match(getBanner(read('early-years/v1.0/index.html')), /href="\.\.\/index\.html"/);
  assert.match(getBanner(read('early-years/v1.1/outdoors.html')), /href="\.\.\/outdoors\.html"/);
  for (const newest of ['early-years/welcome.html', 'early-years/index.html', 'index.html', 'glossary.html']) assert.equal(getBanner(read(newest)), null, newest);
});
check('a chapter that was renamed since leads to its new name, one that is gone to the front page', async () => {
  assert.match(getBanner(read('early-years/v1.0/sand.html')), /href="\.\.\/sand-and-water\.html"/);
  const gone = getBanner(read('early-years/v1.0/old-rules.html'));
  assert.match(gone, /href="\.\.\/index\.html"/);
  assert.match(strip(gone), /does not have this page/);
});
check('no link leads nowhere, on old pages and new ones', async () => {
  assert.deepEqual(inspectOutput(out), []);
});
check('links stay inside the version, and lead to the newest pages of other documents and to home', async () => {
  const welcome = read('early-years/v1.0/welcome.html');
  assert.match(welcome, /<a href="sand\.html#tools">sand and water<\/a>/);
  assert.match(welcome, /<a href="\.\.\/\.\.\/school\/start\.html#first-days">what school asks<\/a>/);
  const start = read('school/v1.0/start.html');
  assert.match(start, /<a href="\.\.\/\.\.\/early-years\/sand-and-water\.html#clearing-up">at the sand tray<\/a>/, 'renamed since');
  assert.match(start, /<a href="\.\.\/\.\.\/early-years\/index\.html">early years<\/a>/);
  assert.match(start, /<a href="\.\.\/\.\.\/index\.html">the front page<\/a>/);
});
check('a word leads to the glossary of now where it is in it, and nowhere else', async () => {
  const welcome = read('early-years/v1.0/welcome.html');
  assert.match(welcome, /<a[^>]*href="\.\.\/\.\.\/glossary\.html#turn-taking"[^>]*>turn-taking<\/a>/);
  assert.match(welcome, /<a class="term"(?![^>]*href)[^>]*>treasure basket<\/a>/);
  assert.match(strip(welcome), /A basket of things to feel and look at/, 'its meaning is still told');
});
check('each version shows the picture of its time', async () => {
  const getPicture = (page) => {
    const source = /<img src="([^"]*tray[^"]*)"/.exec(read(page))[1];
    return fs.readFileSync(path.join(out, path.dirname(page), source));
  };
  assert.ok(getPicture('early-years/v1.0/welcome.html').equals(first['early-years/tray.png']));
  for (const page of ['early-years/v1.1/welcome.html', 'early-years/welcome.html']) assert.ok(getPicture(page).equals(second['early-years/tray.png']), page);
});
check('old pages ask not to be listed and name the page that is', async () => {
  const canonical = (page) => /<link rel="canonical" href="([^"]*)">/.exec(read(page))?.[1] ?? null;
  for (const page of ['early-years/v1.0/index.html', 'early-years/v1.0/sand.html', 'early-years/v1.1/outdoors.html', 'school/v1.0/start.html'])
    assert.match(read(page), /<meta name="robots" content="noindex">/, page);
  assert.doesNotMatch(read('early-years/welcome.html'), /noindex/);
  assert.equal(canonical('early-years/v1.0/welcome.html'), 'https://guidance.example.org/play/early-years/welcome.html');
  assert.equal(canonical('early-years/v1.0/sand.html'), 'https://guidance.example.org/play/early-years/sand-and-water.html');
  assert.equal(canonical('early-years/v1.0/old-rules.html'), null);
});
check('old pages are in no site map, feed or search index', async () => {
  const plain = await build(folder);
  for (const name of ['sitemap.xml', 'contents.html', ...list(out, 'search').map((file) => `search/${file}`)]) assert.equal(read(name), plain.read(name), name);
  assert.doesNotMatch(read('sitemap.xml'), /v1\./);
});
check('without --versions there is nothing of older versions', async () => {
  const plain = await build(folder);
  const names = [...readFolder(plain.out).keys()];
  assert.deepEqual(names.filter((name) => /\/v\d|-\d\.\d\.epub/.test(name)), []);
  assert.doesNotMatch(plain.read('early-years/index.html'), /Earlier versions/);
  assert.ok(fs.readFileSync(path.join(plain.out, 'early-years/welcome.html')).equals(fs.readFileSync(path.join(out, 'early-years/welcome.html'))));
});
check('the front page of a document lists its earlier versions with their dates, newest first', async () => {
  const words = strip(read('early-years/index.html'));
  assert.match(words, /Earlier versions Version 1\.1 3 March 2026 ?Version 1\.0 10 January 2026/);
  assert.match(read('early-years/index.html'), /href="v1\.0\/index\.html"/);
  assert.doesNotMatch(strip(read('early-years/v1.0/index.html')), /Earlier versions/);
});
check('no two pages share a title', async () => {
  const titles = [...readFolder(out).keys()].filter((name) => name.endsWith('.html')).map((name) => /<title>([^<]*)/.exec(read(name))[1]);
  assert.deepEqual(titles.filter((title, at) => titles.indexOf(title) !== at), []);
});
const downloads = ['epub', 'print', 'large-print'].flatMap((edition) => ['--edition', edition]);
check('an older EPUB and PDF are what a build of that version makes, byte for byte, and their digests are listed', async () => {
  const sums = new Map(read('downloads/SHA256SUMS').trim().split('\n').map((line) => line.split('  ').reverse()));
  for (const [document, number] of [['early-years', '1.0'], ['early-years', '1.1'], ['school', '1.0']]) {
    const then = await build(folder, '--at', `${document}/v${number}`, ...downloads);
    for (const end of ['.epub', '.pdf', '-large-print.pdf']) {
      const name = `${document}-${number}${end}`;
      const bytes = fs.readFileSync(path.join(out, 'downloads', name));
      assert.ok(bytes.equals(fs.readFileSync(path.join(then.out, 'downloads', `${document}${end}`))), name);
      assert.equal(sums.get(name), digest(bytes));
      assert.match(read(`${document}/v${number}/index.html`), new RegExp(`href="\\.\\./\\.\\./downloads/${name.replaceAll('.', '\\.')}"`));
    }
  }
  assert.equal(sums.size, 15);
  const only = await build(folder, ...downloads, '--versions');
  assert.deepEqual(compareFolders(path.join(only.out, 'downloads'), path.join(out, 'downloads')), []);
  assert.ok(!only.has('early-years'));
});
check('what was released is published again byte for byte when it is an older version', async () => {
  const released = makeRevised({ more: { 'early-years/outdoors.md': '# Outdoors\n\nGo out every single day.\n' } });
  const release = async (number) => {
    const result = await run(['release', '-C', released, '-o', path.join(makeFolder(), 'out'), 'early-years', number, '-m', `What is new in ${number}.`], { env: { GIT_AUTHOR_NAME: 'Amina', GIT_AUTHOR_EMAIL: 'amina@example.org', GIT_COMMITTER_NAME: 'Amina', GIT_COMMITTER_EMAIL: 'amina@example.org' } });
    assert.equal(result.code, 0, result.err);
  };
  gitAt('2026-06-01T10:00:00Z', released, 'config', 'user.name', 'Amina');
  gitAt('2026-06-01T10:00:00Z', released, 'config', 'user.email', 'amina@example.org');
  await release('1.3');
  writeFiles(released, { 'early-years/outdoors.md': '# Outdoors\n\nGo out, whatever the weather.\n' });
  gitAt('2026-06-02T10:00:00Z', released, 'commit', '-q', '-am', 'Whatever the weather');
  await release('1.4');
  const result = await build(released, '--versions');
  assert.doesNotMatch(result.err, /version-differs/);
  const words = gitAt('2026-06-02T10:00:00Z', released, 'cat-file', '-p', 'early-years/v1.3');
  assert.equal(digest(fs.readFileSync(path.join(result.out, 'downloads/early-years-1.3.epub'))), /^Digest: sha256:([0-9a-f]{64}) downloads\/early-years\.epub$/m.exec(words)[1]);
});
check('an EPUB that is not the one whose digest its tag names is told', async () => {
  const other = makeRevised();
  const commit = gitAt('2026-01-10T12:00:00Z', other, 'rev-parse', 'early-years/v1.1^{commit}').trim();
  const good = digest(fs.readFileSync(path.join(out, 'downloads/early-years-1.1.epub')));
  for (const [words, isTold] of [[good, false], ['0'.repeat(64), true]]) {
    gitAt('2026-03-03T12:00:00Z', other, 'tag', '-f', '-a', '-m', `Early years, version 1.1\n\nWater, and a chapter about going out.\n\nDigest: sha256:${words} downloads/early-years.epub\nBuilt-with: plainsong 0.0.1`, 'early-years/v1.1', commit);
    assert.equal(/note: the EPUB of version 1\.1 .*\[version-differs\]/.test((await build(other, '--versions')).err), isTold);
  }
});
check('a base URL of now does not change what was released', async () => {
  const elsewhere = await build(folder, '--versions', '--base-url', 'https://elsewhere.example.org/');
  assert.ok(fs.readFileSync(path.join(elsewhere.out, 'downloads/early-years-1.0.epub')).equals(fs.readFileSync(path.join(out, 'downloads/early-years-1.0.epub'))));
  assert.match(elsewhere.read('early-years/v1.0/welcome.html'), /canonical" href="https:\/\/elsewhere\.example\.org\//);
});
check('the same bytes twice, and in a clone', async () => {
  assert.deepEqual(compareFolders((await build(folder, '--versions')).out, out), []);
  const clone = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', folder, clone);
  assert.deepEqual(compareFolders((await build(clone, '--versions')).out, out), []);
});
check('--at a version publishes that one and those before it, whatever came later', async () => {
  const then = await build(folder, '--at', 'early-years/v1.1', '--versions');
  assert.ok(then.has('early-years/v1.0/sand.html') && !then.has('early-years/v1.1') && !then.has('early-years/v1.2'));
  assert.match(strip(getBanner(then.read('early-years/v1.0/sand.html'))), /version 1\.1/);
  const clone = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', folder, clone);
  git(clone, 'tag', '-d', 'early-years/v1.2');
  assert.deepEqual(compareFolders((await build(clone, '--at', 'early-years/v1.1', '--versions')).out, then.out), []);
});
check('beside a working draft all versions are older, and the banner says what the newest text is', async () => {
  const draft = await build(makeRevised({ more: { 'early-years/outdoors.md': '# Outdoors\n\nGo out every single day.\n' } }), '--versions');
  assert.deepEqual(fs.readdirSync(path.join(draft.out, 'early-years')).filter((name) => /^v\d/.test(name)), ['v1.0', 'v1.1', 'v1.2']);
  assert.match(strip(getBanner(draft.read('early-years/v1.2/outdoors.html'))), /version 1\.2 of 3 May 2026\. It is the newest that has been released\. .*the working draft/);
  assert.match(strip(getBanner(draft.read('early-years/v1.0/welcome.html'))), /There is newer text: the working draft/);
});
check('who no longer wishes to be named is not named on old pages', async () => {
  assert.match(strip(read('early-years/v1.0/index.html')), /Amina K\./);
  for (const [name, bytes] of readFolder(out)) if (name.endsWith('.html')) assert.ok(!bytes.toString().includes('Tomas'), name);
});
check('a version that cannot be read is left out with a note that names it, and the rest is published, also strictly', async () => {
  const broken = makeRevised();
  writeFiles(broken, { 'plainsong.yaml': 'plainsong: 1\ntilte: broken\n' });
  gitAt('2026-05-10T10:00:00Z', broken, 'commit', '-q', '-am', 'Break it');
  gitAt('2026-05-10T10:00:00Z', broken, 'tag', '-a', '-m', 'Broken', 'early-years/v1.3');
  gitAt('2026-05-11T10:00:00Z', broken, 'checkout', '-q', 'early-years/v1.2', '--', 'plainsong.yaml');
  gitAt('2026-05-11T10:00:00Z', broken, 'commit', '-q', '-m', 'Mend it');
  gitAt('2026-05-11T11:00:00Z', broken, 'tag', '-a', '-m', 'Mended', 'early-years/v1.4');
  const result = await build(broken, '--versions', '--strict');
  assert.match(result.err, /note: version 1\.3 of "early-years" .*tilte.*\[version-left-out\]/s);
  assert.ok(result.has('early-years/v1.2/welcome.html') && !result.has('early-years/v1.3'));
  assert.doesNotMatch(result.read('early-years/index.html'), /v1\.3/);
  assert.deepEqual(inspectOutput(result.out), []);
});
check('a version from before the document was there is left out with a note', async () => {
  const strange = makeRevised();
  gitAt('2026-05-10T10:00:00Z', strange, 'tag', '-a', '-m', 'Too early', 'clinic/v0.1', 'early-years/v1.0^{commit}');
  writeFiles(strange, { 'clinic/a.md': '# A\n\nA text.\n', 'plainsong.yaml': fs.readFileSync(path.join(strange, 'plainsong.yaml'), 'utf8').replace('glossary:', '  - {id: clinic, title: Clinic, chapters: [clinic/a.md]}\nglossary:') });
  gitAt('2026-05-11T10:00:00Z', strange, 'add', '-A');
  gitAt('2026-05-11T10:00:00Z', strange, 'commit', '-q', '-m', 'A clinic');
  const result = await build(strange, '--versions');
  assert.match(result.err, /note: version 0\.1 of "clinic" .*did not have it then/);
  assert.ok(!result.has('clinic/v0.1'));
});
check('a folder of chapters that is called as a version is does not stand in its way', async () => {
  const strange = makeRevised();
  writeFiles(strange, { 'early-years/v1.0/welcome.md': '# A trap\n\nIts words.\n', 'plainsong.yaml': fs.readFileSync(path.join(strange, 'plainsong.yaml'), 'utf8').replace('early-years/outdoors.md', 'early-years/outdoors.md, early-years/v1.0/welcome.md') });
  gitAt('2026-05-11T10:00:00Z', strange, 'add', '-A');
  gitAt('2026-05-11T10:00:00Z', strange, 'commit', '-q', '-m', 'A trap');
  const result = await build(strange, '--versions');
  assert.match(strip(result.read('early-years/v1.0/welcome.html')), /You are reading version 1\.0/);
  assert.match(strip(result.read('early-years/v1.0-welcome.html')), /Its words/);
});
check('a package in no repository has no older versions, and says nothing of it', async () => {
  const plain = path.join(makeFolder(), 'plain');
  fs.cpSync(folder, plain, { recursive: true, filter: (name) => path.basename(name) !== '.git' });
  const result = await build(plain, '--versions');
  assert.ok(result.has('early-years/welcome.html') && !result.has('early-years/v1.0'));
});
check('ten older versions each show their own words, and share the pictures that did not change', async () => {
  const many = makeRevised();
  for (let number = 0; number < 10; number++) {
    writeFiles(many, { 'early-years/outdoors.md': `# Outdoors\n\nDay ${number}.\n` });
    gitAt(`2026-06-${10 + number}T09:00:00Z`, many, 'commit', '-q', '-am', `Day ${number}`);
    gitAt(`2026-06-${10 + number}T10:00:00Z`, many, 'tag', '-a', '-m', `V ${number}`, `early-years/v2.${number}`);
  }
  const result = await build(many, '--versions');
  for (let number = 0; number < 9; number++) assert.match(strip(result.read(`early-years/v2.${number}/outdoors.html`)), new RegExp(`Day ${number}\\.`));
  assert.equal(readFolder(path.join(result.out, 'images')).size, 2, 'pictures that did not change are there once');
});
await report({ parallel: 2 });
