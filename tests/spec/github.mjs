// 500 made-up documents give the same tables, footnotes, strikethrough, task lists and autolinks as npm remark-gfm's
// rendering. Both results are parsed and brought to one form first, which takes away what is a matter of taste: white space
// between blocks, classes and labels, the look of footnotes and of task boxes. What differs and is meant to differ is kept
// out of the made-up documents and stands in github-differences.json, each with its reason; one that is gone fails too.
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
const documents = seeds.map(makeDocument);
const ours = ask('--guidance', documents.map((markdown) => ({ markdown })));

const compare = (html, markdown) => [html, theirs.processSync(markdown).toString()].map((each) => toForm(fromHtml(each, { fragment: true })));

seeds.forEach((seed, index) => {
  const markdown = documents[index];
  check(`document ${seed}`, () => {
    const [a, b] = compare(ours[index].html, markdown);
    if (a === b) return;
    const [left, right] = [a.split('\n'), b.split('\n')];
    const at = left.findIndex((line, number) => line !== right[number]);
    assert.fail(`${markdown}\n--- ours: line ${at + 1}\n${left.slice(Math.max(0, at - 3), at + 4).join('\n')}\n--- remark-gfm:\n${right.slice(Math.max(0, at - 3), at + 4).join('\n')}\n`);
  });
});
const listed = ask('--guidance', differences.map(({ markdown }) => ({ markdown })));
differences.forEach(({ markdown, reason }, index) => {
  check(`a difference that is meant: ${reason}`, () => {
    const [a, b] = compare(listed[index].html, markdown);
    assert.notEqual(a, b, `there is no difference any more for ${JSON.stringify(markdown)}`);
  });
});
await report();
