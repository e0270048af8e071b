// A package whose people talk about it: two documents, people of three groups who agreed to be named in different ways, and a
// history of three commits with one version. And the commands of the group "comment" in short.
import { assert } from '../support/tap.mjs';
import { git, makeFolder, run, writeFiles } from '../support/program.mjs';
import { gitAt } from './revised_package.mjs';

export const manifest = `plainsong: 1
title: Playing and learning together
id: urn:uuid:6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b
language: en-GB
publisher: The play partnership
groups:
  parents: Parents and carers
  early-years: Early years settings
  health: Health
documents:
  - {id: early-years, title: Early years, chapters: [early-years/play.md, early-years/rest.md]}
  - {id: school, title: School, chapters: [school/start.md]}
people: people.yaml
`;

// amina is whom git knows; tom is the editor of early-years; zed wants not to be named.
export const people = `people:
  - {id: amina, name: Amina K., group: parents, credit: name, identities: ["Amina <amina@example.org>"]}
  - {id: tom, name: Tom Secret, group: early-years, credit: group, roles: {early-years: editor}, identities: ["Tom <tom@example.org>"]}
  - {id: zed, name: Zed Secret, group: parents, credit: none, identities: ["Zed <zed@example.org>"]}
  - {id: hana, name: Hana, group: health, credit: name}
`;

export const play = `---
title: Play
---
# Play

Every child **must** be able to find a *quiet
corner* — “a place to rest” &amp; breathe.

> [!NOTE]
> Staff may sit with the child, and [turn-taking](rest.md#turns) can wait.

## Taking turns {#turns}

- Children may play alone.
- Children may play together; it&rsquo;s fine.

### With water

Warm water calms many children.

## Tables

| What you see | What settings do |
| --- | --- |
| A child hides | Staff wait\\* nearby |
`;
export const rest = '# Rest\n\nRest is good. Staff may wait.\n';

export const files = {
  'plainsong.yaml': manifest,
  'people.yaml': people,
  'early-years/play.md': play,
  'early-years/rest.md': rest,
  'school/start.md': '# Starting school\n\nSchool begins in September.\n',
};

// The repository, with Amina as git's user. Version 1.0 of early-years said that every child "should" find a corner.
export function makeTalkPackage(more = {}) {
  const folder = writeFiles(makeFolder(), { ...files, 'early-years/play.md': play.replace('**must**', '**should**'), ...more });
  git(folder, 'init', '-q');
  git(folder, 'config', 'user.name', 'Amina');
  git(folder, 'config', 'user.email', 'amina@example.org');
  commitAt(folder, '2026-01-10', 'Begin');
  gitAt('2026-01-11T12:00:00Z', folder, 'tag', '-a', '-m', 'Early years, version 1.0', 'early-years/v1.0');
  writeFiles(folder, { 'early-years/play.md': play, ...more });
  commitAt(folder, '2026-02-10', 'Say must');
  return folder;
}

// Commits all that is there, on a day; the commit's number.
export function commitAt(folder, day, message) {
  gitAt(`${day}T12:00:00Z`, folder, 'add', '-A', '.');
  gitAt(`${day}T12:00:00Z`, folder, 'commit', '-q', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD').trim();
}

// A command of the group, which must end with this exit code.
export async function comment(code, folder, args, options = {}) {
  const result = await run(['comment', ...args], { cwd: folder, ...options });
  assert.equal(result.signal ?? result.code, code, `comment ${args.join(' ')}: exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
  assert.doesNotMatch(result.out + result.err, /@example\.org|Secret/, 'what nobody agreed to is never shown');
  return result;
}
export const say = async (folder, ...args) => (await comment(0, folder, args)).out;
export const refuse = async (code, folder, ...args) => (await comment(code, folder, args)).err;

// Begins a thread; its whole id.
export async function begin(folder, ...args) {
  return JSON.parse(await say(folder, 'add', '-m', 'Words.', ...args, '--json')).thread;
}
export const readThread = async (folder, thread) => JSON.parse(await say(folder, 'show', thread, '--json'));
export const listThreads = async (folder, ...args) => JSON.parse(await say(folder, 'list', '--json', ...args)).threads;

// The number of events on the branch.
export function countEvents(folder) {
  try {
    return git(folder, 'ls-tree', '-r', '--name-only', 'plainsong/comments').split('\n').length - 1;
  } catch {
    return 0;
  }
}
