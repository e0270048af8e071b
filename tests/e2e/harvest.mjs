// "comment harvest": comments and suggestions written into the text become threads of those who wrote them, on the right
// words, once; the text is cleaned beside other work.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { commit, environment, git, makeRepository, run, writeFiles } from '../support/program.mjs';
import { execFileSync } from 'node:child_process';

const yaml = `plainsong: 1
title: Guidance
id: urn:uuid:5f3c1c1e-2b7a-4b0e-9a58-0d6d6f2c7b11
language: en-GB
groups: {parents: Parents and carers, early-years: Early years settings}
documents:
  - {id: early-years, title: Early years, chapters: [early-years]}
people: people.yaml
`;
const people = `people:
  - {id: amina, name: Amina K., group: parents, credit: name, identities: ["Amina <amina@mail.test>"]}
  - {id: sam, name: Sam, group: early-years, credit: group, identities: ["Sam <sam@mail.test>"]}
`;
const play = `# Play

Children play in the sand tray every day. A quiet corner is always open.

- Offer one toy.
- Wait for a turn.

## Turn-taking

Say whose turn it is. We may help.
`;

const makePackage = (files = {}) => {
  const folder = makeRepository({ 'plainsong.yaml': yaml, 'people.yaml': people, 'early-years/play.md': play, ...files });
  git(folder, 'config', 'user.name', 'Editor');
  git(folder, 'config', 'user.email', 'editor@mail.test');
  return folder;
};
const commitAs = (folder, person, date, message = 'Note') => {
  git(folder, 'add', '-A', '.');
  execFileSync('git', ['commit', '-q', '-m', message], { cwd: folder, env: { ...environment, GIT_AUTHOR_NAME: person,
    GIT_AUTHOR_EMAIL: `${person.toLowerCase()}@mail.test`, GIT_AUTHOR_DATE: date, GIT_COMMITTER_NAME: 'Git Host',
    GIT_COMMITTER_EMAIL: 'host@mail.test', GIT_COMMITTER_DATE: date } });
  return git(folder, 'rev-parse', 'HEAD').trim();
};
const read = (folder, file = 'early-years/play.md') => fs.readFileSync(path.join(folder, file), 'utf8');
const edit = (folder, from, to, file = 'early-years/play.md') => {
  assert.ok(read(folder, file).includes(from));
  writeFiles(folder, { [file]: read(folder, file).replace(from, to) });
};
const harvest = async (folder, ...args) => {
  const result = await run(['comment', 'harvest', '-C', folder, '--json', ...args]);
  assert.equal(result.code, 0, result.err);
  return { ...JSON.parse(result.out), err: result.err };
};
const list = async (folder) => {
  const result = await run(['comment', 'list', '-C', folder, '--json']);
  assert.equal(result.code, 0, result.err);
  const parsed = JSON.parse(result.out);
  return parsed.threads ?? parsed;
};
const events = (folder) => git(folder, 'ls-tree', '-r', '--name-only', 'plainsong/comments').trim().split('\n')
  .filter((name) => name.startsWith('threads/'));

test('marks become threads of those who committed them, and the text is as it was', async () => {
  const folder = makePackage();
  edit(folder, 'every day', '{==every day==}{>>Even in winter?<<}');
  const asked = commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  edit(folder, 'We may help', 'We {~~may~>must~~}{>>It is the law.<<} help');
  edit(folder, '- Wait', '- {++Offer another.++}\n- Wait');
  const proposed = commitAs(folder, 'Sam', '2026-03-06T10:00:00Z');
  edit(folder, 'Say whose turn it is.', 'Say whose turn it is. <!-- comment: With a picture? -->');
  commitAs(folder, 'Stranger', '2026-03-07T10:00:00Z');
  const before = git(folder, 'rev-parse', 'HEAD').trim();

  const dry = await harvest(folder, '--dry-run');
  assert.equal(dry.comments.length, 4);
  assert.equal(git(folder, 'rev-parse', 'HEAD').trim(), before);
  assert.equal(git(folder, 'branch', '--list', 'plainsong/comments'), '');
  assert.match(dry.err, /people\.yaml does not know the authors of 1/);

  const { comments, files, err } = await harvest(folder);
  assert.match(err, /"someone"/);
  assert.deepEqual(comments.map(({ kind, by, quote, text, replace, line }) => ({ kind, by, quote, text, replace, line })), [
    { kind: 'comment', by: 'amina', quote: 'every day', text: 'Even in winter?', replace: null, line: 3 },
    { kind: 'suggest', by: 'sam', quote: 'toy.', text: '', replace: 'toy.\n- Offer another.', line: 6 },
    { kind: 'comment', by: 'someone', quote: 'Say whose turn it is.', text: 'With a picture?', replace: null, line: 11 },
    { kind: 'suggest', by: 'sam', quote: 'may', text: 'It is the law.', replace: 'must', line: 11 },
  ]);
  assert.deepEqual(comments.map((comment) => comment.commit === asked || comment.commit === proposed), [true, true, false, true]);
  assert.equal(comments[0].heading, 'play');
  assert.equal(comments[3].heading, 'turn-taking');
  assert.equal(comments[0].thread.slice(0, 16), '20260305T100000Z');
  assert.equal(read(folder), play);
  assert.equal(git(folder, 'show', 'HEAD:early-years/play.md'), play);
  assert.equal(files.length, 1);
  assert.equal(files[0].commit, git(folder, 'rev-parse', 'HEAD').trim());
  assert.equal(git(folder, 'show', '-s', '--format=%an %ae %cn', 'HEAD').trim(), 'Editor editor@mail.test Editor');
  assert.equal(git(folder, 'status', '--porcelain'), '');
});

