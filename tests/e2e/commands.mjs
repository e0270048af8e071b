// The commands as people type them: what they print and where, exit codes, and what they leave on disk.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { compareFolders, makeFolder, makeRepository, readFolder, run, writeFiles } from '../support/program.mjs';
import { good, single, yaml } from './packages.mjs';

const has = (folder, name) => fs.existsSync(path.join(folder, name));
const expectExit = (result, code) => assert.equal(result.signal ?? result.code, code, `exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);

check('help names every command and goes to standard output', async () => {
  const result = await run(['help']);
  expectExit(result, 0);
  for (const command of ['init', 'build', 'help']) assert.match(result.out, new RegExp(`\\b${command}\\b`));
  assert.equal(result.err, '');
});
check('help COMMAND and COMMAND --help explain the options', async () => {
  for (const args of [['help', 'build'], ['build', '--help']]) {
    const result = await run(args);
    expectExit(result, 0);
    for (const option of ['--output', '--at', '--edition', '--strict', '--json', '--quiet']) assert.ok(result.out.includes(option), `${args.join(' ')} does not explain ${option}:\n${result.out}`);
  }
  expectExit(await run(['help', 'init']), 0);
});
check('help fits the terminal, and 80 columns in a pipe', async () => {
  for (const command of ['init', 'build', 'release', 'versions', 'verify', 'changes', 'history', 'help'])
    for (const line of (await run(['help', command])).out.split('\n')) assert.ok([...line].length <= 80, line);
  const narrow = (await run(['help', 'changes'], { env: { COLUMNS: '40' } })).out.split('\nExamples:')[0];
  for (const line of narrow.split('\n').slice(1)) assert.ok([...line].length <= 40, line);
});
check('--version says the version', async () => {
  const result = await run(['--version']);
  expectExit(result, 0);
  assert.match(result.out, /\d+\.\d+/);
});
check('wrong use is exit 2, told on standard error', async () => {
  for (const args of [['buidl'], ['build', '--no-such-option'], ['build', '--edition', 'papyrus'], ['help', 'nonsense'], ['build', '--at'], ['build', 'one', 'two', 'three']]) {
    const result = await run(args);
    expectExit(result, 2);
    assert.notEqual(result.err, '', args.join(' '));
    assert.equal(result.out, '', args.join(' '));
  }
});
check('a mistyped command is answered with the one that was meant', async () => {
  assert.match((await run(['buidl'])).err, /build/);
});
check('no command at all is wrong use, and help is shown', async () => {
  const result = await run([]);
  expectExit(result, 2);
  assert.match(result.err, /build/);
});

check('init and then build make a site and an EPUB without a finding', async () => {
  const folder = path.join(makeFolder(), 'new package');
  expectExit(await run(['init', folder]), 0);
  for (const name of ['plainsong.yaml', 'people.yaml', 'glossary.yaml']) assert.ok(has(folder, name), name);
  const built = await run(['build', '--strict', '-C', folder]);
  expectExit(built, 0);
  assert.ok(has(folder, 'public/index.html'));
  assert.equal(fs.readdirSync(path.join(folder, 'public/downloads')).filter((name) => name.endsWith('.epub')).length, 1);
});
check('init never overwrites', async () => {
  const folder = writeFiles(makeFolder(), { 'plainsong.yaml': 'mine\n' });
  const result = await run(['init', folder]);
  expectExit(result, 3);
  assert.deepEqual([...readFolder(folder).keys()], ['plainsong.yaml']);
  assert.equal(fs.readFileSync(path.join(folder, 'plainsong.yaml'), 'utf8'), 'mine\n');
  assert.match(result.err, /plainsong\.yaml/);
});
check('init without a folder starts the package where it is called', async () => {
  const folder = makeFolder();
  expectExit(await run(['init'], { cwd: folder }), 0);
  assert.ok(has(folder, 'plainsong.yaml'));
});

check('build finds its package from where it is called, and from a folder below', async () => {
  const folder = makeRepository(good);
  expectExit(await run(['build'], { cwd: folder }), 0);
  assert.ok(has(folder, 'public/one/play.html'));
  const out = path.join(makeFolder(), 'out');
  expectExit(await run(['build', '-o', out], { cwd: path.join(folder, 'one') }), 0);
  assert.ok(has(out, 'one/play.html'));
});
check('-C DIR builds there, and a relative -o counts from where it is called', async () => {
  const folder = makeRepository(good);
  const elsewhere = makeFolder();
  expectExit(await run(['build', '-C', folder, '-o', 'made here'], { cwd: elsewhere }), 0);
  assert.ok(has(elsewhere, 'made here/index.html'), `${[...readFolder(elsewhere).keys()]}`);
});
check('--edition chooses', async () => {
  const folder = makeRepository(good);
  const [site, epub] = ['site', 'epub'].map((name) => path.join(makeFolder(), name));
  expectExit(await run(['build', '-C', folder, '--edition', 'site', '-o', site]), 0);
  assert.ok(has(site, 'index.html') && !has(site, 'downloads/one.epub'));
  expectExit(await run(['build', '-C', folder, '--edition', 'epub', '-o', epub]), 0);
  assert.ok(has(epub, 'downloads/one.epub') && !has(epub, 'index.html'));
});
check('-q prints nothing when there is nothing to say', async () => {
  const result = await run(['build', '-q', '-C', makeRepository(good)]);
  expectExit(result, 0);
  assert.equal(result.out + result.err, '');
});
check('--json prints one object about what was built, and nothing else, to standard output', async () => {
  const folder = makeRepository(single('# A\n\n[gone](gone.md)\n'));
  const result = await run(['build', '--json', '-C', folder]);
  expectExit(result, 0);
  const built = JSON.parse(result.out);
  assert.equal(built.output, path.join(folder, 'public'));
  assert.match(built.revision, /^[0-9a-f]{40}$/);
  assert.equal(typeof built.chapters, 'number');
  assert.equal(typeof built.words, 'number');
  assert.ok(built.editions.some(({ edition }) => edition === 'site'));
  const book = built.editions.find(({ edition }) => edition === 'epub');
  assert.equal(book.path, 'downloads/one.epub');
  assert.equal(book.document, 'one');
  assert.equal(book.size, fs.statSync(path.join(folder, 'public/downloads/one.epub')).size);
  const finding = built.findings.find(({ path: at }) => at === 'one/chapter.md');
  assert.equal(finding.line, 3);
  assert.ok(['note', 'warning', 'error'].includes(finding.severity));
  assert.match(finding.message, /gone\.md/);
  assert.match(finding.rule, /^[a-z]+(-[a-z]+)*$/);
});
check('findings are printed as path:line, by severity, and the build still succeeds', async () => {
  const result = await run(['build', '-C', makeRepository(single('# A\n\n[gone](gone.md)\n\n![x](none.png)\n'))]);
  expectExit(result, 0);
  const lines = `${result.err}${result.out}`.split('\n').filter((line) => /: (error|warning|note): /.test(line));
  assert.ok(lines.length >= 2, `${result.err}${result.out}`);
  for (const line of lines) assert.match(line, /^one\/chapter\.md:\d+(:\d+)?: (error|warning|note): .+ \[[a-z-]+\]$/);
  const rank = lines.map((line) => ['error', 'warning', 'note'].findIndex((word) => line.includes(`: ${word}: `)));
  assert.deepEqual(rank, [...rank].sort());
});
check('--strict turns findings into exit 1 and leaves the old output in place', async () => {
  const folder = makeRepository(good);
  expectExit(await run(['build', '-C', folder]), 0);
  const before = fs.readFileSync(path.join(folder, 'public/one/play.html'));
  writeFiles(folder, { 'one/play.md': '# Play\n\n[gone](gone.md)\n' });
  expectExit(await run(['build', '--strict', '-C', folder]), 1);
  assert.ok(before.equals(fs.readFileSync(path.join(folder, 'public/one/play.html'))));
});

check('a failed build leaves the last good output as it was, and no staging folder', async () => {
  const folder = makeRepository(good);
  expectExit(await run(['build', '-C', folder]), 0);
  const kept = makeFolder('kept');
  fs.cpSync(path.join(folder, 'public'), kept, { recursive: true });
  writeFiles(folder, { 'plainsong.yaml': yaml('tilte: x\n') });
  const result = await run(['build', '-C', folder]);
  expectExit(result, 3);
  assert.deepEqual(compareFolders(kept, path.join(folder, 'public')), []);
  assert.deepEqual(fs.readdirSync(folder).sort(), ['.git', 'one', 'plainsong.yaml', 'public']);
});
check('an unknown key is an error with its place and the key that was meant', async () => {
  const result = await run(['build', '-C', makeRepository({ ...good, 'plainsong.yaml': yaml('glosary: glossary.yaml\n') })]);
  expectExit(result, 3);
  assert.match(result.err, /plainsong\.yaml:\d+:\d+: .*glosary.*glossary/s);
});
check('a chapter that is named and not there is an error with its place', async () => {
  const result = await run(['build', '-C', makeRepository({ ...good, 'plainsong.yaml': yaml('', '[one/welcome.md, one/plya.md]') })]);
  expectExit(result, 3);
  assert.match(result.err, /plainsong\.yaml:\d+:\d+: .*one\/plya\.md/);
});
check('a folder with nothing to publish is exit 3 with a way out', async () => {
  const result = await run(['build', '-C', makeFolder()]);
  expectExit(result, 3);
  assert.match(result.err, /Markdown|\.md|init/);
});
check('a folder that is not there is exit 3', async () => {
  const result = await run(['build', '-C', path.join(makeFolder(), 'nowhere')]);
  expectExit(result, 3);
  assert.match(result.err, /nowhere/);
});
check('an output folder that holds other files is refused and stays untouched', async () => {
  const folder = makeRepository(good);
  const foreign = writeFiles(makeFolder(), { 'thesis.txt': 'years of work', 'sub/photo.jpg': 'x' });
  const result = await run(['build', '-C', folder, '-o', foreign]);
  expectExit(result, 3);
  assert.deepEqual([...readFolder(foreign).keys()], ['sub/photo.jpg', 'thesis.txt']);
  assert.match(result.err, new RegExp(path.basename(foreign)));
});
check('an output that is a file, or below one, is refused', async () => {
  const folder = makeRepository(good);
  const file = path.join(writeFiles(makeFolder(), { file: 'x' }), 'file');
  for (const out of [file, path.join(file, 'out')]) {
    expectExit(await run(['build', '-C', folder, '-o', out]), 3);
    assert.equal(fs.readFileSync(file, 'utf8'), 'x');
  }
});
check('the package folder itself, or one above it, is never an output', async () => {
  const folder = makeRepository(good);
  for (const out of [folder, path.dirname(folder)]) expectExit(await run(['build', '-C', folder, '-o', out]), 3);
  assert.ok(has(folder, 'one/play.md') && has(folder, 'plainsong.yaml'));
});
check('an empty output folder is used, and one of an earlier build is replaced whole', async () => {
  const folder = makeRepository(good);
  const out = makeFolder('out');
  expectExit(await run(['build', '-C', folder, '-o', out]), 0);
  fs.rmSync(path.join(folder, 'one/play.md'));
  writeFiles(folder, { 'plainsong.yaml': yaml('', '[one/welcome.md]') });
  expectExit(await run(['build', '-C', folder, '-o', out]), 0);
  assert.ok(!has(out, 'one/play.html'));
});
await report({ parallel: 2 });
