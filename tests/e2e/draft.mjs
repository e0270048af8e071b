// Drafts: with --draft the comments stand beside their passages, in the site and in the EPUBs, named as people agreed, and
// harmless whatever they say; without it none of this shows, byte for byte.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, compareFolders, git, makeFolder, makeRepository, readFolder, run } from '../support/program.mjs';
import { makeCommented, secrets } from '../support/commented.mjs';
import { makeRevised } from './revised_package.mjs';
import { inspectOutput } from '../support/safety.mjs';
import { Talk } from '../support/pushed_events.mjs';
import { readZip } from '../support/zip.mjs';

async function build(folder, ...options) {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, ...options]);
  assert.equal(result.code, 0, result.err);
  return { ...result, out };
}
const read = (out, name) => fs.readFileSync(path.join(out, name), 'utf8');
const page = 'early-years/communication.html';
const anchor = (id) => `comment-${id.slice(17)}`;
const takeThread = (html, id) => {
  const start = html.indexOf(`<details class="comment-thread" id="${anchor(id)}"`);
  assert.ok(start >= 0, `there is no thread ${id}`);
  return html.slice(start, html.indexOf('</details>', start));
};

const { folder, ids } = makeCommented();
const draft = build(folder, '--draft');

check('without --draft an edition is the same with and without comments in the repository, byte for byte', async () => {
  const plain = makeFolder();
  git(plain, 'clone', '-q', '--single-branch', '--no-tags', folder, '.');
  assert.throws(() => git(plain, 'rev-parse', '--verify', '-q', 'refs/heads/plainsong/comments'));
  const [withComments, without] = [await build(folder), await build(plain)];
  assert.deepEqual(compareFolders(withComments.out, without.out), []);
  for (const [name, bytes] of readFolder(withComments.out)) {
    assert.ok(!/comment-thread|draft-banner|comments\.css/.test(bytes.toString('latin1')), name);
  }
});

check('a draft is the same bytes whenever and with however many threads it is built', async () => {
  const again = await build(folder, '--draft');
  assert.deepEqual(compareFolders((await draft).out, again.out), []);
});

check('every page says that it is a draft and asks not to be listed, and nothing says where it is published', async () => {
  const { out } = await draft;
  for (const [name, bytes] of readFolder(out)) {
    if (!name.endsWith('.html')) continue;
    const html = bytes.toString('utf8');
    assert.match(html, /<p class="draft-banner"><strong>Draft with comments, not for publication\.<\/strong><\/p>/, name);
    assert.match(html, /<meta name="robots" content="noindex">/, name);
    assert.doesNotMatch(html, /rel="canonical"/, name);
  }
  assert.ok(!fs.existsSync(path.join(out, 'sitemap.xml')));
});

check('no thread is lost: each is on one page and in its list', async () => {
  const { out } = await draft;
  const all = [...readFolder(out)].filter(([name]) => name.endsWith('.html')).map(([name, bytes]) => [name, bytes.toString('utf8')]);
  for (const [what, id] of Object.entries(ids)) {
    const pages = all.filter(([, html]) => html.includes(` id="${anchor(id)}"`));
    assert.equal(pages.length, 1, `${what} is on ${pages.map(([name]) => name)}`);
    const [where] = pages[0];
    const [document] = where.split('/');
    const [, name] = /<dt>Comments<\/dt><dd><a href="([^"]+)">/.exec(read(out, `${document}/index.html`));
    const list = read(out, `${document}/${name}`);
    const target = where.endsWith('/index.html') ? 'index.html' : path.basename(where);
    assert.ok(list.includes(`href="${target}#${anchor(id)}"`), `${what} is not in the list of ${where}`);
  }
});