test('threads stand on their words once the text is clean, and after it was changed', async () => {
  const folder = makePackage();
  edit(folder, 'every day', '{==every day==}{>>Even in winter?<<}');
  edit(folder, 'Wait for a turn.', 'Wait for {--a--} {++their++} turn.');
  edit(folder, 'We may help', 'We {~~may~>must~~} help');
  commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  await harvest(folder);
  edit(folder, 'Children play', 'Nearly all the children play');
  commit(folder);
  const threads = await list(folder);
  assert.deepEqual(threads.map(({ place }) => [place.status, place.words, place.changed]).sort(), [
    ['placed', 'a', false], ['placed', 'every day', false], ['placed', 'may', false]]);
});

test('a harvested suggestion is accepted at its place, in the name of who made it', async () => {
  const folder = makePackage();
  edit(folder, 'We may help.', 'We {--may--}{++must++} help {++at once++}.');
  edit(folder, '- Wait for a turn.', '- {--Wait for a turn.--}');
  edit(folder, 'every day', '{++nearly ++}every day');
  commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  const { comments } = await harvest(folder);
  for (const { thread } of comments) {
    const accepted = await run(['suggest', 'accept', '-C', folder, thread, '--by', 'sam']);
    assert.equal(accepted.code, 0, accepted.err);
    assert.match(git(folder, 'show', '-s', '--format=%an', 'HEAD'), /Amina K/);
  }
  assert.equal(read(folder), play.replace('We may help.', 'We must help at once.').replace('every day', 'nearly every day')
    .replace('- Wait for a turn.', '-'));
});

test('nothing is harvested twice, not even after an end between storing and cleaning', async () => {
  const folder = makePackage();
  edit(folder, 'every day', 'every day {>>Even in winter?<<}');
  edit(folder, 'We may help.', 'We may help. {>>Even in winter?<<}');
  commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  const marked = git(folder, 'rev-parse', 'HEAD').trim();
  const first = await harvest(folder);
  assert.equal(events(folder).length, 2);
  const again = await harvest(folder);
  assert.deepEqual([again.comments, again.files], [[], []]);

  git(folder, 'reset', '-q', '--hard', marked); // as if the first run had been ended before it cleaned
  const second = await harvest(folder);
  assert.deepEqual(second.comments.map((comment) => comment.fate), ['known', 'known']);
  assert.deepEqual(second.comments.map((comment) => comment.thread), first.comments.map((comment) => comment.thread));
  assert.equal(events(folder).length, 2);
  assert.equal(read(folder), play);
});

test('who wrote a mark is found through later commits, renames and merges', async () => {
  const folder = makePackage({ 'early-years/sand.md': '# Sand\n\nDig deep.\n' });
  edit(folder, 'Dig deep.', 'Dig deep. {>>How deep?<<}', 'early-years/sand.md');
  const brought = commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  git(folder, 'mv', 'early-years/sand.md', 'early-years/digging.md');
  commitAs(folder, 'Sam', '2026-03-06T10:00:00Z', 'Rename');
  edit(folder, '# Sand', '# Digging in the sand', 'early-years/digging.md');
  commitAs(folder, 'Sam', '2026-03-07T10:00:00Z', 'Retitle');
  git(folder, 'checkout', '-q', '-b', 'side');
  edit(folder, 'We may help.', 'We may help. {>>All of us?<<}');
  const beside = commitAs(folder, 'Sam', '2026-03-08T10:00:00Z');
  git(folder, 'checkout', '-q', '-');
  edit(folder, 'Children play', 'The children play');
  commitAs(folder, 'Amina', '2026-03-09T10:00:00Z');
  git(folder, 'merge', '-q', '--no-edit', 'side');
  const { comments } = await harvest(folder);
  assert.deepEqual(comments.map(({ path: file, by, commit: from }) => [file, by, from]), [
    ['early-years/digging.md', 'amina', brought], ['early-years/play.md', 'sam', beside]]);
});

