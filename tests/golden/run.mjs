// Golden cases: every folder tests/golden/NAME/ holds a package in input/ and what the program makes of it in expected/.
// To add a case, add a folder with input/ and run tools/update-goldens NAME; nothing else is to be registered.
//
// Kept of the output: findings.txt (what the program says), files.txt (the names of all files), the text of every chapter
// page (its <article>, so that a change to the theme changes no case but "whole"), the <main> of the pages of words and of
// changes, and of every EPUB its package document, its navigation and its page of changes; its chapters' bodies are in the
// case "whole" only.
// An optional case.json says: {"git": false} the input is in no repository; {"whole": true} keep all texts of the
// output as they are; {"history": [{"folder", "date", "tag", "message"}], "date"} what the package was before input/, each
// state a folder beside it, committed at its date and, where it has a tag, released then with the message (kept then are the
// feed and what each chapter says of its last change, too); {"arguments": [...]} further arguments of `plainsong build`;
// {"epub": false} nothing of the EPUBs. Without editions in the arguments, the site and the EPUBs are built: what is printed is
// kept as pictures (tests/e2e/print_pages).
//
// Usage: run.mjs [--update] [NAME]...     the program is named by PLAINSONG
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, check, report } from '../support/tap.mjs';
import { commit, git, gitAt, makeFolder, readFolder, run, writeFiles } from '../support/program.mjs';
import { readZip } from '../support/zip.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const isUpdate = process.argv.includes('--update');
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const names = fs.readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(here, entry.name, 'input')))
  .map((entry) => entry.name)
  .filter((name) => !asked.length || asked.includes(name))
  .sort();
for (const name of asked) {
  if (!names.includes(name)) {
    console.error(`There is no case tests/golden/${name}/input.`);
    process.exit(2);
  }
}

const isText = (name) => /\.(html|xhtml|xml|opf|ncx|css|js|txt|svg|json)$/.test(name);
const cut = (text, open, close) => {
  const start = text.search(open);
  const end = text.lastIndexOf(close);
  return start < 0 || end < start ? text : `${text.slice(start, end + close.length)}\n`;
};

// Files that a folder in no repository is dated by.
function setTimes(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: false })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) setTimes(full);
    fs.lutimesSync(full, 1772600000, 1772600000);
  }
}

// Makes the work tree what `from` holds, and commits and tags that.
function addState(folder, from, { date, tag, message }) {
  for (const entry of fs.readdirSync(folder)) {
    if (entry !== '.git') fs.rmSync(path.join(folder, entry), { recursive: true });
  }
  fs.cpSync(from, folder, { recursive: true, verbatimSymlinks: true });
  git(folder, 'add', '-A', '.');
  gitAt(date, folder, 'commit', '-q', '-m', 'Write it down');
  if (tag) gitAt(date, folder, 'tag', '-a', '--cleanup=verbatim', tag, '-m', message);
}

// Map of the name below expected/ -> text.
async function make(name) {
  const input = path.join(here, name, 'input');
  const settingsFile = path.join(here, name, 'case.json');
  const settings = fs.existsSync(settingsFile) ? JSON.parse(fs.readFileSync(settingsFile, 'utf8')) : {};
  const folder = makeFolder(name);
  if (settings.git !== false) git(folder, 'init', '-q');
  for (const state of settings.history ?? []) addState(folder, path.join(here, name, state.folder), state);
  fs.cpSync(input, folder, { recursive: true, verbatimSymlinks: true });
  if (settings.git === false) setTimes(folder);
  else if (settings.history) addState(folder, input, { date: settings.date });
  else commit(folder);
  const out = path.join(makeFolder(), 'out');
  const more = settings.arguments ?? [];
  const editions = more.includes('--edition') ? [] : ['--edition', 'site', '--edition', 'epub'];
  const { code, signal, out: said, err } = await run(['build', '-C', folder, '-o', out, ...editions, ...more]);
  const kept = new Map();
  const place = (text) => text.replaceAll(folder, 'INPUT').replaceAll(out, 'OUTPUT');
  // The program's sentence about sizes and times is for people; what it found is what must not change.
  const findings = place(`${err}${said}`).split('\n').filter((line) => /: (error|warning|note): /.test(line));
  kept.set('findings.txt', `exit ${signal ?? code}\n${findings.join('\n')}${findings.length ? '\n' : ''}`);
  if (code !== 0) {
    kept.set('message.txt', place(err));
    return kept;
  }
  const files = readFolder(out);
  kept.set('files.txt', `${[...files.keys()].join('\n')}\n`);
  for (const [file, bytes] of files) {
    if (file.endsWith('.epub')) {
      if (settings.epub === false) continue;
      const base = `epub/${path.basename(file, '.epub')}`;
      const entries = readZip(bytes);
      kept.set(`${base}/files.txt`, `${entries.map((entry) => entry.name).join('\n')}\n`);
      for (const entry of entries) {
        const isNavigation = /(^|\/)(package\.opf|nav\.xhtml|changes\.xhtml)$/.test(entry.name);
        if (isNavigation || (settings.whole && isText(entry.name))) {
          kept.set(`${base}/${entry.name}`, entry.bytes.toString('utf8'));
        }
      }
    } else if (settings.history && file === 'feed.xml') {
      kept.set(`site/${file}`, bytes.toString('utf8'));
    } else if (settings.whole ? isText(file) && !file.startsWith('assets/') : file.endsWith('.html')) {
      const text = bytes.toString('utf8');
      if (settings.whole) kept.set(`site/${file}`, text);
      else if (/<article class="content"/.test(text)) {
        const source = settings.history ? cut(text.split('</main>')[0], /<p class="source"/, '</p>') : '';
        kept.set(`site/${file}`, cut(text, /<article class="content"/, '</article>') + source);
      }
      else if (/(^|\/)(glossary|changes)\.html$/.test(file)) kept.set(`site/${file}`, cut(text, /<main\b/, '</main>'));
    }
  }
  return kept;
}

// A difference between two folders as people read them.
function showDifference(expected, actual) {
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', '--text', '-U2', '--', expected, actual], {
    encoding: 'utf8', maxBuffer: 1 << 28 });
  return stdout.replaceAll(actual.slice(1), 'actual').replaceAll(expected.slice(1), 'expected');
}

for (const name of names) {
  const expected = path.join(here, name, 'expected');
  const write = async () => {
    const actual = makeFolder('actual');
    writeFiles(actual, Object.fromEntries(await make(name)));
    fs.mkdirSync(expected, { recursive: true });
    return { actual, difference: showDifference(expected, actual) };
  };
  if (isUpdate) {
    const { actual, difference } = await write();
    if (!difference) continue;
    console.log(`${difference}\nupdated: ${name}\n`);
    fs.rmSync(expected, { recursive: true });
    fs.cpSync(actual, expected, { recursive: true });
  } else {
    check(`${name} gives what is expected`, async () => {
      assert.ok(fs.existsSync(expected), `there is no ${expected}: run tools/update-goldens ${name} and read what it made`);
      const { difference } = await write();
      if (difference) assert.fail(`what the program made (+) is not what is expected (-):\n${difference}`);
    });
  }
}
if (isUpdate) console.log(`${names.length} cases looked at.`);
else await report({ parallel: os.cpus().length });
