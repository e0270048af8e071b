// Heading ids are those that npm github-slugger makes: for thousands of generated titles, in one document each hundred so
// that titles come twice, and through a whole Markdown document.
import { load } from '../npm/load.mjs';
import { assert, check, report } from '../support/tap.mjs';
import { ask, makeRandom } from './render.mjs';

const GithubSlugger = (await load('github-slugger')).default;
const random = makeRandom(20260304);
const words = ['Play', 'play', 'EHC plan', 'What?', 'who\u2019s who', 'A & B', 'C++', '100%', 'caf\u00e9', 'ÉCOLE', 'Straße', 'ﬁne',
  'İstanbul', 'اردو', 'یہ کیا ہے؟', 'zażółć', 'Ελλάδα', 'ΟΔΟΣ', 'русский', '日本語', 'हिन्दी', 'snake_case', 'kebab-case', '--', '—', '-', '_',
  '1.2.3', '£5', '#hash', '@home', '“quoted”', "it's", '(see)', '[x]', '{id}', 'a/b', 'a\\b', '👩‍👧', '✅', 'x²', '½', '№ 5', 'Ⅷ', 'ªº', '٣',
  'e\u0301', '\u00a0', '\u3000', '\u200b', '\u200d', '\u00ad', 'ß', 'Ǆ', 'ᾼ', '𝒜', '𐐀', '', '  ', '1', '-1', 'play-1', '<b>', '*x*', '\u0e40\u0e14\u0e47\u0e01'];
const makeTitle = () => {
  let title = '';
  for (let i = random.between(1, 5); i > 0; i -= 1) title += random.pick(words) + random.pick([' ', ' ', ' ', '', '  ', '-', '\t']);
  return title;
};
// One title for each letter of the Basic Multilingual Plane and the planes that hold letters, spread over the batches.
const singles = [];
for (let code = 0x20; code < 0x20000; code += 1) {
  if (code >= 0xd800 && code <= 0xdfff) continue;
  if (code < 0x3000 || random.chance(0.15)) singles.push(`a${String.fromCodePoint(code)}b`);
}
const ours = (batches) => ask('--slugs', batches.map((texts) => ({ texts }))).map(({ slugs }) => slugs);
const theirs = (texts) => {
  const slugger = new GithubSlugger();
  return texts.map((text) => slugger.slug(text));
};
const differences = (batches) => {
  const found = [];
  ours(batches).forEach((slugs, batch) => theirs(batches[batch]).forEach((slug, index) => {
    if (slugs[index] !== slug) found.push(`${JSON.stringify(batches[batch][index])}: ours ${JSON.stringify(slugs[index])}, github-slugger ${JSON.stringify(slug)}`);
  }));
  return found;
};

check('5,000 made-up titles, with the same ones coming again', () => {
  const batches = Array.from({ length: 50 }, () => Array.from({ length: 100 }, makeTitle));
  const found = differences(batches);
  assert.equal(found.length, 0, `${found.length} differ:\n${found.slice(0, 40).join('\n')}`);
});
check('every character below U+3000 and a share of the rest, between two letters', () => {
  const batches = [];
  for (let i = 0; i < singles.length; i += 500) batches.push(singles.slice(i, i + 500));
  const found = differences(batches);
  assert.equal(found.length, 0, `${found.length} differ:\n${found.slice(0, 40).join('\n')}`);
});
check('a document whose headings repeat, and clash with numbers that were given out', () => {
  const titles = ['Play', 'Play', 'play-1', 'Play', 'Play 1', 'Who says what', 'Who says what', 'École', 'École', 'اردو', 'C++', 'C#', 'C'];
  const markdown = `# Start\n\n${titles.map((title) => `## ${title.replace('#', '\\#')}\n`).join('\n')}`;
  const [{ html }] = ask('--guidance', [{ markdown }]);
  const ids = [...html.matchAll(/<h[1-6][^>]* id="([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(ids, theirs(['Start', ...titles]));
});
await report();
