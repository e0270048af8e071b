// Every example of the CommonMark specification (npm commonmark-spec, the version that libcmark 0.30 follows) gives the very
// same HTML through lib/text in specification mode.
import { load } from '../npm/load.mjs';
import { assert, check, report } from '../support/tap.mjs';
import { ask } from './render.mjs';

// The specification writes a tab as an arrow.
const tests = (await load('commonmark-spec')).default.tests.map((example) => ({
  ...example, markdown: example.markdown.replace(/→/g, '\t'), html: example.html.replace(/→/g, '\t') }));
const answers = ask('--specification', tests.map(({ markdown }) => ({ markdown })));

check('the specification has its 652 examples', () => assert.equal(tests.length, 652));
tests.forEach(({ markdown, html, section, number }, index) => {
  check(`example ${number} (${section})`, () => assert.equal(answers[index].html, html, `for ${JSON.stringify(markdown)}:\n`
    + `expected ${JSON.stringify(html)}\nbut got  ${JSON.stringify(answers[index].html)}`));
});
await report();
