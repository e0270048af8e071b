// A package of two documents with a history: three versions of one, two of the other, and a draft after them. Between them a
// chapter is renamed, one removed, one added, a paragraph moved, a picture changed, and links lead from one document to the other.
import { execFileSync } from 'node:child_process';
import zlib from 'node:zlib';
import { environment, makeFolder, writeFiles } from '../support/program.mjs';

// git at a moment of its own: versions are told apart by their dates.
export function gitAt(date, folder, ...args) {
  return execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'core.autocrlf=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment,
      GIT_AUTHOR_NAME: 'Amina', GIT_AUTHOR_EMAIL: 'amina@example.org', GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: 'Amina', GIT_COMMITTER_EMAIL: 'amina@example.org', GIT_COMMITTER_DATE: date,
    },
  });
}

// A PNG of one colour.
export function makePicture(width, height, [red, green, blue]) {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(zlib.crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(Buffer.concat(Array(height).fill(row)))), chunk('IEND', Buffer.alloc(0))]);
}

const manifest = (early, school) => `plainsong: 1
title: Playing and learning together
id: urn:uuid:6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b
language: en-GB
publisher: The play partnership
rights: CC BY 4.0
url: https://guidance.example.org/play/
groups:
  parents: Parents and carers
  early-years: Early years settings
documents:
  - id: early-years
    title: Early years
    subtitle: Playing together before school
    chapters: [${early.map((name) => `early-years/${name}.md`).join(', ')}]
  - id: school
    title: School
    chapters: [${school.map((name) => `school/${name}.md`).join(', ')}]
glossary: glossary.yaml
people: people.yaml
`;
const people = (credit) => `people:
  - id: amina
    name: Amina K.
    group: parents
    credit: name
    identities: ["Amina <amina@example.org>"]
  - id: tomas
    name: Tomas W.
    group: early-years
    credit: ${credit}
`;
const glossary = (more = '') => `terms:
  - term: turn-taking
    meaning: Waiting for each other in play and talk.
${more}`;
const old = `  - term: treasure basket
    meaning: A basket of things to feel and look at.
`;

export const first = {
  'plainsong.yaml': manifest(['welcome', 'sand', 'old-rules'], ['start']),
  'people.yaml': people('name'),
  'glossary.yaml': glossary(old),
  'early-years/welcome.md': `# Welcome

This guidance is about playing together. Begin with [sand and water](sand.md#tools), or read [what school asks](../school/start.md#first-days).

A treasure basket is a good beginning, and so is turn-taking.

![A tray of sand](tray.png "The tray that we use")

Children learn from each other. Give them time, room and things to share.
`,
  'early-years/sand.md': `# Sand

Sand is for everyone.

## Tools

Spoons, cups and small spades. Keep two of each, so that nobody has to wait too long.

## Clearing up

Do it together, and sing.

The old [rules](old-rules.md) still hold.
`,
  'early-years/old-rules.md': `# Rules of the room

One child at a time at the sand tray.

Shoes stay on.
`,
  'early-years/tray.png': makePicture(320, 160, [214, 180, 120]),
  'school/start.md': `# Starting school

## First days

What was learned [at the sand tray](../early-years/sand.md#clearing-up) helps. See also [early years](../early-years/).

Everything is on [the front page](../index.html).
`,
};

export const second = {
  'plainsong.yaml': manifest(['welcome', 'sand-and-water', 'outdoors'], ['start']),
  'glossary.yaml': glossary(),
  'early-years/welcome.md': first['early-years/welcome.md']
    .replace('sand.md', 'sand-and-water.md')
    .replace('Give them time, room and things to share.', 'Give them plenty of time, a quiet corner and things to share.'),
  'early-years/sand-and-water.md': `# Sand and water

Sand and water are for everyone.

## Tools

Spoons, cups and small spades. Keep three of each, so that nobody has to wait too long.

## Clearing up

Do it together, and sing. The youngest choose the song.

See [outdoors](outdoors.md) for rain.
`,
  'early-years/outdoors.md': `# Outdoors

Go out every day. Rain is water to play with.
`,
  'early-years/tray.png': makePicture(320, 160, [120, 160, 214]),
  'school/start.md': first['school/start.md'].replace('sand.md', 'sand-and-water.md'),
};

export const third = {
  'people.yaml': people('group'),
  'early-years/outdoors.md': `# Outdoors

Go out every day. Rain is water to play with.

Wrap up warm, and take a towel.
`,
};

// Tagged early-years/v1.0, v1.1 (renamed, removed, added), v1.2; school/v1.0 with the first. `more` is a draft behind them.
export function makeRevised({ more = null, folder = makeFolder() } = {}) {
  const save = (day, files, gone = []) => {
    writeFiles(folder, files);
    if (gone.length) gitAt(`${day}T09:00:00Z`, folder, 'rm', '-q', ...gone);
    gitAt(`${day}T10:00:00Z`, folder, 'add', '-A');
    gitAt(`${day}T10:00:00Z`, folder, 'commit', '-q', '-m', `As it was on ${day}`);
  };
  const tag = (day, name, words) => gitAt(`${day}T12:00:00Z`, folder, 'tag', '-a', '-m', words, name);
  gitAt('2026-01-05T10:00:00Z', folder, 'init', '-q');
  save('2026-01-05', first);
  tag('2026-01-10', 'early-years/v1.0', 'Early years, version 1.0\n\nThe first version.');
  tag('2026-01-10', 'school/v1.0', 'School, version 1.0\n\nThe first version.');
  save('2026-03-02', second, ['early-years/sand.md', 'early-years/old-rules.md']);
  tag('2026-03-03', 'early-years/v1.1', 'Early years, version 1.1\n\nWater, and a chapter about going out.');
  save('2026-05-01', third);
  tag('2026-05-03', 'early-years/v1.2', 'Early years, version 1.2\n\nTowels.');
  if (more) save('2026-06-01', more);
  return folder;
}
