// The developers' command that follows judged passages: what it reads, what it writes, and what it refuses.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';

const sand = `# Sand

Every child finds something of their own in a sandpit, and most stay longer than adults expect.

Keep the sand damp so that it holds its shape. Dry sand runs through the fingers and ends up in eyes.

Spoons and yoghurt pots are better than bought moulds, because they can be anything.

Put them back in the wooden box when the afternoon group goes home.
`;
const folder = makeRepository({ 'sand.md': sand, 'water.md': '# Water\n\nA bowl on the floor is enough to begin with.\n' });
const begin = git(folder, 'rev-parse', 'HEAD').toString().trim();
writeFiles(folder, {
  'sand.md': sand.replace('# Sand', '# The sandpit').replace('bought moulds', 'moulds from a shop')
    .replace('Dry sand runs through the fingers and ends up in eyes.', '').replace(/\nPut them .*\n$/, ''),
  'water.md': `# Water\n\nA bowl on the floor is enough\nto begin with.\n\n${/Put them .*\n/.exec(sand)[0]}`,
});
commit(folder, 'Rewrite');
const end = git(folder, 'rev-parse', 'HEAD').toString().trim();

const files = { 'sand.md': sand, 'water.md': '# Water\n\nA bowl on the floor is enough to begin with.\n' };
const wanted = [
  ['same', 'sand.md', 'Keep the sand damp', 'sand.md', 'Keep the sand damp'],
  ['wrapped', 'water.md', 'enough to begin', 'water.md', 'enough\nto begin'],
  ['edited', 'sand.md', 'better than bought moulds', 'sand.md', 'better than moulds'],
  ['heading', 'sand.md', '# Sand', 'sand.md', '# The sandpit'],
  ['moved', 'sand.md', 'Put them back in the wooden box', 'water.md', 'Put them back in the wooden box'],
  ['gone', 'sand.md', 'Dry sand runs through the fingers', null, null],
];
const cases = wanted.map(([id, from, words]) => ({
  id, from_commit: begin, from_path: from, to_commit: end,
  start_byte: files[from].indexOf(words), end_byte: files[from].indexOf(words) + words.length,
}));
const lines = (items) => items.map((item) => `${JSON.stringify(item)}\n`).join('');
const work = writeFiles(makeFolder(), { 'cases.jsonl': lines(cases) });

check('each passage is predicted where it went', async () => {
  const result = await run(['anchor', '--predict', 'cases.jsonl', '--repository', folder, '-o', 'out.jsonl', '-C', work]);
  assert.equal(result.code, 0, result.err);
  const predictions = fs.readFileSync(path.join(work, 'out.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(predictions.length, wanted.length);
  for (const [index, [id, , words, to, exact]] of wanted.entries()) {
    const found = predictions[index];
    assert.equal(found.id, id);
    assert.equal(found.status, to ? 'anchored' : 'gone', id);
    if (!to) {
      assert.equal(found.removed_by, end);
      assert.equal(found.exact, words);
      continue;
    }
    assert.equal(found.path, to, id);
    const text = fs.readFileSync(path.join(folder, to));
    assert.equal(text.subarray(found.start_byte, found.end_byte).toString(), found.exact, id);
    assert.ok(found.exact.startsWith(exact), `${id}: ${found.exact}`);
  }
});
check('without -o the predictions go to standard output, the same', async () => {
  const result = await run(['anchor', '--predict', path.join(work, 'cases.jsonl'), '-C', folder]);
  assert.equal(result.code, 0, result.err);
  assert.equal(result.out, fs.readFileSync(path.join(work, 'out.jsonl'), 'utf8'));
});
check('answers in the cases are not read', async () => {
  const told = cases.map((item) => ({ ...item, status: 'gone', to_path: 'nowhere.md', to_start_byte: 1, to_end_byte: 2, to_exact: 'x' }));
  fs.writeFileSync(path.join(work, 'told.jsonl'), lines(told));
  const result = await run(['anchor', '--predict', path.join(work, 'told.jsonl'), '-C', folder]);
  assert.equal(result.out, fs.readFileSync(path.join(work, 'out.jsonl'), 'utf8'));
});
check('a line that is no case is named', async () => {
  fs.writeFileSync(path.join(work, 'bad.jsonl'), `${lines(cases)}{"id": "x"}\n`);
  const result = await run(['anchor', '--predict', path.join(work, 'bad.jsonl'), '-C', folder]);
  assert.equal(result.code, 3);
  assert.match(result.err, /bad\.jsonl:7: .*from_commit/);
});
check('the file of cases must be named', async () => {
  const result = await run(['anchor', '-C', folder]);
  assert.equal(result.code, 2);
  assert.match(result.err, /--predict/);
});
await report();
