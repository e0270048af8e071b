// The search that runs in the reader's browser: the theme's plainsong.js, whose pure part node can load.
// Run with: node --test tests/site/

import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

const script = fileURLToPath(new URL('../../themes/default/plainsong.js', import.meta.url));
const {fold, words, decodeTerms, decodePosts, open, beginnings, mistakes, search, snippet} =
  createRequire(import.meta.url)(script);

// An index as the build writes it, from [document, chapter, heading, text] rows, by the rules at the top of the script.
const build = (rows) => {
  const documents = [], chapters = [], units = [], where = new Map();
  for (const [document, chapter, heading, text] of rows) {
    if (!documents.includes(document)) documents.push(document);
    if (!chapters.some((each) => each[1] === chapter)) {
      chapters.push([documents.indexOf(document), chapter, `${chapter}.html`]);
    }
    const unit = units.push([chapters.findIndex((each) => each[1] === chapter), heading, heading]) - 1;
    const counts = new Map();
    for (const word of words(text)) counts.set(word, Math.min(7, (counts.get(word) ?? 0) + 1));
    for (const word of new Set(words(heading))) counts.set(word, (counts.get(word) ?? 0) + 8);
    for (const [word, count] of counts) where.set(word, [...where.get(word) ?? [], [unit, count]]);
  }
  const sorted = [...where.keys()].sort((a, b) => a < b ? -1 : 1);
  const terms = sorted.map((word, i) => {
    let shared = 0;
    while (i && shared < 35 && shared < word.length && word[shared] === sorted[i - 1][shared]) shared++;
    return shared.toString(36) + word.slice(shared);
  }).join('\n');
  const posts = sorted.map((word) => {
    let before = 0;
    return where.get(word).map(([unit, count]) => {
      const entry = (unit - before).toString(36) + (count === 1 ? '' : `:${count.toString(36)}`);
      before = unit;
      return entry;
    }).join(' ');
  });
  return open({version: 1, documents, chapters, units, terms, posts});
};

const guidance = build([
  ['Early years', 'Welcome', 'Welcome', 'This guidance is for parents and staff. A plan helps.'],
  ['Early years', 'Play', 'Taking turns', 'Rolling a ball is a conversation between a child and an adult.'],
  ['Early years', 'Play', 'Communication', 'Signs, pictures and words. Łódź is a town; the café is open.'],
  ['Early years', 'Play', 'A quiet corner', 'The planning of rooms. Communication matters here too.'],
  ['School', 'Signs', 'Anxiety', 'Anxiety grows when nobody asks. Parents plan with the school.'],
  ['School', 'Signs', 'Plan', 'Who does what.'],
  ['Sprachen', '中文', '孩子', '孩子们通过交谈学习说话。'],
]);
const headings = (query) => search(guidance, query).results.map(({unit}) => guidance.data.units[unit][1]);

