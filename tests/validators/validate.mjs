// Builds one package and gives every page and EPUB to the validators. One check a tool and edition; a failure lists what
// the tool said.
// Usage: validate.mjs content|everything|bare       (or a folder that `plainsong build` wrote)
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, makeFolder, readFolder, run } from '../support/program.mjs';
import { inspectOutput } from '../support/safety.mjs';
import { checkWithAce, checkWithEpubCheck } from './epub.mjs';
import { browse, checkWithNu } from './site.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const inputs = {
  content: path.join(root, 'content'),
  everything: path.join(root, 'tests/golden/whole/input'),
  bare: path.join(root, 'tests/golden/bare-folder/input'),
};
const [name] = process.argv.slice(2);

async function build() {
  if (!inputs[name]) return path.resolve(name);
  const folder = makeFolder();
  fs.cpSync(inputs[name], folder, { recursive: true, verbatimSymlinks: true });
  git(folder, 'init', '-q');
  commit(folder);
  const made = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', made]);
  assert.equal(result.code, 0, result.err);
  return made;
}

const out = await build();
const files = [...readFolder(out).keys()];
const show = (problems) => `${problems.length} problems:\n${problems.slice(0, 60).join('\n')}`;
const expectNone = (problems) => { if (problems.length) assert.fail(show(problems)); };

check('links, fragments, ids, content security and well-formedness', () => expectNone(inspectOutput(out)));
check('Nu on every HTML, CSS and SVG file', async () => expectNone(await checkWithNu(out, files)));
let browsed;
for (const part of ['axe', 'console', 'off-site', 'overflow', 'script-free']) {
  const about = { axe: 'axe (WCAG 2.2 A and AA, best practice) at 1280 and 320 pixels, light and dark', console: 'nothing is said on the console and nothing is blocked by the policy', 'off-site': 'no request leaves the site', overflow: 'nothing scrolls sideways at 320 pixels, with wide text spacing too', 'script-free': 'the text is there without JavaScript' };
  check(about[part], async () => {
    browsed ??= browse(out, files.filter((file) => file.endsWith('.html')));
    expectNone((await browsed)[part]);
  });
}
for (const file of files.filter((each) => each.endsWith('.epub'))) {
  check(`EPUBCheck on ${path.basename(file)}`, async () => expectNone(await checkWithEpubCheck(path.join(out, file))));
  check(`Ace on ${path.basename(file)}`, async () => expectNone(await checkWithAce(path.join(out, file))));
}
check('there is at least one EPUB and one page', () => assert.ok(files.some((file) => file.endsWith('.epub')) && files.includes('index.html')));
await report();
process.exit();
