/*
 * plainsong.js: search in the reader's browser, and three small helps (see "the page" below).
 * Every page works without this file. It asks nothing of another host and also runs from file://.
 *
 * THE DATA (written by the build, read here)
 *
 * search/index.js, loaded when the reader first enters the search box, is one call:
 *   plainsongSearch.index({
 *     version: 1,
 *     documents: ["title", …],
 *     chapters:  [[documentIndex, "title", "url from the site's root", textFile], …],
 *     units:     [[chapterIndex, "heading", "fragment"], …],
 *     terms:     "front-coded words", posts: ["…", …]})
 * A unit is the text under one heading, up to the next heading of any level. The first unit of a chapter is what
 * stands under its title (fragment "" or the title's id). Units of one chapter stand together, in reading order.
 *
 * terms: the distinct words of all units, in the order of their UTF-16 code units, separated by "\n". The first
 * character of each is a base-36 digit (0 to z): how many code units it shares with the word before it, at most 35.
 * The rest of the word follows. No words at all is the empty string.
 *
 * posts[i] says where word i stands: entries separated by one space, "DELTA" or "DELTA:COUNT", both in base 36.
 * DELTA is the unit's number minus the number in the entry before (the first counts from 0). COUNT is how often the
 * word stands in the unit's text, at most 7, plus 8 if it stands in the unit's heading; a COUNT of 1 is left out.
 *
 * search/textN.js, loaded for the chapters whose results are shown, has one call for each chapter whose textFile is N:
 *   plainsongSearch.text(chapterIndex, ["text of the chapter's first unit", "text of its second", …])
 *
 * WORDS (the build follows the same rule, so that both sides mean the same)
 *
 *  1. Normalise to NFKD.
 *  2. Remove every character of general category M (marks): accents, Arabic vowel signs and the like.
 *  3. Lower case, without regard to language.
 *  4. Replace ß by ss, ł by l, ø by o, đ by d, ı by i, æ by ae, œ by oe, ς by σ.
 *  5. Split: a character whose Script is Han, Hiragana or Katakana and whose category is L or N is a word of its own;
 *     otherwise the longest run of other characters of category L or N is a word. Everything else only separates.
 *
 * FINDING
 *
 * A unit is found when each word of the query is in it: as written, as a beginning, or, for a word that is neither,
 * with a typing mistake (one from 4 letters, two from 8; swapped neighbours count as one). If no unit has all words,
 * mistakes are tried for every word; if still none has, those with the most of them are shown, and the reader is told.
 * Order: as written before beginnings before mistakes, headings before text, rare words before common ones, short units
 * before long ones; further hits count less and less.
 */
