// Compares the history of every chapter with what `git log --follow` says: the commits, the last of them, and the people. Prints
// what is equal, and every difference with its class, found from the texts themselves and not from the code that is compared.
// Usage: node tests/bench/follow.mjs HISTORY REPOSITORY [FOLDER]     HISTORY is the program that tests/bench/history.c makes
import { execFileSync } from 'node:child_process';

const [program, repository, folder = ''] = process.argv.slice(2);
if (!repository) {
  console.error('usage: node tests/bench/follow.mjs HISTORY REPOSITORY [FOLDER]');
  process.exit(2);
}
const call = (command, args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
const git = (...args) => call('git', ['-C', repository, ...args]);

// people of a commit as git tells them: the author and the trailers "Co-authored-by"
const peopleOf = (author, message) => [author, ...[...message.matchAll(/^co-authored-by:\s*(.+>)\s*$/gim)].map((match) => match[1])];

// [{commit, path, people}] newest first, along renames.
function follow(path) {
  const text = git('-c', 'diff.renameLimit=0', 'log', '--follow', '--name-status', '--format=%x01%H%x02%aN <%aE>%x02%B%x02', '--', path);
  return text.split('\x01').slice(1).map((entry) => {
    const [commit, author, message, status] = entry.split('\x02');
    return { commit, path: status.trim().split('\n')[0].split('\t').at(-1), people: peopleOf(author, message) };
  });
}
const cache = new Map();
function show(commit, path) {
  const key = `${commit}:${path}`;
  if (!cache.has(key)) {
    try {
      cache.set(key, git('show', key));
    } catch {
      cache.set(key, null);
    }
  }
  return cache.get(key);
}
const parents = (commit) => git('rev-parse', `${commit}^@`).trim().split('\n').filter(Boolean);
const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');
const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, '');

// Why git has this commit and we do not.
function classifyMissing({ commit, path }) {
  const now = show(commit, path);
  const before = parents(commit).map((parent) => show(parent, path));
  if (now === null) return 'the file is taken away';
  if (before.some((text) => text !== null && words(text) === words(now))) return 'only white space or wrapping changed';
  if (before.some((text) => text !== null && letters(text) === letters(now))) return 'only punctuation or markers changed';
  if (before.every((text) => text === null)) {
    const [from] = git('show', '--format=', '-M', '--name-status', commit, '--').split('\n').map((line) => line.split('\t')).filter((row) => row[2] === path);
    const old = from && parents(commit).map((parent) => show(parent, from[1])).find((text) => text !== null);
    if (old !== undefined && old !== null && words(old) === words(now)) return 'renamed without a change of words';
    return from ? 'renamed with a change' : 'new there';
  }
  return 'words changed';
}
// Why we have this commit and git has not.
function classifyExtra({ commit, path }, known) {
  if (parents(commit).length > 1) return 'a merge that changed words itself';
  if (!known.has(path)) return 'under a name that git log --follow did not reach';
  return 'on a branch that git log leaves out, since the merge took the other side';
}

const ours = new Map(call(program, [repository, 'HEAD', 'list-files']).trim().split('\n').map((line) => {
  const [path, , , commits, people] = line.split('\t');
  return [path, {
    touches: commits.split('\x1f').filter(Boolean).map((entry) => ({ commit: entry.slice(0, 40), path: entry.slice(41) })),
    people: people ? people.split('; ') : [],
  }];
}));
const counts = { chapters: 0, last: 0, people: 0, commits: 0, shared: 0 };
const classes = new Map();
const note = (kind, chapter, text) => {
  if (!classes.has(kind)) classes.set(kind, []);
  classes.get(kind).push(`${chapter}: ${text}`);
};
const mailOf = (person) => (person.match(/<(.*)>/)?.[1] ?? person).toLowerCase();
for (const path of git('ls-files', '--', `${folder ? `${folder}/` : ''}*.md`).trim().split('\n')) {
  const theirs = follow(path);
  const own = ours.get(path) ?? { touches: [], people: [] };
  const known = new Set(theirs.map((entry) => entry.path));
  const ownCommits = new Set(own.touches.map(({ commit }) => commit));
  const theirCommits = new Set(theirs.map(({ commit }) => commit));
  counts.chapters += 1;
  counts.shared += [...ownCommits].filter((commit) => theirCommits.has(commit)).length;
  if (own.touches[0]?.commit === theirs[0]?.commit) counts.last += 1;
  else {
    const newer = theirs.find(({ commit }) => !ownCommits.has(commit));
    const first = own.touches[0] && !theirCommits.has(own.touches[0].commit) ? `ours: ${classifyExtra(own.touches[0], known)}` : `git: ${classifyMissing(newer)}`;
    note(`last change; ${first}`, path, `ours ${own.touches[0]?.commit.slice(0, 8)}, git ${theirs[0]?.commit.slice(0, 8)}`);
  }
  const theirPeople = new Map(theirs.flatMap((entry) => entry.people.map((person) => [mailOf(person), entry])));
  const ownPeople = new Set(own.people.map(mailOf));
  const missing = [...theirPeople.keys()].filter((mail) => !ownPeople.has(mail));
  const extra = [...ownPeople].filter((mail) => !theirPeople.has(mail));
  if (!missing.length && !extra.length) counts.people += 1;
  for (const mail of missing) {
    const kinds = new Set(theirs.filter((entry) => entry.people.map(mailOf).includes(mail)).map((entry) => (ownCommits.has(entry.commit) ? 'a commit that we have' : classifyMissing(entry))));
    note(`person only in git; ${[...kinds].sort().join('; ')}`, path, mail.replace(/@.*/, ''));
  }
  if (extra.length) {
    const kinds = new Set(own.touches.filter(({ commit }) => !theirCommits.has(commit)).map((entry) => classifyExtra(entry, known)));
    note(`people only in ours; ${[...kinds].sort().join('; ')}`, path, String(extra.length));
  }
  for (const entry of theirs) if (!ownCommits.has(entry.commit)) note(`commit only in git; ${classifyMissing(entry)}`, path, entry.commit.slice(0, 8));
  for (const entry of own.touches) if (!theirCommits.has(entry.commit)) note(`commit only in ours; ${classifyExtra(entry, known)}`, path, `${entry.commit.slice(0, 8)} ${entry.path}`);
}
console.log(`${counts.chapters} chapters: the last change is the same for ${counts.last}, the people for ${counts.people}; ${counts.shared} commits are in both`);
for (const [kind, list] of [...classes].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`\n${kind}: ${list.length}`);
  for (const line of list.slice(0, process.env.ALL ? Infinity : 5)) console.log(`  ${line}`);
}
