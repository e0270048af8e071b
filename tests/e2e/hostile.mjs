// Everything that somebody could push to harm readers, editors or the machine. Each case gets a clear finding or error, the
// output stays valid and harmless, nothing outside the package is read, and time and memory stay in bounds.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, isSanitized, makeFolder, makeRepository, readFolder, run, writeFiles } from '../support/program.mjs';
import { findInOutput, inspectOutput } from '../support/safety.mjs';
import { png, single, yaml } from './packages.mjs';

// Builds; gives {code, said, out, page, megabytes}. Whatever was built must pass inspectOutput().
async function build(folder, { limit = 30, args = [] } = {}) {
  const out = path.join(makeFolder(), 'out');
  const note = path.join(makeFolder(), 'measured');
  const result = await run(['build', '-C', folder, '-o', out, ...args], { limit, wrapper: [process.env.MEASURE, note] });
  assert.equal(result.signal, null, result.err);
  assert.ok([0, 3].includes(result.code), `exit ${result.code}: ${result.err}`);
  const megabytes = Number(fs.readFileSync(note, 'utf8').split(' ')[1]) / 1024;
  const said = `${result.err}${result.out}`;
  if (result.code === 0) {
    const bytes = [...readFolder(out).values()].reduce((sum, each) => sum + each.length, 0);
    assert.ok(bytes < 64e6, `an input of a few kilobytes became ${Math.round(bytes / 1e6)} MB`);
    assert.deepEqual(inspectOutput(out), []);
  }
  else assert.match(result.err, /\S{10}/, 'an error is explained');
  const chapter = path.join(out, 'one/chapter.html');
  return { ...result, said, out, megabytes, page: fs.existsSync(chapter) ? fs.readFileSync(chapter, 'utf8') : '' };
}
const article = (page) => page.slice(page.indexOf('<article'), page.lastIndexOf('</article>'));
const expectBuilt = (result, finding) => {
  assert.equal(result.code, 0, result.said);
  if (finding) assert.match(result.said, finding);
};
const expectRefused = (result, message) => {
  assert.equal(result.code, 3, result.said);
  assert.match(result.err, message);
};