check('words are marked where they stand, with the numbers of their comments behind them', async () => {
  const html = read((await draft).out, page);
  const marks = html.slice(html.indexOf('<article'), html.indexOf('</article>')).replace(/<details class="comment-thread".*?<\/details>/gs, '');
  const refer = (number, id) => `<sup class="comment-ref"><a id="${anchor(id)}-words" href="#${anchor(id)}" aria-label="Comment ${number} on these words">${number}</a></sup>`;
  const mark = (words, more = '') => `<mark class="commented${more}">${words}</mark>`;
  const often = ' commented-often';
  const expected = [
    mark('Every ') + mark('child communicates', often) + refer(2, ids.words) + mark('. ') + mark('Our work is to notice', often) + refer(3, ids.overlap) + mark(' how') + refer(4, ids.hidden),
    `${mark('a place near the adult')}${refer(5, ids.cell)}</td>`,
    `<td>${mark('Says few words, or none')}</td>\n<td>${mark('Pictures, objects')}${refer(6, ids.row)} and signs`,
    `<h2 id="taking-turns">${mark('Taking turns')}</h2>`,
    `<code>${mark('child: {name')}${refer(17, ids.blocks)}: first, ${mark('wait: 10')}${refer(18, ids.code)}}`,
    mark('Words that were changed are here') + refer(19, ids.changed),
  ];
  for (const each of expected) assert.ok(marks.includes(each), each);
  const picture = read((await draft).out, 'early-years/cycle.html');
  assert.match(picture, /<figure class="commented-block">/);
  assert.match(picture, /<label><input type="checkbox" disabled> <mark class="commented">Parents spoke first<\/mark>, and their words are written down\.<\/label><sup class="comment-ref">/);
  assert.match(picture, /<a href="\.\.\/ehc-plans\/a-good-plan\.html"><mark class="commented">What a good plan looks like<\/mark><\/a><sup class="comment-ref">/);
});

check('a thread says who, when, on which words, what was answered and why, and who agrees', async () => {
  const html = read((await draft).out, page);
  const words = takeThread(html, ids.words);
  assert.match(words, /open>\n<summary><span class="comment-number">Comment 2<\/span>: <span class="comment-who">Robin Marsh \(Parents and carers\)<\/span>, <span class="comment-kind">suggestion<\/span> <span class="comment-status comment-answered">Accepted<\/span><\/summary>/);
  assert.match(words, /<time datetime="2026-04-01">1 April 2026<\/time> on <a class="comment-back" href="#comment-[a-z0-9]+-words"><q dir="auto">Every child communicates<\/q><\/a>\./);
  assert.match(words, /come <strong>first<\/strong>\?/);
  assert.match(words, /<a href="every-day\.html">every day<\/a> and <a href="https:\/\/example\.org\/why" rel="nofollow">/);
  assert.match(words, /Others agree: 1 from Parents and carers, 1 from Early years settings\./);
  assert.match(words, /<span class="comment-who">Early years settings<\/span> replied/);
  assert.match(words, /The Plainsong maintainers \(Editors\)<\/span> answered, <time[^>]*>1 April 2026<\/time>: <strong>Accepted<\/strong>.*We moved it to the beginning.*What changed is in revision <code>[0-9a-f]{7,}<\/code>/s);
  assert.match(takeThread(html, ids.hidden), /<span class="comment-who">A contributor<\/span>/);
  assert.match(takeThread(html, ids.section), /on this section\./);
  assert.match(takeThread(html, ids.chapter), /on the whole chapter\./);
  assert.match(takeThread(html, ids.changed), /The words were then <q dir="auto">Words that will be changed are here<\/q>\./);
  assert.match(takeThread(html, ids.edited), /First, <em>as mended<\/em>\..*Edited on/s);
  assert.doesNotMatch(takeThread(html, ids.edited), /Frist/);
  assert.match(takeThread(html, ids.redacted), /The words of this were taken away on .*The reason: <span>It named a child\.<\/span>/);
  assert.match(takeThread(html, ids.accepted), /^<details class="comment-thread" id="[^"]+">\n<summary>.*Closed: Declined/, 'a closed thread is folded');
});

