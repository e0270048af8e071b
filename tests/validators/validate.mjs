// Builds one package and gives every page and EPUB to the validators. One check a tool and edition; a failure lists what
// the tool said.
// Usage: validate.mjs content|everything|bare|revised|draft       (or a folder that `plainsong build` wrote)
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, makeFolder, readFolder, run } from '../support/program.mjs';
import { inspectOutput } from '../support/safety.mjs';
import { makeCommented } from '../support/commented.mjs';
import { makeRevised, second, third } from '../e2e/revised_package.mjs';
import { checkWithAce, checkWithEpubCheck } from './epub.mjs';
import { checkWithVera, inspectPdf } from './pdf.mjs';
import { browse, checkWithNu } from './site.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
// A package with one commit.
function save(...input) {
  const folder = makeFolder();
  fs.cpSync(path.join(root, ...input), folder, { recursive: true, verbatimSymlinks: true });
  git(folder, 'init', '-q');
  commit(folder);
  return { folder, options: [] };
}
// What must not clash where chapters stand on one page: tables, footnotes, call-outs.
function addParts(outdoors, welcome) {
  const parts = '\n| Day | What[^1] |\n| --- | --- |\n| Monday | Mud |\n\n> [!NOTE]\n> Every single day.\n\n[^1]: Or who.\n';
  return { 'early-years/outdoors.md': outdoors + parts, 'early-years/welcome.md': welcome + parts };
}
// Each gives a repository, and what to build of it.
const inputs = {
  content: () => save('content'),
  everything: () => save('tests/golden/whole/input'),
  bare: () => save('tests/golden/bare-folder/input'),
  // Three versions and a draft: "What has changed", older versions beside the newest, and the redline of them all.
  revised: () => ({
    folder: makeRevised({ more: addParts(third['early-years/outdoors.md'], second['early-years/welcome.md']) }),
    options: ['early-years/v1.0..', '--versions', ...['site', 'epub', 'print', 'redline'].flatMap((edition) => ['--edition', edition])],
  }),
};
// The example package with comments on every kind of place, hostile ones among them.
inputs.draft = () => ({ folder: makeCommented().folder, options: ['--draft'] });
const [name] = process.argv.slice(2);

async function build() {
  if (!inputs[name]) return path.resolve(name);
  const { folder, options } = inputs[name]();
  const made = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', folder, '-o', made, ...options]);
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
for (const file of files.filter((each) => each.endsWith('.pdf'))) {
  check(`PDF/UA-1 and PDF/A-2 of ${path.basename(file)}`, async () => expectNone([...await inspectPdf(path.join(out, file)), ...await checkWithVera(path.join(out, file))]));
}
check('there is at least one EPUB, one PDF and one page', () => assert.ok(['.epub', '.pdf'].every((end) => files.some((file) => file.endsWith(end))) && files.includes('index.html')));
if (name === 'revised') {
  check('older versions, "What has changed" and redlines were among what was checked', () => {
    const wanted = ['early-years/v1.0/welcome.html', 'school/v1.0/index.html', 'early-years/changes.html', 'early-years/redline.html', 'downloads/early-years-1.1.epub', 'feed.xml'];
    assert.deepEqual(wanted.filter((file) => !files.includes(file)), []);
  });
}
if (name === 'draft') {
  check('pages with comments were among what was checked', () => {
    const wanted = ['early-years/comments.html', 'early-years/communication.html', 'handbook/commenting.html', 'assets/comments.css'];
    assert.deepEqual(wanted.filter((file) => !files.includes(file)), []);
  });
}
await report();
process.exit();
