// Made-up documents that are full of GitHub's extensions: tables, footnotes, strikethrough, task lists and autolinks, in
// paragraphs, lists and quotes, with the mistakes that people make. The same seed gives the same document. What is known to differ on
// purpose is left out here, and stands in github-differences.json.
import { makeRandom } from './render.mjs';

const words = ['play', 'sand', 'EHC plan', 'a parent', 'listens', 'café', 'اردو', 'mówi', '5 & 6', 'x < y', 'snake_case', 'two', 'and', 'the', '1.5', '#1', 'quiet'];
const addresses = ['www.example.org', 'https://example.org', 'http://example.org/a/b?c=d&e=f', 'https://example.org/a_(b)', 'www.example.org/x.', '(www.example.org)',
  'amina@example.org', 'a.b-c_d@example.co.uk', 'a@example', 'http://', 'https://example.org/~x~', 'https://example.org,', 'see:https://example.org', 'www.exa_mple.org',
  'http://localhost', 'ftp://example.org', 'mailto:a@example.org', 'https://example.org/a)b)', 'https://example.org?x=(y))', 'WWW.EXAMPLE.ORG', 'HTTPS://example.org/A', 'a+b@example.org', 'a@example.org.', 'a@b-.org'];

export function makeDocument(seed) {
  const random = makeRandom(seed);
  const { pick, between, chance } = random;
  const notes = [];
  const someWords = (count = between(1, 6)) => Array.from({ length: count }, () => pick(words)).join(' ');

  const struck = () => pick([() => `~~${someWords()}~~`, () => `~${someWords()}~`, () => `~~${someWords(1)}~`, () => `~~ ${someWords()} ~~`, () => `~~~${someWords()}~~~`,
    () => `~~*${someWords(2)}*~~`, () => `x~~${someWords(1)}~~y`, () => `\\~~${someWords(1)}~~`, () => `~~${someWords(1)} \`~~\` b~~`])();
  const note = () => {
    const id = pick(['a', 'b', '1', 'long-name', 'Caps', 'é', 'x y', 'none']);
    if (!['x y', 'none'].includes(id) && !notes.includes(id)) notes.push(id);
    return `[^${id}]`;
  };
  const inline = (depth = 0) => {
    const kinds = [() => someWords(), () => someWords(), () => struck(), () => pick(addresses), () => `*${someWords(2)}*`, () => `**${someWords(2)}**`, () => `\`${someWords(1)}\``,
      () => `[${someWords(2)}](https://example.org "t")`, () => `<https://example.org/${pick(['a', 'b'])}>`, () => '\\*', () => '&copy;', () => `${someWords(1)}\\\n${someWords(1)}`];
    if (depth === 0) kinds.push(() => note(), () => note(), () => `~~${inline(1)} ${inline(1)}~~`, () => `*${someWords(1)} ${inline(1).replace('~~*', '~~').replace('*~~', '~~')} ${someWords(1)}*`, () => `[${struck()}](b.md)`);
    return pick(kinds)();
  };
  const line = () => Array.from({ length: between(1, 5) }, () => inline()).join(pick([' ', ' ', ' ', ', ', '\n']));
  const cell = () => pick([() => someWords(2), () => '', () => ` ${inline(1).replace(/\n/g, ' ').replace(/\\$/, '')} `, () => '`a\\|b`', () => 'x \\| y', () => '**b**', () => '`code`', () => ':-:', () => '\\'])();
  const table = () => {
    const columns = between(1, 4);
    const edge = chance(0.8);
    const row = (cells) => (edge || cells.length < 2 ? `|${cells.join('|')}|` : cells.join('|'));
    const rows = [row(Array.from({ length: columns }, () => someWords(1))), row(Array.from({ length: columns + (chance(0.05) ? 1 : 0) }, () => pick(['---', ':--', '--:', ':-:', '-', ' :---: '])))];
    for (let i = between(0, 4); i > 0; i -= 1) rows.push(row(Array.from({ length: Math.max(1, columns + pick([0, 0, 0, 0, -1, 1])) }, cell)));
    if (chance(0.15)) rows.push(someWords());
    if (chance(0.1)) rows.push('> quote');
    return (chance(0.1) ? `${someWords()}\n` : '') + rows.join('\n');
  };
  const task = () => `${pick(['[ ]', '[x]', '[X]', '[ ]', '[]', '[y]', '\\[ ]'])}${pick([' ', ' ', ' ', '  ', 'and '])}${line().replace(/\n/g, ' ')}`;
  const list = (depth = 0) => {
    const marker = pick(['- ', '* ', '1. ', depth ? '2) ' : '1) ']);
    const indent = ' '.repeat(marker.length);
    const loose = chance(0.25);
    return Array.from({ length: between(1, 4) }, () => {
      let text = marker + (chance(0.75) ? task() : line().replace(/\n/g, `\n${indent}`));
      if (depth < 2 && chance(0.25)) text += `\n${list(depth + 1).replace(/^/gm, indent)}`;
      if (chance(0.1)) text += `\n\n${indent}${someWords()}`;
      return text;
    }).join(loose ? '\n\n' : '\n');
  };
  const block = (depth = 0) => {
    const kinds = [line, line, table, table, list, () => `    ${someWords()}`, () => '***'];
    if (depth < 2) kinds.push(() => block(depth + 1).replace(/^/gm, '> '));
    return pick(kinds)();
  };
  const blocks = Array.from({ length: between(1, 5) }, () => block());
  for (const id of notes) {
    if (chance(0.12)) continue;
    let text = `[^${id}]: ${pick([() => someWords(), () => inline(1).replace(/\n/g, ' '), () => `${someWords()}[^${pick(notes)}]`])()}`;
    if (chance(0.25)) text += `\n\n    ${someWords()}`;
    if (chance(0.1)) text += '\n\n    - [x] done\n    - b';
    if (chance(0.1)) text += `\n${someWords()}`;
    blocks.splice(chance(0.3) ? random.below(blocks.length + 1) : blocks.length, 0, text);
  }
  return `${blocks.join('\n\n')}\n`;
}