check('what is gone is listed at the end with its last words and the revision that took it out, what is unknown on the front page', async () => {
  const { out } = await draft;
  const html = read(out, page);
  assert.ok(html.indexOf(anchor(ids.gone)) > html.indexOf('comments-lost'));
  assert.match(takeThread(html, ids.gone), new RegExp(`on <q dir="auto">Zebras hum in the wardrobe</q>, which were taken out by revision <code>${git(folder, 'rev-parse', '--short=7', 'HEAD').trim()}[0-9a-f]*</code> on 4 March 2026`));
  const front = read(out, 'early-years/index.html');
  assert.match(takeThread(front, ids.whole), /on the whole document\./);
  assert.match(takeThread(front, ids.unknown), /on <q dir="auto">lost words<\/q>\. Where these words are now is not known/);
  assert.match(front, /<a href="comments\.html">30 comments: 28 open, 1 answered, 1 closed<\/a>/);
});

check('suggestions stand in the text as tracked changes with words for those who do not see them', async () => {
  const html = read((await draft).out, page);
  assert.ok(html.includes('<mark class="commented">Add a third person </mark><span class="change-note">Proposed to be taken out: </span><del class="commented commented-removal">only when</del><ins class="comment-proposal"><span class="change-note">Proposed in their place: </span>once</ins><mark class="commented"> two is easy.</mark>'));
  assert.match(html, /<ins class="comment-proposal"><span class="change-note">[^<]*<\/span><strong>speech and language therapy<\/strong> service<\/ins>/);
  assert.doesNotMatch(html, /<ins class="comment-proposal">[^/]*<\/span>More than one/, 'what was declined is not proposed any more');
  assert.match(takeThread(html, ids.suggest), /Proposed:<\/span>.*Add a third person <del>.*only when<\/del><ins>.*once<\/ins> two is easy\./);
});

check('comments are in no search, bring no heading, and leave the outline as it is', async () => {
  const { out } = await draft;
  const plain = await build(folder);
  const outline = (html) => [...html.slice(html.indexOf('<main'), html.indexOf('</main>')).matchAll(/<h([1-6])[^>]*>(.*?)<\/h\1>/gs)].map(([, level, text]) => level + text.replace(/<[^>]*>/g, ''));
  for (const name of [page, 'early-years/cycle.html', 'handbook/commenting.html']) {
    assert.deepEqual(outline(read(out, name)), outline(read(plain.out, name)), name);
  }
  for (const [name, bytes] of readFolder(path.join(plain.out, 'search'))) {
    assert.ok(bytes.equals(fs.readFileSync(path.join(out, 'search', name))), name);
  }
});

check('nobody is named who did not agree, no address is told, and what was taken away is gone', async () => {
  const { out } = await draft;
  const look = (name, text) => {
    for (const secret of secrets) assert.ok(!text.includes(secret), `${name} has ${secret}`);
  };
  for (const [name, bytes] of readFolder(out)) {
    if (name.endsWith('.epub')) for (const entry of readZip(bytes)) look(`${name}/${entry.name}`, entry.bytes.toString('utf8'));
    else look(name, bytes.toString('utf8').replaceAll('&lt;img src=x onerror', '').replaceAll('javascript:alert(1))', ''));
  }
});

