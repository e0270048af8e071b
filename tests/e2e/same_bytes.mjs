// The same revision gives the same bytes, wherever, whenever and however it is built.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report } from '../support/tap.mjs';
import { commit, compareFolders, git, gitAt, makeFolder, makeRepository, run } from '../support/program.mjs';
import { readZip } from '../support/zip.mjs';
import { good } from './packages.mjs';

const tests = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
async function build(folder, { args = [], ...options } = {}) {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', out, ...args], options);
  assert.equal(result.code, 0, result.err);
  return out;
}

// The largest input that is at hand: every construct of the dialect.
function makeEverything() {
  const folder = makeFolder();
  fs.cpSync(path.join(tests, 'golden/whole/input'), folder, { recursive: true, verbatimSymlinks: true });
  git(folder, 'init', '-q');
  commit(folder);
  return folder;
}

check('two builds in one folder', async () => {
  const folder = makeEverything();
  assert.deepEqual(compareFolders(await build(folder), await build(folder)), []);
});
check('two clones in two folders', async () => {
  const folder = makeEverything();
  const [a, b] = ['a', 'another name'].map((name) => path.join(makeFolder(), name));
  git(folder, 'clone', '-q', folder, a);
  git(folder, 'clone', '-q', folder, b);
  fs.utimesSync(path.join(b, 'plainsong.yaml'), 1e9, 1e9);
  assert.deepEqual(compareFolders(await build(a), await build(b)), []);
});
check('a clean working tree and --at HEAD', async () => {
  const folder = makeEverything();
  assert.deepEqual(compareFolders(await build(folder), await build(folder, { args: ['--at', 'HEAD'] })), []);
});
check('other time zones, locales, homes and numbers of processors', async () => {
  const folder = makeEverything();
  const reference = await build(folder);
  for (const env of [{ TZ: 'Pacific/Auckland' }, { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, { LC_ALL: 'C' }, { LC_ALL: 'C', LANG: '' }, { HOME: '/nonexistent' }]) {
    assert.deepEqual(compareFolders(reference, await build(folder, { env })), [], JSON.stringify(env));
  }
  assert.deepEqual(compareFolders(reference, await build(folder, { wrapper: ['taskset', '-c', '0'] })), [], 'one processor');
});
check('every entry of an EPUB bears the same date and the mimetype is first', async () => {
  const out = await build(makeRepository(good));
  const entries = readZip(fs.readFileSync(path.join(out, 'downloads/one.epub')));
  assert.equal(entries[0].name, 'mimetype');
  assert.equal(entries[0].method, 0);
  assert.equal(entries[0].bytes.toString(), 'application/epub+zip');
  assert.equal(new Set(entries.map(({ time, date }) => `${date} ${time}`)).size, 1);
});
check('the book keeps its identifier from commit to commit', async () => {
  const folder = makeRepository(good);
  const read = async () => {
    const out = await build(folder);
    const entry = readZip(fs.readFileSync(path.join(out, 'downloads/one.epub'))).find(({ name }) => name.endsWith('package.opf'));
    return entry.bytes.toString('utf8').match(/<dc:identifier[^>]*>([^<]*)</)[1];
  };
  const first = await read();
  fs.appendFileSync(path.join(folder, 'one/play.md'), '\nMore.\n');
  commit(folder);
  assert.match(first, /^urn:uuid:/);
  assert.equal(await read(), first);
});

// The golden case with two versions, up to one of its states; the last is in no version.
function addStates(folder, from, to) {
  const place = path.join(tests, 'golden/versions');
  const { history, date: last } = JSON.parse(fs.readFileSync(path.join(place, 'case.json'), 'utf8'));
  for (const { folder: state, date, tag, message } of [...history, { folder: 'input', date: last }].slice(from, to)) {
    fs.cpSync(path.join(place, state), folder, { recursive: true });
    git(folder, 'add', '-A', '.');
    gitAt(date, folder, 'commit', '-q', '-m', 'Write it down');
    if (tag) gitAt(date, folder, 'tag', '-a', '--cleanup=verbatim', tag, '-m', message);
  }
  return folder;
}
function makeVersions(to) {
  const folder = makeFolder();
  git(folder, 'init', '-q');
  return addStates(folder, 0, to);
}
check('versions, with a history that is kept and one that is not, in two clones', async () => {
  const folder = makeVersions();
  const [a, b] = ['a', 'another name'].map((name) => path.join(makeFolder(), name));
  git(folder, 'clone', '-q', folder, a);
  git(folder, 'clone', '-q', folder, b);
  const cold = await build(a);
  assert.ok(fs.existsSync(path.join(cold, 'guide/changes.html')));
  assert.deepEqual(compareFolders(cold, await build(a)), [], 'kept');
  assert.deepEqual(compareFolders(cold, await build(b)), [], 'another clone');
});
check('a version, before and after others are released', async () => {
  const folder = makeVersions(2);
  const before = await build(folder, { args: ['--at', 'guide/v1.1'] });
  git(folder, 'tag', '-a', 'guide/v1.2', '-m', 'The same text again');
  git(folder, 'tag', '-a', 'short/v1.0', '-m', 'Another document');
  addStates(folder, 2);
  const after = await build(folder, { args: ['--at', 'guide/v1.1'] });
  for (const name of ['guide', 'downloads/guide.epub']) {
    const [one, other] = [before, after].map((out) => path.join(out, name));
    if (name.endsWith('.epub')) assert.ok(fs.readFileSync(one).equals(fs.readFileSync(other)));
    else assert.deepEqual(compareFolders(one, other), []);
  }
});
await report({ parallel: 2 });