// The plain table, without the walk over shared beginnings, to judge the walk by.
const distance = (a, b) => {
  const d = Array.from({length: a.length + 1}, (_, i) => [i, ...Array(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j++) d[0][j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.length][b.length];
};

test('words are folded as the build folds them', () => {
  assert.equal(fold('CAFÉ Łódź Straße İstanbul ıæœøđ Σίσυφος'), 'cafe lodz strasse istanbul iaeoeod σισυφοσ');
  assert.deepEqual(words('مُحَمَّد'), ['محمد']);
  assert.deepEqual(words('a child’s EHC-plan, 0–25; ﬁve'), ['a', 'child', 's', 'ehc', 'plan', '0', '25', 'five']);
  assert.deepEqual(words('孩子 plan テスト々'), ['孩', '子', 'plan', 'テ', 'ス', 'ト', '々']);
  assert.deepEqual(words(' — …'), []);
});

test('front-coded terms and delta-coded posts are read back', () => {
  assert.deepEqual(decodeTerms('0plan\n4ning\n1lay').terms, ['plan', 'planning', 'play']);
  assert.deepEqual(decodeTerms('').terms, []);
  assert.deepEqual(decodePosts('0 1:9 10:f z'), [0, 1, 1, 9, 37, 15, 72, 1]);
  assert.deepEqual(decodePosts(''), []);
});

test('an index of another version is refused', () => {
  assert.throws(() => open({version: 2, documents: [], chapters: [], units: [], terms: '', posts: []}), /version/);
});

test('every word must be there', () => {
  assert.deepEqual(headings('parents plan').sort(), ['Anxiety', 'Welcome']);
  assert.equal(search(guidance, 'parents plan').partial, false);
});

test('as written comes before beginnings, headings before text', () => {
  assert.deepEqual(headings('plan'), ['Plan', 'Welcome', 'Anxiety', 'A quiet corner']);
  assert.deepEqual(headings('communication'), ['Communication', 'A quiet corner']);
});

test('a beginning finds the whole word', () => {
  assert.deepEqual(headings('anx'), ['Anxiety']);
  assert.deepEqual(beginnings(guidance, 'plan').map(({term}) => guidance.terms[term]), ['plan', 'planning']);
});

test('accents do not matter, on either side', () => {
  assert.deepEqual(headings('lodz'), ['Communication']);
  assert.deepEqual(headings('CAFÉ'), ['Communication']);
});

test('small typing mistakes are forgiven, swapped letters too', () => {
  assert.deepEqual(headings('anixety'), ['Anxiety']);
  assert.deepEqual(headings('comunicaton'), ['Communication', 'A quiet corner']);
  assert.deepEqual(headings('comunic'), ['Communication', 'A quiet corner']);
  assert.deepEqual(headings('bal'), ['Taking turns'], 'a beginning');
  assert.deepEqual(headings('bxl'), [], 'three letters forgive nothing');
});

test('a mistake that is itself a word of the text is forgiven when nothing else has all words', () => {
  const index = build([['d', 'c', 'One', 'apples from here'], ['d', 'c', 'Two', 'fill in this form']]);
  assert.deepEqual(search(index, 'apples form').results.map(({unit}) => unit), [0]);
  assert.equal(search(index, 'apples form').partial, false);
});

test('when no part has all words, the best is shown and said to be partial', () => {
  const found = search(guidance, 'anxiety zebra parents');
  assert.equal(found.partial, true);
  assert.deepEqual(found.results.map(({unit}) => guidance.data.units[unit][1]), ['Anxiety']);
  assert.deepEqual(search(guidance, 'zzzzzz').results, []);
  assert.equal(search(guidance, 'zzzzzz').partial, false);
  assert.deepEqual(search(guidance, '').results, []);
});

test('Chinese is found by its characters', () => {
  assert.deepEqual(headings('孩子'), ['孩子']);
});

test('the walk over the terms finds what the plain table finds', () => {
  let seed = 7;
  const random = (n) => (seed = Math.imul(seed, 48271) >>> 1) % n;
  const letters = 'abc', made = new Set();
  for (let i = 0; i < 3000; i++) made.add(Array.from({length: 3 + random(8)}, () => letters[random(3)]).join(''));
  const list = [...made], index = build(list.map((word, i) => ['d', 'c', `x${i}`, word]));
  let compared = 0;
  for (let i = 0; i < 200; i++) {
    const query = Array.from({length: 4 + random(7)}, () => letters[random(3)]).join('');
    const most = query.length >= 8 ? 2 : 1;
    const near = (term) => {
      let low = distance(query, term);
      for (let n = 0; query.length >= 6 && n < term.length; n++) low = Math.min(low, distance(query, term.slice(0, n)));
      return low;
    };
    const all = index.terms.map((term) => [term, near(term)]);
    const least = Math.min(...all.map(([, d]) => d));
    const expected = least > most ? [] : all.filter(([, d]) => d === least).map(([term]) => term);
    assert.deepEqual(mistakes(index, query).map(({term}) => index.terms[term]), expected, query);
    compared += expected.length;
  }
  assert.ok(compared > 200);
});

test('at most the limit is returned, and the total is told', () => {
  const index = build(Array.from({length: 50}, (_, i) => ['d', 'c', `h${i}`, 'same word']));
  const found = search(index, 'same');
  assert.equal(found.results.length, 30);
  assert.equal(found.total, 50);
});

test('a snippet is short, cut between words, and marks the hits', () => {
  const text = `${'far away words '.repeat(40)}and then the Café opens. ${'more words follow '.repeat(40)}`;
  const parts = snippet(text, new Set(['cafe']));
  assert.deepEqual(parts.filter((part) => part.hit).map((part) => part.text), ['Café']);
  const whole = parts.map((part) => part.text).join('');
  assert.ok(whole.length < 190 && whole.startsWith('… ') && whole.endsWith(' …'), whole);
  assert.ok(text.includes(whole.slice(2, -2)));
  assert.deepEqual(snippet('short', new Set()), [{text: 'short', hit: false}]);
});

test('a search over 15,000 terms takes less than the 20 ms that feel instant', () => {
  const parts = 'ba co di fu ge hi jo ka lu me ni po qua ri so ta un ve wi xa ye zu'.split(' '), rows = [];
  const name = (n) => parts[n % 22] + parts[(n / 22 | 0) % 22] + parts[(n / 484 | 0) % 22] + parts[(n / 10648 | 0) % 22];
  for (let n = 0; n < 15000; n += 50) {
    rows.push(['d', 'c', `h${n}`, Array.from({length: 50}, (_, i) => name(n + i)).join(' ')]);
  }
  const index = build(rows);
  assert.ok(index.terms.length >= 15000);
  const times = ['ba', 'bacodixx jokaluxx', 'hijokalx', 'co di'].map((query) => {
    search(index, query);
    const start = performance.now();
    search(index, query);
    return performance.now() - start;
  });
  assert.ok(Math.max(...times) < 20, times.join(', '));
});