(function () {
  'use strict';

  const LIMIT = 30;
  const IN_HEADING = 8;
  const EXACT = 1, MISTAKE = [1, 0.3, 0.15];
  // From this length on, a term that only begins like a mistyped word is near enough to be meant.
  const BEGUN = 6;

  // ---- words ----

  const SPELLED = {'ß': 'ss', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ı': 'i', 'æ': 'ae', 'œ': 'oe', 'ς': 'σ'};
  const SINGLE = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
  const WORD = new RegExp(`(?=[\\p{L}\\p{N}])[${SINGLE}]|(?:(?![${SINGLE}])[\\p{L}\\p{N}])+`, 'gu');
  // The same in text that is not folded yet, where marks belong to the word before them.
  const RAW = new RegExp(`(?=[\\p{L}\\p{N}])[${SINGLE}]\\p{M}*|(?:(?![${SINGLE}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');

  const fold = (text) => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase()
    .replace(/[ßłøđıæœς]/g, (c) => SPELLED[c]);

  const words = (text) => fold(text).match(WORD) || [];

  // ---- reading the index ----

  // The front-coded words as { terms, shared }; shared[i] is what terms[i] is known to share with the one before.
  const decodeTerms = (coded) => {
    const lines = coded ? coded.split('\n') : [];
    const terms = new Array(lines.length), shared = new Uint8Array(lines.length);
    let before = '';
    lines.forEach((line, i) => {
      shared[i] = parseInt(line[0], 36);
      before = terms[i] = before.slice(0, shared[i]) + line.slice(1);
    });
    return {terms, shared};
  };

  // One word's posts as [unit, count, unit, count, …].
  const decodePosts = (coded) => {
    const out = [];
    let unit = 0, number = 0, counted = false;
    for (let i = 0; i <= coded.length; i++) {
      const c = i < coded.length ? coded.charCodeAt(i) : 32;
      if (c === 32) {
        if (i === 0) continue;
        if (counted) out.push(number);
        else out.push(unit += number, 1);
        number = 0;
        counted = false;
      } else if (c === 58) {
        out.push(unit += number);
        number = 0;
        counted = true;
      } else {
        number = number * 36 + (c < 58 ? c - 48 : c - 87);
      }
    }
    return out;
  };

  const open = (data) => {
    if (data.version !== 1) throw new Error('The search index is of another version than plainsong.js.');
    const {terms, shared} = decodeTerms(data.terms);
    const length = new Float64Array(data.units.length);
    const first = new Int32Array(data.chapters.length).fill(-1);
    const posts = data.posts.map(decodePosts);
    let total = 0;
    for (const post of posts) {
      for (let i = 0; i < post.length; i += 2) {
        const count = post[i + 1] & (IN_HEADING - 1);
        length[post[i]] += count;
        total += count;
      }
    }
    data.units.forEach((unit, i) => { if (first[unit[0]] < 0) first[unit[0]] = i; });
    return {data, terms, shared, posts, length, first, mean: total / Math.max(1, length.length) || 1};
  };

  // ---- which terms a word may mean ----

  // The first term that is not before the word.
  const place = (terms, word) => {
    let low = 0, high = terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (terms[middle] < word) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const beginnings = (index, word) => {
    const found = [];
    for (let i = place(index.terms, word); i < index.terms.length && index.terms[i].startsWith(word); i++) {
      const term = index.terms[i];
      found.push({term: i, worth: term === word ? EXACT : 0.2 + 0.4 * word.length / term.length});
    }
    return found;
  };

  const allowance = (word) => word.length > 40 ? 0 : word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;

  // Terms within the distance, insertions, deletions, changes and swaps of neighbours counting one each. The terms are
  // sorted, so the table's rows for a beginning shared with the term before are kept, and a beginning from which
  // nothing can come near is passed over with all its terms. A term whose beginning is near counts for a long word too.
  // Only the nearest are given, or all within the distance if `wide`.
  const mistakes = (index, word, wide) => {
    const most = allowance(word);
    if (!most) return [];
    const {terms, shared} = index, m = word.length, deepest = m + most;
    const rows = [], nearest = new Array(deepest + 1).fill(m);
    for (let d = 0; d <= deepest; d++) rows.push(new Uint8Array(m + 1));
    for (let j = 0; j <= m; j++) rows[0][j] = j;
    const found = [];
    let filled = 0, dead = Infinity, best = most;
    for (let t = 0; t < terms.length; t++) {
      if (shared[t] >= dead) continue;
      const term = terms[t], end = Math.min(term.length, deepest);
      filled = Math.min(filled, shared[t]);
      dead = Infinity;
      while (filled < end) {
        const d = ++filled, row = rows[d], above = rows[d - 1], c = term.charCodeAt(d - 1);
        let low = row[0] = d;
        for (let j = 1; j <= m; j++) {
          let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (c === word.charCodeAt(j - 1) ? 0 : 1));
          if (d > 1 && j > 1 && c === word.charCodeAt(j - 2) && term.charCodeAt(d - 2) === word.charCodeAt(j - 1)) {
            cost = Math.min(cost, rows[d - 2][j - 2] + 1);
          }
          row[j] = cost;
          if (cost < low) low = cost;
        }
        nearest[d] = Math.min(nearest[d - 1], row[m]);
        if (low <= most) continue;
        if (m < BEGUN || nearest[d] > most) dead = d;
        break;
      }
      const whole = filled === term.length ? rows[filled][m] : Infinity;
      const begun = m >= BEGUN ? nearest[filled] : Infinity;
      const distance = Math.min(whole, begun);
      if (distance > best) continue;
      if (!wide) best = distance;
      found.push({term: t, distance, worth: MISTAKE[distance] * (whole <= begun ? 1 : 0.6)});
    }
    return wide ? found : found.filter((each) => each.distance === best);
  };

  const candidates = (index, word, wide) => {
    const found = beginnings(index, word);
    if (wide) return found.concat(mistakes(index, word, true));
    return found.length ? found : mistakes(index, word);
  };

  // ---- ranking ----

  // For each unit, how many of the words it has and what they are worth together; hits is the set of terms found.
  const weigh = (index, asked, wide) => {
    const count = index.length.length, hits = new Set();
    const score = new Float64Array(count), got = new Uint8Array(count), one = new Float64Array(count);
    for (const word of asked) {
      const touched = [];
      for (const {term, worth} of candidates(index, word, wide)) {
        const post = index.posts[term], rare = Math.log(1 + count / (1 + post.length / 2));
        hits.add(index.terms[term]);
        for (let i = 0; i < post.length; i += 2) {
          const unit = post[i], text = post[i + 1] & (IN_HEADING - 1), heading = post[i + 1] >= IN_HEADING;
          const often = text / (text + 0.4 + 0.8 * index.length[unit] / index.mean);
          const value = worth * rare * (often + (heading ? 2.5 : 0));
          if (!one[unit]) touched.push(unit);
          if (value > one[unit]) one[unit] = value;
        }
      }
      for (const unit of touched) {
        score[unit] += one[unit];
        got[unit]++;
        one[unit] = 0;
      }
    }
    return {score, got, hits, most: got.reduce((a, b) => a > b ? a : b, 0)};
  };

  // { words, results: [{unit, score}], total, partial, hits }, best first, at most `limit` of them. A word that stands
  // in the text may still be a slip ("form" for "from"), so before giving up on all words, slips are tried for each.
  const search = (index, query, limit = LIMIT) => {
    const asked = [...new Set(words(query))].slice(0, 32), phrase = asked.join(' ');
    let found = weigh(index, asked, false);
    if (found.most < asked.length) {
      const wide = weigh(index, asked, true);
      if (wide.most > found.most) found = wide;
    }
    const {score, got, hits, most} = found, results = [];
    for (let u = 0; most && u < got.length; u++) {
      if (got[u] !== most) continue;
      const [chapter, title] = index.data.units[u], heading = words(title).join(' ');
      if (heading === phrase) score[u] *= 2;
      else if (heading.startsWith(phrase)) score[u] *= 1.4;
      if (index.first[chapter] === u) score[u] *= 1.15;
      results.push({unit: u, score: score[u]});
    }
    results.sort((a, b) => b.score - a.score || a.unit - b.unit);
    return {words: asked, results: results.slice(0, limit), total: results.length,
      partial: most > 0 && most < asked.length, hits};
  };

  // ---- snippets ----

  // A passage around the hits as [{text, hit}], at most about `size` code units, cut between words.
  const snippet = (text, hits, size = 170) => {
    const marks = [];
    for (const match of text.matchAll(RAW)) {
      if (words(match[0]).some((word) => hits.has(word))) marks.push([match.index, match.index + match[0].length]);
    }
    let from = 0, best = 0;
    marks.forEach(([start], i) => {
      let n = 0;
      while (i + n < marks.length && marks[i + n][1] <= start + size * 0.75) n++;
      if (n > best) { best = n; from = start; }
    });
    let start = Math.max(0, Math.min(from - Math.round(size / 4), text.length - size));
    let end = Math.min(text.length, start + size);
    if (start > 0) {
      const space = text.indexOf(' ', start);
      if (space >= 0 && space < from) start = space + 1;
    }
    if (end < text.length) {
      const space = text.lastIndexOf(' ', end);
      if (space > from + 20) end = space;
    }
    const parts = [], add = (words, hit) => { if (words) parts.push({text: words, hit}); };
    let at = start;
    add(start > 0 ? '… ' : '', false);
    for (const [a, b] of marks) {
      if (a < start || b > end) continue;
      add(text.slice(at, a), false);
      add(text.slice(a, b), true);
      at = b;
    }
    add(text.slice(at, end), false);
    add(end < text.length ? ' …' : '', false);
    return parts;
  };

  if (typeof module !== 'undefined' && module.exports) {
    module.exports = {fold, words, decodeTerms, decodePosts, open, beginnings, mistakes, search, snippet};
  }
  if (typeof document === 'undefined') return;

  // ---- the page ----

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // "On this page" stands open where there is room beside the text.
  const headings = document.querySelector('.on-this-page');
  if (headings && getComputedStyle(headings).float !== 'none') headings.querySelector('details').open = true;

  // A table or a block of code that need not be scrolled is no stop on the way through the page.
  const scrollers = [...document.querySelectorAll('.table-scroll[tabindex], pre[tabindex]')];
  const settle = () => {
    for (const each of scrollers) each.tabIndex = each.scrollWidth > each.clientWidth + 1 ? 0 : -1;
  };
  if (scrollers.length) {
    settle();
    addEventListener('resize', settle);
  }

  // A word with a meaning shows it at the pointer or focus; Escape puts it away; the link to the glossary stays.
  const meanings = new Map();
  for (const dt of document.querySelectorAll('.words dt')) {
    const link = dt.querySelector('a');
    if (link) meanings.set(link.href, dt.parentElement.querySelector('dd').textContent.trim());
  }
  if (meanings.size) {
    const tip = make('span', {class: 'tip', role: 'tooltip', id: 'psg.tip'});
    let owner = null, later = 0;
    const hide = () => {
      clearTimeout(later);
      if (!owner) return;
      owner.removeAttribute('aria-describedby');
      owner = null;
      tip.remove();
    };
    const show = (link) => {
      clearTimeout(later);
      if (owner === link || !meanings.has(link.href)) return;
      hide();
      owner = link;
      tip.textContent = meanings.get(link.href);
      document.body.append(tip);
      link.setAttribute('aria-describedby', tip.id);
      const box = link.getBoundingClientRect(), room = document.documentElement.clientWidth;
      const wide = tip.offsetWidth, high = tip.offsetHeight;
      const below = box.top < high + 12;
      tip.style.insetBlockStart = `${scrollY + (below ? box.bottom + 4 : box.top - high - 4)}px`;
      tip.style.left = `${Math.max(8, Math.min(box.left, room - wide - 8))}px`;
    };
    const leave = () => { later = setTimeout(hide, 250); };
    for (const link of document.querySelectorAll('.content a.term')) {
      link.addEventListener('mouseenter', () => show(link));
      link.addEventListener('focus', () => show(link));
      link.addEventListener('mouseleave', leave);
      link.addEventListener('blur', hide);
    }
    tip.addEventListener('mouseenter', () => clearTimeout(later));
    tip.addEventListener('mouseleave', leave);
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
  }

  // ---- the search box ----

  const form = document.querySelector('form.search');
  if (!form) return;
  const root = form.getAttribute('data-root') || '';
  const input = form.querySelector('input');
  const said = make('p', {class: 'unseen', role: 'status', 'aria-live': 'polite'});
  const panel = make('div', {class: 'search-panel', role: 'region', 'aria-label': 'Search results', hidden: ''});
  form.append(said, panel);
  let index = null, asked = false, failed = false, speak = 0;
  const texts = new Map(), waiting = new Map(), loading = new Set();

  // A key that acts from anywhere must be possible to turn off, for those who speak to their browser (WCAG 2.1.4).
  const SLASH = 'plainsong-slash-off';
  let slash = true;
  try { slash = !localStorage.getItem(SLASH); } catch { /* a browser that keeps nothing */ }
  const slashKey = make('button', {type: 'button'});
  const slashLine = make('p', {class: 'keys'}, slashKey);
  const nameSlash = () => {
    slashKey.textContent = slash ? 'Turn off the / key, which leads to the search box'
      : 'Let the / key lead to the search box';
  };
  nameSlash();
  slashKey.addEventListener('click', () => {
    slash = !slash;
    try {
      if (slash) localStorage.removeItem(SLASH);
      else localStorage.setItem(SLASH, '1');
    } catch { /* holds for this page only */ }
    nameSlash();
  });

  const load = (name, sorry) => {
    const script = make('script', {src: `${root}search/${name}.js`});
    script.addEventListener('error', sorry);
    document.head.append(script);
  };

  globalThis.plainsongSearch = {
    index(data) { index = open(data); update(); },
    text(chapter, units) {
      texts.set(chapter, units);
      for (const fill of waiting.get(chapter) || []) fill();
      waiting.delete(chapter);
    }
  };

  const begin = () => {
    if (asked) return;
    asked = true;
    load('index', () => { failed = true; update(); });
  };

  const tell = (text) => {
    clearTimeout(speak);
    speak = setTimeout(() => { said.textContent = text; }, 500);
  };

  const close = () => { panel.hidden = true; };

  const marked = (text, hits) =>
    snippet(text, hits).map((part) => part.hit ? make('mark', {}, part.text) : part.text);

  const fillSnippet = (line, unit, hits) => {
    const chapter = index.data.units[unit][0];
    const fill = () => {
      line.replaceChildren(...marked(texts.get(chapter)[unit - index.first[chapter]] || '', hits));
    };
    if (texts.has(chapter)) return fill();
    if (!waiting.has(chapter)) waiting.set(chapter, []);
    waiting.get(chapter).push(fill);
    const file = index.data.chapters[chapter][3];
    if (loading.has(file)) return;
    loading.add(file);
    load(`text${file}`, () => loading.delete(file));
  };

  const entry = ({unit}, hits) => {
    const [chapter, heading, fragment] = index.data.units[unit], [, title, url] = index.data.chapters[chapter];
    const link = make('a', {href: root + url + (fragment ? `#${encodeURIComponent(fragment)}` : ''), dir: 'auto'},
      ...marked(heading || title, hits));
    const line = make('p', {class: 'snippet', dir: 'auto'});
    const item = make('li', {}, link);
    if (heading && heading !== title) item.append(' ', make('span', {class: 'where', dir: 'auto'}, title));
    item.append(line);
    fillSnippet(line, unit, hits);
    return item;
  };

  const update = () => {
    const query = input.value.trim(), asking = words(query);
    // One letter alone would find half of everything; one Chinese or Japanese character is a word.
    const enough = asking.length > 1 || (asking[0] || '').length > 1 ||
      new RegExp(`[${SINGLE}]`, 'u').test(asking[0] || '');
    if (!enough) {
      close();
      tell('');
      return;
    }
    panel.hidden = false;
    if (failed) {
      const sorry = 'The search could not be loaded.';
      panel.replaceChildren(make('p', {class: 'count'}, sorry, ' ',
        make('a', {href: form.getAttribute('action')}, 'See all pages and headings')));
      return tell(sorry);
    }
    if (!index) {
      panel.replaceChildren(make('p', {class: 'count'}, 'Loading…'));
      return;
    }
    const {results, total, partial, hits} = search(index, query);
    const number = total === 1 ? '1 result' : total > results.length ? `The best ${results.length} of ${total} results`
      : `${total} results`;
    const message = !total ? `Nothing found for “${query}”.`
      : partial ? `No part has all of these words. ${number} with some of them.` : number;
    const groups = new Map();
    for (const result of results) {
      const owner = index.data.chapters[index.data.units[result.unit][0]][0];
      if (!groups.has(owner)) groups.set(owner, []);
      groups.get(owner).push(result);
    }
    const shown = [make('p', {class: 'count'}, message)];
    for (const [owner, list] of groups) {
      shown.push(make('p', {class: 'found-in', id: `psg.found.${owner}`, dir: 'auto'}, index.data.documents[owner]),
        make('ul', {'aria-labelledby': `psg.found.${owner}`}, ...list.map((result) => entry(result, hits))));
    }
    if (!total) {
      shown.push(make('p', {}, 'Try another word, or see ',
        make('a', {href: form.getAttribute('action')}, 'all pages and headings'), '.'));
    }
    panel.replaceChildren(...shown, slashLine);
    panel.scrollTop = 0;
    tell(message);
  };

  input.addEventListener('focus', begin);
  input.addEventListener('input', () => { begin(); update(); });
  input.addEventListener('focus', () => { if (input.value && panel.hidden) update(); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    begin();
    update();
    const first = panel.querySelector('a');
    if (!panel.hidden && first) first.focus();
    else input.focus();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.hidden) {
      event.preventDefault();
      input.focus();
      close();
      return;
    }
    if (panel.hidden || !/^(Arrow(Up|Down)|Home|End)$/.test(event.key)) return;
    const links = [...panel.querySelectorAll('a')], at = links.indexOf(document.activeElement);
    if (at < 0 && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const next = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1}[event.key];
    if (next < 0) input.focus();
    else if (links[next]) links[next].focus();
  });
  form.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener('pointerdown', (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener('keydown', (event) => {
    if (!slash || event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // A search sent from a page before this script had run arrives here as the address's question.
  const sent = new URLSearchParams(location.search).get('q');
  if (sent) {
    input.value = sent;
    input.focus();
    begin();
    update();
  }
}());
