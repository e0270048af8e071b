// "check": what is wrong in a package or should not be published, told by rule and place, and never with the data itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { commit, git, makeFolder, makeRepository, run, writeFiles } from '../support/program.mjs';

const yaml = `plainsong: 1
title: Guidance
id: urn:uuid:5f3c1c1e-2b7a-4b0e-9a58-0d6d6f2c7b11
language: en-GB
get-involved: {email: take-part@school.sch.uk, text: Ring us on 0161 496 0123}
groups: {parents: Parents and carers}
documents:
  - {id: early-years, title: Early years, chapters: [early-years]}
glossary: glossary.yaml
people: people.yaml
`;
const people = `people:
  - {id: amina, name: Amina K., group: parents, credit: name, identities: ["Amina <amina@family.co.uk>"]}
`;
const glossary = 'terms:\n  - {term: ABC, meaning: A plain sentence.}\n';
const play = '# Play\n\nChildren play in the sand tray every day.\n';
const files = { 'plainsong.yaml': yaml, 'people.yaml': people, 'glossary.yaml': glossary, 'early-years/play.md': play };
const check = async (folder, ...args) => {
  const result = await run(['check', '-C', folder, '--json', ...args]);
  assert.ok(result.code < 2, result.err);
  return { code: result.code, text: result.out, ...JSON.parse(result.out) };
};
const places = ({ findings }, rule) => findings.filter((finding) => finding.rule === rule)
  .map(({ severity, path: file, line, column }) => `${file}:${line}:${column} ${severity}`);

test('a package without faults passes, with what its own files are meant to hold', async () => {
  const folder = makeRepository(files);
  const { code, findings } = await check(folder);
  assert.deepEqual(findings, []);
  assert.equal(code, 0);
  const text = await run(['check', '-C', folder]);
  assert.equal(text.out, 'Found nothing wrong.\n');
});

test('personal data is told by kind and place and not repeated', async () => {
  const folder = makeRepository({ ...files,
    'early-years/play.md': '---\ntitle: Play\n---\n# Play\n\nRobin, NHS 943 476 5919,\nborn 12/05/2019, M60 2LA.\n\n'
      + 'Write to take-part@school.sch.uk or 0161 496 0123, and not to robin@example.org or robin@family.co.uk.\n',
    'glossary.yaml': 'terms:\n  - {term: ABC, meaning: "Ring 07700 900123."}\n' });
  const result = await check(folder);
  assert.equal(result.code, 1);
  assert.deepEqual(places(result, 'personal-data'), ['early-years/play.md:6:12 warning', 'early-years/play.md:7:6 warning',
    'early-years/play.md:7:18 warning', 'early-years/play.md:9:84 warning', 'glossary.yaml:2:32 warning']);
  assert.match(result.text, /an NHS number/);
  assert.doesNotMatch(result.text, /5919|2LA|family|900123|2019/);
});

test('comments in the text are warnings at their lines, and harvesting ends them', async () => {
  const folder = makeRepository({ ...files, 'early-years/play.md': `${play}\nWait {++for ++}a turn. {>>Why?<<}\n` });
  const result = await check(folder);
  assert.equal(result.code, 1);
  assert.deepEqual(places(result, 'inline-mark'), ['early-years/play.md:5:6 warning', 'early-years/play.md:5:24 warning']);
  const text = await run(['check', '-C', folder]);
  assert.match(text.out, /^early-years\/play\.md:5:24: warning: a comment is written into the text; `plainsong comment harvest` turns it into a thread \[inline-mark\]$/m);
  assert.match(text.out, /\nFound 2 warnings\.\n$/);
  git(folder, 'config', 'user.name', 'Editor');
  git(folder, 'config', 'user.email', 'editor@mail.test');
  assert.equal((await run(['comment', 'harvest', '-C', folder, '-q'])).code, 0);
  assert.equal((await check(folder)).code, 0);
});

test('what a build tells of is told here', async () => {
  const folder = makeRepository({ ...files, 'early-years/play.md': `${play}\n[gone](missing.md)\n\n#### Deep\n` });
  const { code, findings, errors, warnings } = await check(folder);
  assert.equal(code, 1);
  assert.deepEqual(findings.map((finding) => finding.rule), ['link-missing', 'heading-skip']);
  assert.deepEqual([errors, warnings], [1, 1]);
});

test('comments that seem to hold personal data, and files that are no comments, are told of', async () => {
  const folder = makeRepository(files);
  const args = ['comment', 'add', '-C', folder, 'play.md', 'sand tray', '--by', 'amina', '-m'];
  assert.equal((await run([...args, 'Is it clean?'])).code, 0);
  assert.equal((await run([...args, 'Ring me: 07700 900123', '--keep-personal-data'])).code, 0);
  const result = await check(folder);
  assert.equal(result.code, 0);
  assert.equal(result.findings.length, 1);
  assert.equal(result.findings[0].severity, 'note');
  assert.match(result.findings[0].message, /a telephone number; `plainsong comment redact [0-9a-z]{10}`/);
  assert.doesNotMatch(result.text, /900123/);
  assert.equal((await check(folder, '--strict')).code, 1);

  const tree = makeFolder();
  git(folder, 'worktree', 'add', '-q', path.join(tree, 'comments'), 'plainsong/comments');
  writeFiles(path.join(tree, 'comments'), { 'threads/aa/other.txt': 'no comment\n' });
  commit(path.join(tree, 'comments'));
  const odd = await check(folder);
  assert.equal(odd.code, 1);
  assert.ok(odd.findings.some((finding) => finding.rule === 'comments-file'));
});

test('only what is named is told of, and a version or a folder outside of git is checked too', async () => {
  const folder = makeRepository({ ...files, 'early-years/sand.md': '# Sand\n\nRing 07700 900123.\n' });
  assert.equal((await check(folder, path.join(folder, 'early-years/play.md'))).code, 0);
  assert.equal((await check(folder, path.join(folder, 'early-years'))).code, 1);
  assert.equal((await check(path.join(folder, 'early-years'), 'sand.md')).code, 1);
  writeFiles(folder, { 'early-years/sand.md': '# Sand\n\nDig.\n' });
  assert.equal((await check(folder)).code, 0);
  assert.equal((await check(folder, '--at', 'HEAD')).code, 1);
  fs.rmSync(path.join(folder, '.git'), { recursive: true });
  assert.equal((await check(folder)).code, 0);
  git(folder, 'init', '-q');
  assert.equal((await check(folder)).code, 0);
});

test('wrong use and what cannot be read have their own exit codes', async () => {
  const folder = makeRepository(files);
  assert.equal((await run(['check', '-C', folder, '--sarif-of-old'])).code, 2);
  assert.equal((await run(['check', '-C', folder, '--at', 'v9.9'])).code, 3);
  const missing = await run(['check', '-C', folder, 'plya.md']);
  assert.equal(missing.code, 3);
  assert.match(missing.err, /plya\.md/);
  writeFiles(folder, { 'plainsong.yaml': 'plainsong: 1\ntitel: x\n' });
  assert.equal((await run(['check', '-C', folder])).code, 3);
});
