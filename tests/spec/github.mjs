// 500 made-up documents give the same tables, footnotes, strikethrough, task lists and autolinks as npm remark-gfm's
// rendering. Both results are parsed and brought to one form first, which takes away what is a matter of taste: white space
// between blocks, classes and labels, the look of footnotes and of task boxes. What still differs and is meant to differ
// is listed in github-differences.json by its seed with the reason; a listed difference that is gone fails too.
import fs from 'node:fs';
import { load } from '../npm/load.mjs';
import { assert, check, report } from '../support/tap.mjs';
import { makeDocument } from './documents.mjs';
import { toForm } from './form.mjs';
import { ask } from './render.mjs';

const { unified } = await load('unified');
const plugins = await Promise.all(['remark-parse', 'remark-gfm', 'remark-rehype'].map(async (name) => (await load(name)).default));
const { default: stringify } = await load('rehype-stringify');
const { fromHtml } = await load('hast-util-from-html');
const theirs = unified().use(plugins[0]).use(plugins[1]).use(plugins[2]).use(stringify);

const count = 500;
const chosen = process.argv.slice(2).map(Number);
const seeds = chosen.length ? chosen : Array.from({ length: count }, (_, index) => index + 1);
const { differences } = JSON.parse(fs.readFileSync(new URL('github-differences.json', import.meta.url), 'utf8'));
const reasons = new Map(differences.flatMap(({ seeds: listed, reason }) => listed.map((seed) => [seed, reason])));
const documents = seeds.map(makeDocument);
const ours = ask('--guidance', documents.map((markdown) => ({ markdown })));

seeds.forEach((seed, index) => {
  const markdown = documents[index];
  const reason = reasons.get(seed);
  check(`document ${seed}${reason ? ` differs as it should: ${reason}` : ''}`, () => {
    const reference = theirs.processSync(markdown).toString();
    const a = toForm(fromHtml(ours[index].html, { fragment: true }));
    const b = toForm(fromHtml(reference, { fragment: true }));
    if (reason) {
      assert.notEqual(a, b, 'a difference is listed in github-differences.json, but there is none');
    } else if (a !== b) {
      const [left, right] = [a.split('\n'), b.split('\n')];
      const at = left.findIndex((line, number) => line !== right[number]);
      assert.fail(`${markdown}\n--- ours: line ${at + 1}\n${left.slice(Math.max(0, at - 3), at + 4).join('\n')}\n--- remark-gfm:\n${right.slice(Math.max(0, at - 3), at + 4).join('\n')}\n`);
    }
  });
});
check('every listed difference has a reason and a seed that is tried', () => {
  for (const { seeds: listed, reason } of differences) {
    assert.ok(reason.length > 20, reason);
    for (const seed of listed) assert.ok(seed >= 1 && seed <= count, `${seed}`);
  }
});
await report();