test('other work stays as it is, and work on the same words is in the way of everything', async () => {
  const folder = makePackage({ 'early-years/sand.md': '# Sand\n\nDig deep. {>>How deep?<<}\n' });
  edit(folder, 'every day', 'every day {>>Even in winter?<<}');
  commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  edit(folder, 'every day {>>Even in winter?<<}', 'every day {>>Even in a cold winter?<<}');
  const refused = await run(['comment', 'harvest', '-C', folder]);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /early-years\/play\.md: .*not committed/);
  assert.equal(git(folder, 'branch', '--list', 'plainsong/comments'), '');

  git(folder, 'checkout', '-q', '--', '.');
  edit(folder, 'Say whose turn', 'Always say whose turn');
  writeFiles(folder, { 'early-years/new.md': '# New\n' });
  git(folder, 'add', 'early-years/new.md');
  const { files } = await harvest(folder);
  assert.equal(files.length, 2);
  assert.equal(read(folder), play.replace('Say whose turn', 'Always say whose turn'));
  assert.equal(git(folder, 'show', 'HEAD:early-years/play.md'), play);
  assert.equal(git(folder, 'status', '--porcelain'), 'A  early-years/new.md\n M early-years/play.md\n');
});

test('only chapters that are named are harvested', async () => {
  const folder = makePackage({ 'early-years/sand.md': '# Sand\n\nDig deep. {>>How deep?<<}\n' });
  edit(folder, 'every day', 'every day {>>Even in winter?<<}');
  commitAs(folder, 'Amina', '2026-03-05T10:00:00Z');
  const { comments } = await harvest(folder, 'sand.md');
  assert.deepEqual(comments.map((comment) => comment.path), ['early-years/sand.md']);
  assert.match(read(folder), /winter/);
  const missing = await run(['comment', 'harvest', '-C', folder, 'sandpit.md']);
  assert.equal(missing.code, 3);
  const rest = await harvest(folder, '--by', 'sam', path.join(folder, 'early-years'));
  assert.equal(rest.comments.length, 1);
  assert.equal(git(folder, 'show', '-s', '--format=%an %ae', 'HEAD').trim().replace(/@.*/, ''), 'Sam sam');
  assert.doesNotMatch(git(folder, 'show', '-s', '--format=%ae', 'HEAD'), /mail\.test/);
});

test('no name or address of a stranger gets into the comments', async () => {
  const folder = makePackage();
  edit(folder, 'every day', 'every day {>>Ring 07700 900123<<}');
  commitAs(folder, 'Stranger', '2026-03-05T10:00:00Z');
  const refused = await run(['comment', 'harvest', '-C', folder]);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /personal data, so that nothing was stored/);
  assert.equal(git(folder, 'branch', '--list', 'plainsong/comments'), '');
  assert.match(read(folder), /900123/);
  const { comments, err } = await harvest(folder, '--keep-personal-data');
  assert.equal(comments[0].personal, true);
  assert.match(err, /seem to hold somebody's personal data;/);
  assert.equal(read(folder), play);
  const everything = events(folder).map((name) => git(folder, 'show', `plainsong/comments:${name}`)).join('')
    + git(folder, 'log', '--format=fuller', 'plainsong/comments');
  assert.doesNotMatch(everything, /Stranger|mail\.test/i);
});

test('a folder without marks, or outside of git, is told as it is', async () => {
  const folder = makePackage();
  const nothing = await run(['comment', 'harvest', '-C', folder]);
  assert.equal(nothing.code, 0);
  assert.match(nothing.out, /No comments stand in the text/);
  fs.rmSync(path.join(folder, '.git'), { recursive: true });
  const outside = await run(['comment', 'harvest', '-C', folder]);
  assert.equal(outside.code, 3);
  assert.match(outside.err, /in no git repository/);
});