check('hostile comments are words', async () => {
  const { out } = await draft;
  assert.deepEqual(inspectOutput(out), []);
  const html = read(out, 'handbook/commenting.html');
  const thread = takeThread(html, ids.html);
  assert.doesNotMatch(thread, /<script|<iframe|<img|<style|<h[1-6]|javascript:|onerror|id="psg|<section/i);
  assert.match(thread, /<a class="picture" href="https:\/\/evil\.example\/pixel\.png" rel="nofollow">spy<\/a>/);
  assert.match(thread, /<p><strong>A heading of mine \{#psg\.main\}<\/strong><\/p>\n<p><strong>Another<\/strong><\/p>/);
  assert.equal(new Set([...thread.matchAll(/aria-label="(Table [^"]*)"/g)].map(([, label]) => label)).size, 2);
  assert.doesNotMatch(takeThread(html, ids.bidi), /[\u202a-\u202e\u2066-\u2069\u2028]/);
  assert.match(takeThread(html, ids.stranger), /<span class="comment-who">A contributor<\/span>.*Who wrote this is not among the people of this package/s);
  assert.match(takeThread(read(out, 'early-years/index.html'), ids.orphan), /The comment that began this is not here\..*What was it that I answer\?/s);
  assert.match(takeThread(html, ids.long), /This is only the beginning/);
  assert.ok(takeThread(html, ids.long).length < 30000);
});

check('the EPUBs of a draft hold the threads, say that they are drafts, and are books of their own', async () => {
  const { out } = await draft;
  const plain = await build(folder);
  const open = (where) => new Map(readZip(fs.readFileSync(path.join(where, 'downloads/early-years.epub'))).map(({ name, bytes }) => [name, bytes.toString('utf8')]));
  const [book, ordinary] = [open(out), open(plain.out)];
  const chapter = book.get('EPUB/text/communication.xhtml');
  assert.match(chapter, /<mark class="commented">/);
  assert.match(chapter, new RegExp(`<details class="comment-thread" id="${anchor(ids.words)}" open="open">`));
  assert.match(book.get('EPUB/title.xhtml'), /Draft with comments, not for publication/);
  assert.match(book.get('EPUB/comments.xhtml'), /Is there an easy-read version\?/);
  assert.match(book.get('EPUB/nav.xhtml'), /<a href="comments\.xhtml">Comments on the whole<\/a>/);
  const identify = (files) => /<dc:identifier[^>]*>([^<]+)</.exec(files.get('EPUB/package.opf'))[1];
  assert.notEqual(identify(book), identify(ordinary));
  assert.ok(!ordinary.has('EPUB/comments.xhtml'));
});

check('text in another language keeps it, and what is said around it is English', async () => {
  const html = read((await draft).out, 'handbook/urdu.html');
  const thread = takeThread(html, ids.urdu);
  assert.match(html.slice(0, html.indexOf(thread)), /<div class="comments" role="group" aria-label="[^"]*" lang="en" dir="ltr">\n$/);
  assert.match(thread, /<div class="comment-text" lang="ur" dir="auto">/);
});

check('what is said beside a passage in another language is English too', async () => {
  const bilingual = makeRepository({ 'a.md': '# A\n\n<div lang="ur">\n\nخوش آمدید\n\n</div>\n\nWelcome.\n' });
  const talk = new Talk(bilingual);
  talk.begin('robin', talk.on('a.md', 'خوش آمدید'), 'Thank you.\n');
  talk.begin('robin', talk.on('a.md', 'Welcome.'), 'Hello.\n');
  talk.store();
  const { out } = await build(bilingual, '--draft');
  const html = read(out, readPage(out));
  assert.match(html, /<mark class="commented">خوش آمدید<\/mark><sup class="comment-ref" lang="en" dir="ltr">/);
  assert.deepEqual(html.match(/<div class="comments[^>]*>/g).map((list) => list.includes(' lang="en" dir="ltr"')), [true, false]);
});

check('what is proposed to be left out, or has other emphasis only, is told as it is', async () => {
  const changing = makeRepository({ 'a.md': '# A\n\nSome old words.\n\nPlay every day.\n' });
  const talk = new Talk(changing);
  talk.begin('robin', talk.on('a.md', 'old words'), 'Why?\n', { event: 'suggest', replace: '' });
  talk.begin('robin', talk.on('a.md', 'every day'), 'Yes.\n');
  talk.store();
  fs.writeFileSync(path.join(changing, 'a.md'), '# A\n\nSome old words.\n\nPlay **every** day.\n');
  commit(changing);
  const { out } = await build(changing, '--draft');
  const all = [...readFolder(out)].find(([name]) => name.endsWith('/comments.html'))[1].toString('utf8');
  assert.match(all, /Leave out: old words/);
  assert.doesNotMatch(all, /were taken away/);
  assert.doesNotMatch(read(out, readPage(out)), /The words were then/);
  const { thread } = JSON.parse((await run(['comment', 'list', '-C', changing, '--changed', '--json'])).out).threads[0];
  assert.match((await run(['comment', 'show', '-C', changing, thread])).out, /Only how the words are set \(emphasis, links\) has changed/);
});

check('where nobody commented, and outside of git, a draft says so', async () => {
  const files = { 'a.md': '# A\n\nOne {++two ++}three.\n' };
  const empty = await build(makeRepository(files), '--draft');
  const html = read(empty.out, readPage(empty.out));
  assert.match(html, /not for publication\.<\/strong> Nobody has commented yet\.<\/p>/);
  assert.match(html, /<ins class="mark">/, 'marks in the text are shown');
  const outside = makeFolder();
  fs.writeFileSync(path.join(outside, 'a.md'), files['a.md']);
  const plain = await build(outside, '--draft');
  assert.match(read(plain.out, readPage(plain.out)), /Nobody has commented yet/);
});
const readPage = (out) => [...readFolder(out).keys()].find((name) => name.endsWith('/a.html'));

check('older versions beside a draft are as they were released, and lead to it', async () => {
  const revised = makeRevised();
  const talk = new Talk(revised);
  talk.begin('amina', talk.on('early-years/welcome.md', 'a quiet corner'), 'A corner is enough.\n');
  talk.store();
  const { out } = await build(revised, '--draft', '--versions');
  assert.match(read(out, 'early-years/welcome.html'), /<mark class="commented">a quiet corner<\/mark>/);
  const old = read(out, 'early-years/v1.1/welcome.html');
  assert.match(old, /a quiet corner/);
  assert.doesNotMatch(old, /commented|draft-banner|comments\.css/);
  assert.match(read(out, 'early-years/index.html'), /Version 1\.2, with comments/);
});

check('a chapter that is called "comments" keeps its address', async () => {
  const made = makeRepository({ 'comments.md': '# Comments\n\nWords.\n' });
  const { out } = await build(made, '--draft');
  const names = [...readFolder(out).keys()].filter((name) => /\/comments[^/]*\.html$/.test(name));
  assert.equal(names.length, 2);
  assert.match(read(out, names.find((name) => name.endsWith('/comments.html'))), /Words\./);
});

check('an old revision is shown with the comments on it, and later ones are listed', async () => {
  const { out } = await build(folder, '--draft', '--at', 'HEAD~1');
  const html = read(out, page);
  assert.match(html, /<mark class="commented">Zebras hum in the wardrobe<\/mark>/);
  assert.match(html, /<mark class="commented">Words that will be changed are here<\/mark>/);
});

check('a redline and a draft are not built at once', async () => {
  const out = path.join(makeFolder(), 'out');
  const { code, err } = await run(['build', '-C', folder, '-o', out, '--draft', '--edition', 'redline', 'HEAD~1..']);
  assert.equal(code, 3, err);
  assert.match(err, /a redline shows changes, and a draft shows comments/);
  assert.ok(!fs.existsSync(out));
});

check('a thousand comments on one paragraph are one mark and a thousand threads', async () => {
  const made = makeRepository({ 'a.md': '# A\n\nOne two three.\n' });
  const talk = new Talk(made);
  for (let i = 0; i < 1000; i++) talk.begin('robin', talk.on('a.md', 'two'), `Number ${i}.\n`);
  talk.store();
  const { out, seconds } = await build(made, '--draft');
  const html = read(out, readPage(out));
  assert.equal(html.match(/<mark /g).length, 1);
  assert.equal(html.match(/<details class="comment-thread"/g).length, 1000);
  assert.ok(seconds < 10, `${seconds} s`);
});

await report();