// Characters and bytes
check('text that is not UTF-8 is read as what it most likely is, or shown with marks, and found', async () => {
  const result = await build(makeRepository(single(Buffer.from('# Caf\xe9\n\n\xff\xfe and \xc0\x80 words\n', 'latin1'))));
  expectBuilt(result, /one\/chapter\.md:1(:\d+)?: .*UTF-8/i);
  assert.match(result.page, /Caf(\u00e9|\ufffd)/);
});
check('NUL bytes and control characters are mended and found', async () => {
  const result = await build(makeRepository(single('# A\0B\n\nc\x01d\x0be\x1b[31mf\n')));
  expectBuilt(result, /one\/chapter\.md:1(:\d+)?: /);
  assert.match(article(result.page), /A\ufffdB/);
});
check('what is printed of a hostile text holds no control characters', async () => {
  const result = await build(makeRepository(single('# A\n\n[x](no\x1b]0;title\x07.md)\n\n![\x1b[2J](\u202egone.png)\n')));
  expectBuilt(result);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(result.said, /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|\x1b(?!\[[0-9;]*[mK])/);
});
check('a line of 100 MB is refused with its file, in little memory', async () => {
  const folder = makeRepository(single('# A\n'));
  const file = fs.openSync(path.join(folder, 'one/chapter.md'), 'w');
  const part = Buffer.alloc(1 << 20, 'words and ');
  for (let i = 0; i < 100; i += 1) fs.writeSync(file, part);
  fs.closeSync(file);
  const result = await build(folder);
  assert.match(result.said, /one\/chapter\.md/);
  assert.match(result.said, /large|limit|long|MB/i);
  assert.ok(result.megabytes < (isSanitized ? 1200 : 300), `${result.megabytes} MB`);
});
check('a line of a little over the limit in a file of a fair size is refused with its file', async () => {
  const result = await build(makeRepository(single(`# A\n\n${'x'.repeat(1100000)}\n`)));
  assert.match(result.said, /one\/chapter\.md/);
});

// Depth and number
const deep = {
  'quotes': '>'.repeat(10000) + ' a\n',
  'quotes with spaces': '> '.repeat(10000) + 'a\n',
  'brackets': '['.repeat(10000) + 'a' + ']'.repeat(10000) + '\n',
  'links': '['.repeat(10000) + 'a' + '](b)'.repeat(10000) + '\n',
  'images': '!['.repeat(10000) + 'a' + '](b.png)'.repeat(10000) + '\n',
  'lists': '- '.repeat(10000) + 'a\n',
  'numbered lists': '1) '.repeat(10000) + 'a\n',
  'indented lists': Array.from({ length: 1000 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n') + '\n',
  'quotes in lists': '> - '.repeat(5000) + 'a\n',
  'emphasis': '*a **b '.repeat(10000) + '\n',
  'emphasis that closes': '*'.repeat(10000) + 'a' + '*'.repeat(10000) + '\n',
  'strikethrough': '~~a '.repeat(10000) + '~'.repeat(10000) + '\n',
  'code ticks': Array.from({ length: 1000 }, (_, i) => '`'.repeat(i + 1)).join(' ') + '\n',
  'raw elements': '<div>'.repeat(10000) + 'a\n',
  'raw inline elements': 'a ' + '<sub>'.repeat(10000) + 'b' + '</sub>'.repeat(10000) + '\n',
  'raw elements in lines': '<div>\n\n'.repeat(3000) + 'a\n',
  'details': '<details>\n\n'.repeat(3000) + 'a\n',
  'unclosed tags': '<a href="x'.repeat(10000) + '\n',
  'comments': '<!--'.repeat(10000) + '\n',
  'tables': '|'.repeat(10000) + '\n' + '|-'.repeat(10000) + '|\n' + '|'.repeat(10000) + '\n',
  'table rows': '| a | b |\n|---|---|\n' + '| c |\n'.repeat(10000),
  'wide header over many rows': '|a'.repeat(2000) + '|\n' + '|-'.repeat(2000) + '|\n' + '|b\n'.repeat(2000),
  'footnotes': Array.from({ length: 3000 }, (_, i) => `[^${i}]: [^${i + 1}]\n`).join('\n') + '\n[^0]\n',
  'footnotes that refer to themselves': 'a[^a]\n\n[^a]: b[^b] [^a]\n\n[^b]: [^a] [^b]\n',
  'references to one footnote': '[^a] '.repeat(10000) + '\n\n[^a]: x\n',
  'footnote brackets': '[^'.repeat(10000) + '\n',
  'link definitions': Array.from({ length: 10000 }, (_, i) => `[${i}]: /u`).join('\n') + '\n\n' + '[9999] '.repeat(1000) + '\n',
  'one definition used often': `[a]: ${'u'.repeat(5000)}\n\n${'[a] '.repeat(20000)}\n`,
  'headings of one name': '## Same\n\n'.repeat(5000),
  'headings that clash with counted names': Array.from({ length: 2000 }, (_, i) => `## a-${i}\n\n## a\n`).join('\n'),
  'call-outs': '> [!NOTE]\n'.repeat(1) + Array.from({ length: 500 }, (_, i) => `${'> '.repeat(i + 1)}[!NOTE]`).join('\n') + '\n',
  'autolinks': 'www.'.repeat(20000) + '\n',
  'addresses': 'a@'.repeat(20000) + 'b.c\n',
  'entities': '&'.repeat(20000) + '&amp;'.repeat(5000) + '\n',
  'parentheses after a link': 'http://a.b/' + ')'.repeat(20000) + '\n',
  'attribute braces': '# a ' + '{#'.repeat(10000) + '\n\nb ' + '{lang='.repeat(10000) + '\n',
  'language blocks': '<div lang="ur">\n\n'.repeat(2000) + 'x\n\n' + '</div>\n\n'.repeat(2000),
};
for (const [name, markdown] of Object.entries(deep)) {
  check(`thousands of ${name} are built in bounded time and memory`, async () => {
    const result = await build(makeRepository(single(`# A\n\n${markdown}\nThe end.\n`)), { limit: 20 });
    expectBuilt(result);
    assert.ok(result.megabytes < (isSanitized ? 3000 : 500), `${result.megabytes} MB`);
  });
}
check('a chapter nested too deep to be shown as it is says so', async () => {
  const result = await build(makeRepository(single(`# A\n\n${'> '.repeat(10000)}words\n`)));
  expectBuilt(result, /one\/chapter\.md:3(:\d+)?: .*(deep|nest)/i);
  assert.match(result.page, /words/);
});

// YAML
const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefghij'.split('').map((letter, i) => `${letter}: &${letter} [${Array(10).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}\n`;
check('a YAML bomb in plainsong.yaml is refused with its place', async () => {
  expectRefused(await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': `${yaml('', '[one/chapter.md]')}${bomb}` }), { limit: 5 }), /plainsong\.yaml:\d+:\d+: /);
});
check('a YAML bomb in the glossary and in people.yaml is refused with its place', async () => {
  for (const name of ['glossary', 'people']) {
    expectRefused(await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': yaml(`${name}: ${name}.yaml\n`, '[one/chapter.md]'), [`${name}.yaml`]: bomb }), { limit: 5 }), new RegExp(`${name}\\.yaml:\\d+:\\d+: `));
  }
});
check('a YAML bomb in front matter is a finding with its place', async () => {
  expectBuilt(await build(makeRepository(single(`---\n${bomb}---\n# A\n`)), { limit: 5 }), /one\/chapter\.md:\d+(:\d+)?: /);
});
check('YAML of 10,000 levels, of 100,000 keys, with tags and with a tab is refused with its place', async () => {
  const many = Array.from({ length: 100000 }, (_, i) => `k${i}: 1`).join('\n');
  for (const text of ['['.repeat(10000), '{a: '.repeat(10000), many, 'title: !!python/name:os.system x\n', 'documents:\n\t- id: x\n', '\0', 'a: "\\xZZ"', '%YAML 9.9\n---\na: 1\n']) {
    expectRefused(await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': text }), { limit: 10 }), /plainsong\.yaml/);
  }
});
check('a plainsong.yaml that is empty, a list, words or of another version is refused', async () => {
  for (const text of ['', '- a\n', 'words\n', 'plainsong: 99\n']) expectRefused(await build(makeRepository({ 'a.md': '# A\n', 'plainsong.yaml': text })), /plainsong\.yaml/);
});

// Leaving the package
const secret = 'the-secret-words-of-another-folder';
function makeBesideSecret(files) {
  const top = makeFolder();
  writeFiles(top, { 'secret.md': `# ${secret}\n`, 'secret.png': Buffer.concat([png, Buffer.from(secret)]), 'secret.yaml': `terms:\n  - {term: ${secret}, meaning: x}\n`, 'folder/secret.md': `# ${secret}\n` });
  const folder = writeFiles(path.join(top, 'package'), files);
  git(folder, 'init', '-q');
  commit(folder);
  return folder;
}
async function expectSecretKept(folder, finding) {
  for (const args of [[], ['--at', 'HEAD']]) {
    const result = await build(folder, { args });
    assert.match(result.said, finding);
    if (result.code === 0) assert.equal(findInOutput(result.out, secret), null);
    assert.ok(!result.said.includes(secret), result.said);
  }
}
const escapes = ['../../etc/passwd', '../../../../../../../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', '../secret.png', '../../secret.png', '..%2f..%2fsecret.png',
  '%2e%2e/%2e%2e/secret.png', '..\\\\..\\\\secret.png', './../one/../../secret.png', '//etc/passwd', 'one/%00/../../../secret.png', '..//..//secret.png', '%252e%252e/%252e%252e/secret.png'];
for (const reference of escapes) {
  check(`an image and a link to ${reference} read nothing outside the package`, async () => {
    await expectSecretKept(makeBesideSecret(single(`# A\n\n![picture](${reference})\n\n[link](${reference})\n\n<img src="${reference}" alt="raw">\n`)), /one\/chapter\.md:3(:\d+)?: /);
  });
}
check('symbolic links out of the package, to files and folders, relative and absolute, are not followed', async () => {
  const folder = makeBesideSecret(single('# A\n\n![a](out.png)\n\n![b](absolute.png)\n\n![c](folder/secret.png)\n\n[d](folder/secret.md)\n', {
    'one/out.png': { link: '../../secret.png' }, 'one/folder': { link: '../../folder' }, 'one/passwd.md': { link: '/etc/passwd' } }));
  fs.symlinkSync(path.join(path.dirname(folder), 'secret.png'), path.join(folder, 'one/absolute.png'));
  commit(folder);
  await expectSecretKept(folder, /one\/chapter\.md:3(:\d+)?: /);
});
check('a chapter, a glossary and a plainsong.yaml that are links out of the package are refused', async () => {
  await expectSecretKept(makeBesideSecret(single({ link: '../../secret.md' })), /one\/chapter\.md/);
  await expectSecretKept(makeBesideSecret({ ...single('# A\n'), 'plainsong.yaml': yaml('glossary: glossary.yaml\n', '[one/chapter.md]'), 'glossary.yaml': { link: '../secret.yaml' } }), /glossary\.yaml/);
  await expectSecretKept(makeBesideSecret({ ...single('# A\n'), 'plainsong.yaml': yaml('glossary: ../secret.yaml\n', '[one/chapter.md]') }), /secret\.yaml/);
  await expectSecretKept(makeBesideSecret({ ...single('# A\n'), 'plainsong.yaml': yaml('', '[../secret.md]') }), /secret\.md/);
  await expectSecretKept(makeBesideSecret({ ...single('# A\n'), 'plainsong.yaml': yaml('', '../folder') }), /folder/);
  await expectSecretKept(makeBesideSecret({ ...single('# A\n'), 'plainsong.yaml': yaml('theme: ./../folder\n', '[one/chapter.md]') }), /theme|folder/);
});
check('links that loop, to themselves, in pairs and through folders, end', async () => {
  const folder = makeRepository(single('# A\n\n![x](loop.png)\n\n[y](b.md) [z](loop/loop/loop/chapter.md)\n', {
    'one/loop.png': { link: 'loop.png' }, 'one/a.md': { link: 'b.md' }, 'one/b.md': { link: 'a.md' }, 'one/loop': { link: '.' } }));
  for (const args of [[], ['--at', 'HEAD']]) expectBuilt(await build(folder, { args }), /one\/chapter\.md:3(:\d+)?: /);
  const bare = makeRepository({ 'README.md': '# A\n', 'loop': { link: '.' }, 'deep/again': { link: '..' }, 'deep/b.md': '# B\n', 'self.md': { link: 'self.md' } });
  for (const args of [[], ['--at', 'HEAD']]) expectBuilt(await build(bare, { args }));
});
check('files that are not files (pipes) do not hang the build', async () => {
  const folder = makeRepository({ 'README.md': '# A\n\n![x](pipe.png)\n' });
  const { execFileSync } = await import('node:child_process');
  execFileSync('mkfifo', [path.join(folder, 'pipe.png'), path.join(folder, 'pipe.md')]);
  expectBuilt(await build(folder, { limit: 10 }), /README\.md:3(:\d+)?: /);
});

// Pictures
const svg = (inside, more = '') => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10" ${more}><title>T</title>${inside}<rect width="5" height="5"/></svg>`;
const pictures = {
  'scripts': [svg('<script>alert("evil")</script><rect onclick="evil()" width="1" height="1"/>', 'onload="evil()"'), /evil/],
  'a script in an attribute of a link': [svg('<a xlink:href="javascript:evil()"><text y="5">x</text></a>'), /evil|javascript/],
  'external references': [svg('<image xlink:href="http://evil.example/x.png" width="1" height="1"/><use href="http://evil.example/y.svg#a"/><style>@import url("http://evil.example/z.css"); rect { fill: url(http://evil.example/f) }</style>'), /evil/],
  'foreign content': [svg('<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://evil.example/"/></foreignObject>'), /evil|foreignObject|iframe/],
  'entities': [`<!DOCTYPE svg [<!ENTITY evil SYSTEM "file:///etc/passwd"><!ENTITY b "evil evil evil">]>${svg('<text y="5">&evil;&b;</text>')}`, /evil|root:/],
  'animation of a link': [svg('<a><animate attributeName="href" values="javascript:evil()"/><set attributeName="onclick" to="evil()"/></a>'), /evil/],
};
for (const [name, [text, forbidden]] of Object.entries(pictures)) {
  check(`an SVG with ${name} is cleaned or refused, and found`, async () => {
    const result = await build(makeRepository(single('# A\n\n![A picture](p.svg)\n', { 'one/p.svg': text })));
    expectBuilt(result, /one\/(p\.svg|chapter\.md:3)(:\d+)*: /);
    for (const [file, bytes] of readFolder(result.out)) if (file.endsWith('.svg')) assert.doesNotMatch(bytes.toString('utf8'), forbidden, file);
    assert.equal(findInOutput(result.out, 'evil.example'), null);
  });
}
check('an SVG of a billion laughs or 100,000 levels is refused quickly', async () => {
  const laughs = `<!DOCTYPE svg [<!ENTITY a "ha">${'bcdefghij'.split('').map((letter, i) => `<!ENTITY ${letter} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>${svg('<text>&j;</text>')}`;
  for (const text of [laughs, svg('<g>'.repeat(100000) + '</g>'.repeat(100000))]) {
    expectBuilt(await build(makeRepository(single('# A\n\n![A picture](p.svg)\n', { 'one/p.svg': text })), { limit: 10 }), /one\/(p\.svg|chapter\.md:3)(:\d+)*: /);
  }
});
const fakes = { 'a page': '<!doctype html><script>alert(1)</script>', 'text': 'no picture', 'nothing': '', 'half a picture': png.subarray(0, 30), 'a picture of 2 billion points': Buffer.concat([png.subarray(0, 16), Buffer.from('7fffffff7fffffff', 'hex'), png.subarray(24)]) };
for (const [name, bytes] of Object.entries(fakes)) {
  check(`${name} under the name of a picture is left out, its alternative text shown, and found`, async () => {
    const result = await build(makeRepository(single('# A\n\n![What it would show](p.png)\n', { 'one/p.png': bytes })));
    expectBuilt(result, /one\/chapter\.md:3(:\d+)?: .*p\.png/);
    assert.match(article(result.page), /What it would show/);
    assert.ok(![...readFolder(result.out).keys()].some((file) => /p-.*\.png$/.test(file)));
  });
}
check('a picture under a wrong ending is published under the right one', async () => {
  const result = await build(makeRepository(single('# A\n\n![Dot](dot.jpg)\n', { 'one/dot.jpg': png })));
  expectBuilt(result);
  assert.ok([...readFolder(result.out).keys()].some((file) => /dot.*\.png$/.test(file)), [...readFolder(result.out).keys()].join(' '));
});

// Names and ids
check('two chapters whose names differ only in case or in signs get two pages', async () => {
  const result = await build(makeRepository({ 'plainsong.yaml': yaml('', '[one/play.md, one/Play.md, one/play.markdown, one/index.md, one/play/index.md]'), 'one/play.md': '# First of them\n', 'one/Play.md': '# Second of them\n', 'one/play.markdown': '# Third of them\n', 'one/index.md': '# Fourth of them\n', 'one/play/index.md': '# Fifth of them\n' }));
  expectBuilt(result);
  const pages = [...readFolder(result.out)].filter(([name]) => /^one\/.*\.html$/.test(name));
  for (const which of ['First', 'Second', 'Third', 'Fourth', 'Fifth']) {
    assert.equal(pages.filter(([, bytes]) => bytes.toString('utf8').includes(`${which} of them</h1>`)).length, 1, which);
  }
  const lower = pages.map(([name]) => name.toLowerCase());
  assert.equal(new Set(lower).size, lower.length);
});
check('a chapter listed twice is an error or a finding, and not two pages of one name', async () => {
  const result = await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': yaml('', '[one/chapter.md, one/chapter.md]') }));
  assert.match(result.said, /plainsong\.yaml|chapter\.md/);
});
check('names that a file system or a reader\u2019s system reserves are published safely', async () => {
  const result = await build(makeRepository({ 'README.md': '# R\n', 'CON.md': '# Con\n', 'a:b.md': '# Colon\n', '-rf.md': '# Dash\n', 'a\nb.md': '# Break\n', '..md': '# Dots\n', [`${'x'.repeat(240)}.md`]: '# Long\n', 'index.html.md': '# Page\n', 'assets/style.css.md': '# Style\n', 'downloads/x.md': '# D\n' }));
  expectBuilt(result);
});
check('ids that clash are made unique, and found', async () => {
  const result = await build(makeRepository(single('# A\n\n## One {#same}\n\n## Two {#same}\n\n## Same\n\n<div id="same">\n\nx\n\n</div>\n\n<span id="main">m</span> <span id="search">s</span>\n\n[to it](#same)\n')));
  expectBuilt(result, /one\/chapter\.md:5(:\d+)?: .*same/);
});

// Markdown that ends badly
check('a table with ragged rows is made even, and what is too much is found', async () => {
  const result = await build(makeRepository(single('# A\n\n| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n|\n')));
  expectBuilt(result, /one\/chapter\.md:6(:\d+)?: /);
  const rows = [...article(result.page).matchAll(/<tr[\s>][\s\S]*?<\/tr>/g)].map(([row]) => row.match(/<t[hd][\s>]/g).length);
  assert.deepEqual([...new Set(rows)], [2]);
});
check('front matter that never ends is shown as text, and found', async () => {
  const result = await build(makeRepository(single('---\ntitle: x\n\n# A real heading\n\nWords to keep.\n')));
  expectBuilt(result, /one\/chapter\.md:1(:\d+)?: .*(front matter|---)/i);
  assert.match(article(result.page), /Words to keep/);
});
check('front matter with unknown keys, wrong kinds and wrong languages is found and the chapter shown', async () => {
  const result = await build(makeRepository(single('---\ntitel: x\nlang: not a language\nsummary: [a]\n---\n# A\n\nWords to keep.\n')));
  expectBuilt(result, /one\/chapter\.md:2(:\d+)?: .*title/);
  assert.match(article(result.page), /Words to keep/);
});

// Code
check('<script> and its kin are taken out with what they hold, and found', async () => {
  const elements = ['<script>evil()</script>', '<SCRIPT SRC="https://evil.example/x.js"></SCRIPT>', '<style>@import "evil";</style>', '<iframe src="https://evil.example"></iframe>', '<object data="evil.swf"></object>', '<embed src="evil.swf">', '<form action="https://evil.example"><input name="evil"><button>evil</button></form>', '<base href="https://evil.example/">', '<meta http-equiv="refresh" content="0;url=https://evil.example">', '<link rel="stylesheet" href="https://evil.example/x.css">', '<svg><script>evil()</script></svg>', '<math><mtext><script>evil()</script></mtext></math>', '<noscript><p title="</noscript><script>evil()</script>"></noscript>', '<template><script>evil()</script></template>', '<xmp><script>evil()</script></xmp>', '<textarea><script>evil()</script></textarea>', '<plaintext>', '<scr<script>ipt>evil()</script>', '<script/x>evil()</script>', '<<script>evil()//<</script>', '<!--><script>evil()</script>-->', '<![CDATA[<script>evil()</script>]]>', '<?php evil() ?><script>evil()</script>', '<a\x00b><script>evil()</script>'];
  for (const element of elements) {
    for (const markdown of [`${element}\n`, `words ${element} words\n`, `> - ${element}\n`, `| ${element.replace(/\|/g, '')} |\n|---|\n`]) {
      const result = await build(makeRepository(single(`# A\n\n${markdown}`)), { args: ['--edition', 'site'] });
      assert.match(result.said, /one\/chapter\.md:[1-9]\d*(:\d+)?: /, `nothing was found in ${JSON.stringify(markdown)}\n${article(result.page)}`);
    }
    if (isSanitized) break;
  }
});
check('event handlers and styles are taken off in every spelling, and found', async () => {
  const attributes = ['onclick="evil()"', 'ONCLICK=evil()', 'onclick\n=\n"evil()"', "onmouseover='evil()'", 'x="1"onclick="evil()"', '/onclick=evil()', 'on\u0000click="evil()"', 'style="background:url(javascript:evil())"', 'STYLE=x:expression(evil())', 'formaction="javascript:evil()"', 'xlink:href="javascript:evil()"', 'srcdoc="<script>evil()</script>"', 'autofocus onfocus=evil()', 'data-x="a" onpointerenter="evil()"'];
  const markdown = attributes.flatMap((attribute) => [`<div ${attribute}>\n\nwords\n\n</div>\n`, `a <span ${attribute}>b</span> <a href="x.md" ${attribute}>c</a>\n`, `<details ${attribute}><summary ${attribute}>s</summary>d</details>\n`]).join('\n');
  const result = await build(makeRepository(single(`# A\n\n${markdown}`)));
  expectBuilt(result, /one\/chapter\.md:3(:\d+)?: .*onclick/i);
  assert.equal(/evil\(\)/.test(article(result.page).replace(/<code>[\s\S]*?<\/code>/g, '').replace(/>[^<]*</g, '><')), false);
});
check('javascript: and other schemes are refused in every disguise, and found', async () => {
  const urls = ['javascript:evil()', 'JaVaScRiPt:evil()', ' javascript:evil()', '\tjavascript:evil()', 'java\tscript:evil()', 'java&#10;script:evil()', 'java&NewLine;script:evil()', 'java&Tab;script:evil()', '&#106;avascript:evil()', '&#x6A;avascript:evil()', '&#x0006A;avascript:evil()', 'javascript&colon;evil()', 'javascript&#58;evil()', 'javascript&#x3a;evil()', '&#1;javascript:evil()', '\u0001javascript:evil()', 'javascript\u0000:evil()', 'vbscript:evil()', 'data:text/html,<script>evil()</script>', 'data:text/html;base64,PHNjcmlwdD5ldmlsKCk8L3NjcmlwdD4=', 'DATA:image/svg+xml,<svg onload=evil()>', 'blob:evil', 'feed:javascript:evil()', 'view-source:javascript:evil()', 'javascript://example.org/%0aevil()', 'jav\\\nascript:evil()', 'x-evil:evil()', 'ws://evil()', 'ftp://evil()', 'intent:evil()#Intent;end', '\\javascript:evil()', 'java%0ascript:evil()', '\u00a0javascript:evil()', '\ufeffjavascript:evil()', '\u2028javascript:evil()'];
  const quote = (url) => url.replace(/"/g, '&quot;');
  const markdown = urls.map((url) => [`[a](<${url.replace(/[<>\n]/g, '')}>) ![i](<${url.replace(/[<>\n]/g, '')}>) <${url.replace(/[<>\s]/g, '')}>`, `<a href="${quote(url)}">b</a> <img alt="j" src="${quote(url)}">`, `[c][r]\n\n[r]: <${url.replace(/[<>\n]/g, '')}>`, `<blockquote cite="${quote(url)}">d</blockquote>`].join('\n\n')).join('\n\n');
  const result = await build(makeRepository(single(`# A\n\n${markdown}\n`)));
  expectBuilt(result, /one\/chapter\.md:3(:\d+)?: /);
  for (const [, href] of article(result.page).matchAll(/\s(?:href|src|cite|action)="([^"]*)"/g)) assert.match(href, /^(https?:|mailto:|tel:|#|[^:]*$|[^:]*\/)/, href);
});
check('each disguise alone never becomes a link', async () => {
  for (const url of ['javascript:evil()', 'java&#10;script:evil()', '&#1;javascript:evil()', 'javascript&colon;evil()']) {
    const result = await build(makeRepository(single(`# A\n\n[one](${url}) <a href="${url}">two</a>\n`)));
    expectBuilt(result, /one\/chapter\.md:3(:\d+)?: /);
    assert.doesNotMatch(article(result.page), /<a [^>]*href="[^"#]*script/i);
  }
});
check('hostile words in package files are shown as words', async () => {
  const evil = '<script>evil()</script>"\' onload="evil()';
  const quoted = JSON.stringify(evil);
  const result = await build(makeRepository({
    'plainsong.yaml': `plainsong: 1\ntitle: ${quoted}\nid: urn:uuid:6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b\nlanguage: en\npublisher: ${quoted}\nrights: ${quoted}\nget-involved: {text: ${quoted}, email: a@example.org}\ngroups: {parents: ${quoted}}\ndocuments:\n  - {id: one, title: ${quoted}, subtitle: ${quoted}, summary: ${quoted}, chapters: [one/chapter.md]}\nglossary: glossary.yaml\npeople: people.yaml\n`,
    'glossary.yaml': `terms:\n  - {term: ${quoted}, short-for: ${quoted}, meaning: ${quoted}}\n`,
    'people.yaml': `people:\n  - {id: a, name: ${quoted}, group: parents, credit: name}\n`,
    'one/chapter.md': `---\ntitle: ${quoted}\nsummary: ${quoted}\n---\n\nWords. \`</script><script>evil()\`\n`,
  }));
  expectBuilt(result);
});
check('get-involved and url with a scheme that runs are refused with their place', async () => {
  for (const more of ['url: "javascript:evil()"\n', 'get-involved: {url: "javascript:evil()"}\n', 'get-involved: {email: "a@b.c?bcc=x\\r\\nX: y"}\n']) {
    const result = await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': yaml(more, '[one/chapter.md]') }));
    expectRefused(result, /plainsong\.yaml:\d+:\d+: /);
  }
});
check('document ids and themes that are paths are refused with their place', async () => {
  for (const [from, to] of [['id: one', 'id: ../one'], ['id: one', 'id: assets'], ['id: one', 'id: "a/b"'], ['id: one', 'id: ""']]) {
    expectRefused(await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': yaml('', '[one/chapter.md]').replace(from, to) })), /plainsong\.yaml:\d+:\d+: /);
  }
  expectRefused(await build(makeRepository({ ...single('# A\n'), 'plainsong.yaml': yaml('theme: no-such-theme\n', '[one/chapter.md]') })), /no-such-theme/);
});
await report({ parallel: 2 });
