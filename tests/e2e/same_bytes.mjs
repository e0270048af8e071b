// The same revision gives the same bytes, wherever, whenever and however it is built.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report } from '../support/tap.mjs';
import { commit, compareFolders, git, makeFolder, makeRepository, run } from '../support/program.mjs';
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
await report({ parallel: 2 });
