// Versions from end to end: made, listed, verified in another clone, and refused where they must be.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report } from '../support/tap.mjs';
import { commit, compareFolders, environment, git, gitAt, makeFolder, makeRepository, program, readFolder, run, writeFiles } from '../support/program.mjs';
import { makeEditor, quote, runOnTerminal } from '../support/terminal.mjs';

const files = {
  'plainsong.yaml': `plainsong: 1
title: Growing together
id: urn:uuid:6f1d7a52-6f6b-4b53-9d53-2f9b6c1e7a10
language: en-GB
groups: {parents: Parents and carers, settings: Early years settings}
documents:
  - {id: early-years, title: "Early years: ordinarily available", chapters: [early-years/welcome.md, early-years/play.md], quorum: {parents: 1, settings: 1}}
  - {id: school, title: School and after, chapters: [school/start.md]}
people: people.yaml
`,
  'people.yaml': `people:
  - {id: amina, name: Amina Rahman, group: parents, credit: none, identities: ["Amina Rahman <amina.rahman@example.org>"]}
  - {id: robin, name: Robin of the Oak, group: settings, credit: name, identities: ["Robert Okafor <robert.okafor@example.org>"]}
  - {id: tom, name: Tomasz Nowak, group: parents, credit: group, identities: ["Tomasz Nowak <tomasz.nowak@example.org>"]}
`,
  'early-years/welcome.md': '# Welcome\n\nThis is for everybody who looks after small children.\n',
  'early-years/play.md': '# Play\n\nChildren learn while they play.\n\n## Taking turns\n\nOne after the other.\n',
  'school/start.md': '# Start\n\nThe first day at school.\n',
  '.gitignore': '/public/\n',
};
const hidden = ['Amina Rahman', 'Tomasz Nowak', 'Robert Okafor', 'amina.rahman', 'tomasz.nowak', 'robert.okafor', 'The Editor', 'editor@example.org'];

function makePackage() {
  const folder = makeRepository(files);
  git(folder, 'config', 'user.name', 'The Editor');
  git(folder, 'config', 'user.email', 'editor@example.org');
  return folder;
}
const everybody = ['--sign-off', 'amina', '--sign-off', 'robin'];
async function expect(code, args, options) {
  const result = await run(args, options);
  assert.equal(result.signal ?? result.code, code, `${args.join(' ')}: exit ${result.signal ?? result.code}\n${result.out}\n${result.err}`);
  return result;
}
const release = (folder, ...args) => expect(0, ['release', '-C', folder, ...args]);
const verify = (folder, code, ...args) => expect(code, ['verify', '-C', folder, ...args]);
const readMessage = (folder, tag) => git(folder, 'for-each-ref', '--format=%(contents)', `refs/tags/${tag}`);
const listTags = (folder) => git(folder, 'tag').trim();

function cloneRepository(folder, ...options) {
  const clone = path.join(makeFolder(), 'clone');
  git(folder, 'clone', '-q', ...options, options.length ? `file://${folder}` : folder, clone);
  return clone;
}
// Writes the tag anew with another text, everything else of it as it was.
function rewriteTag(folder, tag, change) {
  const raw = git(folder, 'cat-file', 'tag', tag);
  const changed = change(raw);
  assert.notEqual(changed, raw, 'the tag was to be changed');
  const file = path.join(makeFolder(), 'tag');
  fs.writeFileSync(file, changed);
  git(folder, 'update-ref', `refs/tags/${tag}`, git(folder, 'hash-object', '-t', 'tag', '-w', file).trim());
}

// A package with two versions of one document.
async function makeReleased() {
  const folder = makePackage();
  await release(folder, 'early-years', '1.0', ...everybody);
  writeFiles(folder, {
    'early-years/play.md': '# Play\n\nChildren learn a lot while they play.\n\n## Taking turns\n\nOne after the other.\n\n## Outdoors\n\nMud is fine.\n',
  });
  commit(folder, 'Say more about play');
  await release(folder, 'early-years', '1.1', ...everybody, '-m', '## For parents\r\n\r\nMore about play, and *mud*.\r\n\r\nNote: bring boots.\r\n');
  return folder;
}

check('a version is an annotated tag with summary, sign-offs and digests, and the output is built from it', async () => {
  const folder = await makeReleased();
  assert.equal(listTags(folder), 'early-years/v1.0\nearly-years/v1.1');
  assert.match(readMessage(folder, 'early-years/v1.0'), /^Early years: ordinarily available, version 1\.0\n\nFirst version\.\n\nSign-off: amina \(parents\)\n/);
  const lines = readMessage(folder, 'early-years/v1.1').trimEnd().split('\n');
  assert.deepEqual(lines.slice(0, 10), [
    'Early years: ordinarily available, version 1.1', '', '## For parents', '', 'More about play, and *mud*.', '', 'Note: bring boots.', '',
    'Sign-off: amina (parents)', 'Sign-off: robin (settings)',
  ]);
  assert.match(lines[10], /^Digest: sha256:[0-9a-f]{64} downloads\/early-years\.epub$/);
  assert.match(lines[11], /^Digest: sha256:[0-9a-f]{64} downloads\/early-years\.pdf$/);
  assert.match(lines[12], /^Digest: sha256:[0-9a-f]{64} downloads\/early-years-large-print\.pdf$/);
  assert.match(lines[13], /^Digest: sha256:[0-9a-f]{64} early-years\/$/);
  assert.match(lines[14], /^Built-with: plainsong \d+\.\d+\.\d+$/);
  assert.equal(lines.length, 15);
  const again = path.join(makeFolder(), 'out');
  await expect(0, ['build', '-C', folder, '--at', 'early-years/v1.1', '-o', again]);
  assert.deepEqual(compareFolders(path.join(folder, 'public'), again), []);
});
check('the digests are those that sha256sum gives', async () => {
  const folder = await makeReleased();
  const sums = execFileSync('sh', ['-c', `sha256sum downloads/early-years.epub downloads/early-years.pdf downloads/early-years-large-print.pdf | cut -d" " -f1
    find early-years -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum | cut -d" " -f1`], { cwd: path.join(folder, 'public'), encoding: 'utf8' });
  const digests = [...readMessage(folder, 'early-years/v1.1').matchAll(/sha256:(\S+)/g)].map(([, digest]) => digest);
  assert.deepEqual(sums.trim().split('\n'), digests);
});
check('release says how to publish the tag', async () => {
  const folder = makePackage();
  const { out, err } = await release(folder, 'school', '0.1');
  assert.match(out, /git push origin school\/v0\.1/);
  assert.match(err, /proposed/);
});
check('neither tag nor output holds an e-mail address, or a name that nobody agreed to', async () => {
  const folder = await makeReleased();
  for (const tag of ['early-years/v1.0', 'early-years/v1.1'])
    for (const word of hidden) assert.ok(!readMessage(folder, tag).includes(word), `${tag}: ${word}`);
  for (const [name, bytes] of readFolder(path.join(folder, 'public')))
    for (const word of hidden) assert.ok(!bytes.includes(word), `${name}: ${word}`);
  const { out } = await expect(0, ['versions', '-C', folder]);
  for (const word of hidden) assert.ok(!out.includes(word), word);
});
check('versions lists numbers, summaries and sign-offs, and says where there are none', async () => {
  const folder = await makeReleased();
  const { out } = await expect(0, ['versions', '-C', folder]);
  assert.ok(out.indexOf('1.1') < out.indexOf('First version.'), out);
  assert.match(out, /2 sign-offs/);
  assert.match(out, /For parents/);
  assert.match(out, /release school 1\.0/);
  const { documents } = JSON.parse((await expect(0, ['versions', '-C', folder, '--json'])).out);
  assert.deepEqual(documents.map(({ document, versions }) => [document, versions.map(({ version }) => version)]), [['early-years', ['1.1', '1.0']], ['school', []]]);
  const [newest] = documents[0].versions;
  assert.equal(newest.tag, 'early-years/v1.1');
  assert.equal(newest.revision, git(folder, 'rev-parse', 'HEAD').trim());
  assert.deepEqual(newest['sign-offs'], ['amina (parents)', 'robin (settings)']);
  assert.equal(newest.signed, false);
  assert.equal(newest.digests.length, 4);
  const one = await expect(0, ['versions', '-C', folder, 'school']);
  assert.ok(!one.out.includes('1.1'));
  assert.equal((await expect(0, ['versions', '-C', folder, '-q'])).out, 'early-years/v1.1\nearly-years/v1.0\n');
  assert.match((await expect(3, ['versions', '-C', folder, 'schol'])).err, /did you mean "school"/);
});

check('both versions verify in another clone, wherever it stands', async () => {
  const folder = await makeReleased();
  const clone = cloneRepository(folder);
  git(clone, 'checkout', '-q', '--detach', 'early-years/v1.0');
  for (const version of ['1.0', '1.1', 'v1.1']) {
    const { out } = await verify(clone, 0, 'early-years', version);
    assert.match(out, /downloads\/early-years\.epub: same/);
  }
  assert.deepEqual(git(clone, 'status', '--porcelain'), '');
  const result = JSON.parse((await verify(clone, 0, 'early-years', '1.0', '--json')).out);
  assert.equal(result.same, true);
  assert.deepEqual(result.files.map(({ path: name, same }) => [name, same]), ['downloads/early-years.epub', 'downloads/early-years.pdf', 'downloads/early-years-large-print.pdf', 'early-years/'].map((name) => [name, true]));
});
check('a version verifies after others were tagged at its very commit, and after later ones', async () => {
  const folder = await makeReleased();
  await release(folder, 'school', '1.0');
  await release(folder, 'early-years', '2.0', ...everybody);
  await verify(folder, 0, 'early-years', '1.1');
  await verify(folder, 0, 'early-years', '2.0');
  await verify(folder, 0, 'school', '1.0');
  writeFiles(folder, { 'early-years/play.md': '# Play, and nothing else\n', 'school/start.md': '# Begin\n' });
  commit(folder, 'Begin again');
  await release(folder, 'early-years', '2.1', ...everybody);
  for (const version of ['1.0', '1.1', '2.0', '2.1']) await verify(folder, 0, 'early-years', version);
  await verify(folder, 0, 'school', '1.0');
});
check('versions that follow at once have seconds of their own, so that each is built whole as it was released', async () => {
  const folder = makePackage();
  const dates = () => git(folder, 'for-each-ref', '--sort=taggerdate', '--format=%(taggerdate:unix) %(refname:lstrip=2)', 'refs/tags').trim().split('\n').map((line) => line.split(' '));
  const soon = Math.floor(Date.now() / 1000) + 20;
  gitAt(`${soon} +0000`, folder, 'tag', '-a', '-m', 'By another clock', 'school/v1.0');
  const outs = new Map();
  for (const [document, number] of [['early-years', '1.0'], ['school', '1.1'], ['early-years', '1.1']]) {
    const out = path.join(makeFolder(), 'out');
    await release(folder, document, number, '-o', out, ...everybody);
    outs.set(`${document}/v${number}`, out);
  }
  assert.deepEqual(dates(), [[`${soon}`, 'school/v1.0'], [`${soon + 1}`, 'early-years/v1.0'], [`${soon + 2}`, 'school/v1.1'], [`${soon + 3}`, 'early-years/v1.1']]);
  for (const [tag, out] of outs) {
    const again = path.join(makeFolder(), 'out');
    await expect(0, ['build', '-C', folder, '--at', tag, '-o', again]);
    assert.deepEqual(compareFolders(out, again), [], tag);
  }
});
check('a digest that was changed in the tag fails', async () => {
  const folder = await makeReleased();
  rewriteTag(folder, 'early-years/v1.0', (text) => text.replace(/(sha256:)(.)/, (whole, kind, digit) => kind + (digit === '0' ? '1' : '0')));
  const { out } = await verify(folder, 1, 'early-years', '1.0');
  assert.match(out, /downloads\/early-years\.epub: different/);
  assert.match(out, /early-years\/: same/);
  await verify(folder, 0, 'early-years', '1.1');
});
check('a digest that cannot be read fails, and so does one of what was never made', async () => {
  for (const change of [(text) => text.replace('sha256:', 'sha1:'), (text) => text.replace('downloads/early-years.epub', 'downloads/other.epub'),
    (text) => text.replace('downloads/early-years.epub', '../../../../etc/passwd')]) {
    const folder = await makeReleased();
    rewriteTag(folder, 'early-years/v1.0', change);
    const { out } = await verify(folder, 1, 'early-years', '1.0');
    assert.match(out, /cannot be read|missing/);
  }
});
check('a summary that was changed in the tag fails', async () => {
  const folder = await makeReleased();
  rewriteTag(folder, 'early-years/v1.1', (text) => text.replace('*mud*', '*sand*'));
  await verify(folder, 1, 'early-years', '1.1');
});
check('a byte that was changed in what is published fails, and the file is named', async () => {
  const folder = await makeReleased();
  const published = path.join(folder, 'public');
  await verify(folder, 0, 'early-years', '1.1', '--against', published);
  const page = path.join(published, 'early-years/play.html');
  const bytes = fs.readFileSync(page);
  bytes[bytes.indexOf('Mud')] = 'D'.charCodeAt(0);
  fs.writeFileSync(page, bytes);
  const { out } = await verify(folder, 1, 'early-years', '1.1', '--against', published);
  assert.match(out, /early-years\/play\.html: different/);
  assert.ok(!out.includes('welcome.html'), out);
  fs.rmSync(path.join(published, 'downloads/early-years.epub'));
  assert.match((await verify(folder, 1, 'early-years', '1.1', '--against', published)).out, /early-years\.epub: missing/);
  await verify(folder, 3, 'early-years', '1.1', '--against', path.join(published, 'nowhere'));
});
check('a site with older versions beside the newest verifies for each of them', async () => {
  const folder = await makeReleased();
  const out = path.join(makeFolder(), 'out');
  await expect(0, ['build', '-C', folder, '--versions', '-o', out]);
  for (const version of ['1.0', '1.1']) await verify(folder, 0, 'early-years', version, '--against', out);
  for (const end of ['.epub', '.pdf', '-large-print.pdf']) {
    const file = path.join(out, `downloads/early-years-1.0${end}`);
    const bytes = fs.readFileSync(file);
    fs.appendFileSync(file, ' ');
    await verify(folder, 1, 'early-years', '1.0', '--against', out);
    fs.writeFileSync(file, bytes);
  }
  await verify(folder, 0, 'early-years', '1.1', '--against', out);
});
check('readers are told who agreed, each as they chose, and why a version went out without', async () => {
  const folder = makePackage();
  const read = (name) => fs.readFileSync(path.join(folder, 'public/early-years', name), 'utf8');
  await release(folder, 'early-years', '1.0', '--sign-off', 'robin', '--sign-off', 'tom');
  assert.match(read('changes.html'), /Agreed by: Robin of the Oak \(Early years settings\); Parents and carers\./);
  assert.match(read('index.html'), /Agreed by<\/dt><dd>Robin of the Oak \(Early years settings\); Parents and carers/);
  assert.doesNotMatch(read('index.html'), /To be agreed by/);
  assert.doesNotMatch(read('changes.html'), /went out before/);
  await release(folder, 'early-years', '1.1', '--sign-off', 'amina', '--without-quorum', 'The settings were closed');
  assert.match(read('changes.html'), /Agreed by: a contributor\./);
  assert.match(read('changes.html'), /before every group had agreed\. The reason: The settings were closed/);
  await verify(folder, 0, 'early-years', '1.1');
  writeFiles(folder, { 'school/start.md': '# Start\n\nThe second day.\n' });
  commit(folder, 'Later');
  await expect(0, ['build', '-C', folder]);
  assert.match(read('changes.html'), /Agreed by: a contributor\./);
});
check('a folder with a redline says why it differs', async () => {
  const folder = await makeReleased();
  const out = path.join(makeFolder(), 'out');
  await expect(0, ['build', '-C', folder, '--edition', 'site', '--edition', 'epub', '--edition', 'redline', 'early-years/v1.0..early-years/v1.1', '-o', out]);
  const result = await verify(folder, 1, 'early-years', '1.1', '--against', out);
  assert.match(result.out, /redline\.html: not named by the tag/);
  assert.match(result.out, /no part of a version/);
  assert.equal(JSON.parse((await verify(folder, 1, 'early-years', '1.1', '--against', out, '--json')).out).redline, true);
});
check('a shallow clone says why it differs and what to do', async () => {
  const folder = await makeReleased();
  const clone = cloneRepository(folder, '--depth', '1', '--branch', 'early-years/v1.1');
  const { out } = await verify(clone, 1, 'early-years', '1.1');
  assert.match(out, /git fetch --unshallow/);
  git(clone, 'fetch', '-q', '--unshallow', '--tags');
  await verify(clone, 0, 'early-years', '1.1');
});
check('another program is named when the digests differ', async () => {
  const folder = await makeReleased();
  rewriteTag(folder, 'early-years/v1.0', (text) => text.replace(/sha256:..../, 'sha256:0000').replace(/Built-with: .*/, 'Built-with: plainsong 0.0.7'));
  assert.match((await verify(folder, 1, 'early-years', '1.0')).out, /built with plainsong 0\.0\.7/);
});
check('a tag made by hand is a version, and has nothing to verify', async () => {
  const folder = makePackage();
  git(folder, 'tag', '-a', '-m', 'Agreed in June', 'school/v1.0');
  assert.match((await verify(folder, 3, 'school', '1.0')).err, /no digests/);
  assert.match((await expect(0, ['versions', '-C', folder])).out, /Agreed in June/);
  assert.match((await verify(folder, 3, 'school', '1.1')).err, /it has 1\.0/);
  assert.match((await verify(folder, 3, 'early-years', '1.1')).err, /git fetch --tags/);
});

check('what is not committed is named and refused', async () => {
  const folder = makePackage();
  writeFiles(folder, { 'school/start.md': '# Changed\n' });
  assert.match((await expect(3, ['release', '-C', folder, 'school', '1.0'])).err, /school\/start\.md/);
  git(folder, 'add', '-A');
  assert.match((await expect(3, ['release', '-C', folder, 'school', '1.0'])).err, /school\/start\.md/);
  git(folder, 'reset', '-q', '--hard');
  writeFiles(folder, Object.fromEntries(Array.from({ length: 7 }, (unused, i) => [`new/${i}.md`, 'x'])));
  const { err } = await expect(3, ['release', '-C', folder, 'school', '1.0']);
  assert.match(err, /new\/0\.md, .*new\/4\.md and 2 more/);
  assert.equal(listTags(folder), '');
});
check('the output folder of a build is no uncommitted text, and neither is what lies beside the package', async () => {
  const folder = makeFolder();
  writeFiles(folder, { ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`docs/${name}`, text])), 'docs/.gitignore': '', 'code.c': 'x' });
  git(folder, 'init', '-q');
  commit(folder);
  git(folder, 'config', 'user.name', 'The Editor');
  git(folder, 'config', 'user.email', 'editor@example.org');
  writeFiles(folder, { 'code.c': 'y', 'notes.txt': 'z' });
  await release(path.join(folder, 'docs'), 'school', '1.0');
  await release(path.join(folder, 'docs/school'), 'school', '1.1');
  await verify(folder, 3, 'school', '1.0').catch(() => verify(path.join(folder, 'docs'), 0, 'school', '1.0'));
});
check('a version must be greater than all before it, and the message says which could be next', async () => {
  const folder = await makeReleased();
  for (const version of ['1.0', '1.1', '0.9']) {
    const { err } = await expect(3, ['release', '-C', folder, 'early-years', version, ...everybody]);
    assert.match(err, /the newest is 1\.1; the next could be 1\.2 or 2\.0/);
  }
  for (const version of ['1', '1.2.3', 'one', '01.2'])
    assert.match((await expect(2, ['release', '-C', folder, 'early-years', version])).err, /such as 1\.0/);
  await expect(2, ['release', '-C', folder, 'early-years']);
});
check('a light tag of that name is in the way, and stays', async () => {
  const folder = makePackage();
  git(folder, 'tag', 'school/v1.0');
  assert.match((await expect(3, ['release', '-C', folder, 'school', '1.0'])).err, /there already/);
  assert.equal(git(folder, 'cat-file', '-t', 'school/v1.0').trim(), 'commit');
});
check('missing sign-offs are told by group, with exit code 1', async () => {
  const folder = makePackage();
  const { err } = await expect(1, ['release', '-C', folder, 'early-years', '1.0', '--sign-off', 'amina', '--sign-off', 'tom', '--sign-off', 'amina']);
  assert.match(err, /Early years settings: 0 of 1/);
  assert.ok(!err.includes('Parents and carers:'), err);
  const both = await expect(1, ['release', '-C', folder, 'early-years', '1.0', '--json']);
  assert.deepEqual(JSON.parse(both.out).shortfalls, ['Parents and carers: 0 of 1', 'Early years settings: 0 of 1']);
  assert.equal(listTags(folder), '');
  assert.ok(!fs.existsSync(path.join(folder, 'public')));
});
check('a reason lets a version out without its quorum, and stays in the tag; it is dropped where it is not needed', async () => {
  const folder = makePackage();
  await release(folder, 'early-years', '1.0', '--sign-off', 'tom', '--without-quorum', 'The settings agreed\nby telephone');
  assert.match(readMessage(folder, 'early-years/v1.0'), /\nSign-off: tom \(parents\)\nException: The settings agreed by telephone\nDigest: /);
  assert.match((await expect(0, ['versions', '-C', folder])).out, /quorum not met/);
  await release(folder, 'early-years', '1.1', ...everybody, '--without-quorum', 'Not needed');
  assert.ok(!readMessage(folder, 'early-years/v1.1').includes('Exception'));
});
check('nobody signs off who is not in people.yaml', async () => {
  const folder = makePackage();
  assert.match((await expect(3, ['release', '-C', folder, 'early-years', '1.0', '--sign-off', 'amona'])).err, /did you mean "amina"/);
  assert.match((await expect(3, ['release', '-C', folder, 'earlyyears', '1.0'])).err, /did you mean "early-years"/);
});
check('texts with errors do not go out, and other documents have no say', async () => {
  const folder = makePackage();
  writeFiles(folder, { 'school/start.md': '# Start\n\n![A drawing](missing.png)\n' });
  commit(folder);
  const { err } = await expect(1, ['release', '-C', folder, 'school', '1.0']);
  assert.match(err, /school\/start\.md:3/);
  assert.equal(listTags(folder), '');
  await release(folder, 'early-years', '1.0', ...everybody);
});
check('a user that git does not know is told how to tell it, and nothing is changed', async () => {
  const folder = makeRepository(files);
  const { err } = await expect(3, ['release', '-C', folder, 'school', '1.0']);
  assert.match(err, /git config --global user\.name/);
  assert.equal(listTags(folder), '');
  assert.ok(!fs.existsSync(path.join(folder, 'public')));
});
check('without a commit, and outside git, it is said what is missing', async () => {
  const folder = writeFiles(makeFolder(), files);
  for (const command of ['release', 'verify']) assert.match((await expect(3, [command, '-C', folder, 'school', '1.0'])).err, /no git repository/);
  assert.match((await expect(3, ['versions', '-C', folder])).err, /no git repository/);
  git(folder, 'init', '-q');
  assert.match((await expect(3, ['release', '-C', folder, 'school', '1.0'])).err, /no commit yet/);
  assert.match((await expect(0, ['versions', '-C', folder])).out, /none yet/);
});
check('a bare repository releases what its HEAD says', async () => {
  const folder = makePackage();
  const bare = path.join(makeFolder(), 'bare.git');
  git(folder, 'clone', '-q', '--bare', folder, bare);
  git(bare, 'config', 'user.name', 'The Editor');
  git(bare, 'config', 'user.email', 'editor@example.org');
  await release(bare, 'school', '1.0', '-o', path.join(makeFolder(), 'out'));
  await verify(bare, 0, 'school', '1.0');
});
check('a dry run shows everything and makes nothing', async () => {
  const folder = makePackage();
  const { out } = await release(folder, 'school', '1.0', '--dry-run', '--sign-off', 'tom');
  assert.match(out, /school\/v1\.0/);
  assert.match(out, /First version\./);
  assert.match(out, /tom \(parents\)/);
  assert.equal(listTags(folder), '');
  assert.ok(!fs.existsSync(path.join(folder, 'public')));
});
check('an output folder that no build made is refused before anything is made', async () => {
  const folder = makePackage();
  writeFiles(folder, { 'public/mine.txt': 'precious' });
  await expect(3, ['release', '-C', folder, 'school', '1.0']);
  assert.equal(listTags(folder), '');
  assert.equal(fs.readFileSync(path.join(folder, 'public/mine.txt'), 'utf8'), 'precious');
});
check('when the output cannot be put in place the tag is taken away again, and that is said', async () => {
  const folder = makePackage();
  const file = path.join(makeFolder(), 'file');
  fs.writeFileSync(file, 'precious');
  for (const pack of [false, true]) {
    if (pack) git(folder, 'pack-refs', '--all');
    const { err } = await expect(3, ['release', '-C', folder, 'school', '1.0', '-o', path.join(file, 'out')]);
    assert.match(err, /its tag was taken away again/);
    assert.equal(listTags(folder), '');
  }
  assert.equal(fs.readFileSync(file, 'utf8'), 'precious');
  await release(folder, 'school', '1.0');
});
check('--json tells what was released', async () => {
  const folder = makePackage();
  const { out } = await release(folder, 'school', 'v1.0', '--json', '--sign-off', 'tom');
  const result = JSON.parse(out);
  assert.equal(result.state, 'released');
  assert.equal(result.version, '1.0');
  assert.equal(result.tag, 'school/v1.0');
  assert.equal(result.previous, null);
  assert.equal(result.summary, 'First version.');
  assert.equal(result.output, path.join(folder, 'public'));
});
check('the summary comes from a file too; one that the tag could not give back is refused', async () => {
  const folder = makePackage();
  const file = path.join(makeFolder(), 'summary.md');
  fs.writeFileSync(file, '\n\n- One\n- Two\n\n---\n\nDigest: sha256:abc x\n\n');
  await release(folder, 'school', '1.0', '-F', file);
  assert.match(readMessage(folder, 'school/v1.0'), /\n\n- One\n- Two\n\n---\n\nDigest: sha256:abc x\n\nDigest: /);
  await verify(folder, 0, 'school', '1.0');
  for (const text of ['Words\n-----BEGIN PGP SIGNATURE-----\nabc', ' \n\t'])
    await expect(3, ['release', '-C', folder, 'school', '1.1', '-m', text]);
  await expect(2, ['release', '-C', folder, 'school', '1.1', '-m', 'a', '-F', file]);
  assert.equal(listTags(folder), 'school/v1.0');
});

// Signing

function useSigner(folder, script) {
  const signer = path.join(folder, '.git/signer');
  fs.writeFileSync(signer, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  git(folder, 'config', 'gpg.program', signer);
  git(folder, 'config', 'tag.gpgSign', 'true');
}
check('a user whose git signs tags gets a signed one', async () => {
  const folder = makePackage();
  useSigner(folder, `cat >"$0.text"\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n'`);
  await release(folder, 'school', '1.0', '-m', '# A heading\n\nIs no comment.');
  const signed = fs.readFileSync(path.join(folder, '.git/signer.text'), 'utf8');
  const raw = git(folder, 'cat-file', 'tag', 'school/v1.0');
  assert.ok(raw.startsWith(signed));
  assert.match(raw, /\n# A heading\n\nIs no comment\.\n\nDigest: /);
  assert.match((await expect(0, ['versions', '-C', folder])).out, /signed/);
  await verify(folder, 0, 'school', '1.0');
});
check('a signature that fails is told in git\'s words, and nothing is changed', async () => {
  const folder = makePackage();
  useSigner(folder, 'cat >/dev/null\nexit 2');
  assert.match((await expect(3, ['release', '-C', folder, 'school', '1.0'])).err, /unable to sign the tag/);
  assert.equal(listTags(folder), '');
});

// The editor, which needs a terminal

check('on a terminal the editor that git would open gets the proposed summary, and headings stay', async () => {
  const folder = makePackage();
  const seen = path.join(makeFolder(), 'seen');
  const GIT_EDITOR = makeEditor(`cp "$1" ${quote(seen)}\n{ printf '# New here\\n\\nWords.\\n\\n'; sed -n '/>8/,$p' ${quote(seen)}; } >"$1"`);
  const { code, out } = runOnTerminal(['release', '-C', folder, 'school', '1.0'], { GIT_EDITOR });
  assert.equal(code, 0, out);
  assert.match(fs.readFileSync(seen, 'utf8'), /^First version\.\n\n# -+ >8 -+\nThis is School and after, version 1\.0/);
  assert.match(readMessage(folder, 'school/v1.0'), /^School and after, version 1\.0\n\n# New here\n\nWords\.\n\nDigest: /);
});
check('an empty summary, or an editor that fails, stops the release', async () => {
  const folder = makePackage();
  for (const script of [`sed -i '1,/>8/{/>8/!d}' "$1"`, 'exit 1']) {
    const { code, out } = runOnTerminal(['release', '-C', folder, 'school', '1.0'], { GIT_EDITOR: makeEditor(script) });
    assert.equal(code, 3, out);
    assert.match(out, /empty|gave up/);
  }
  assert.equal(listTags(folder), '');
});
check('--no-edit opens no editor', async () => {
  const folder = makePackage();
  const { code, out } = runOnTerminal(['release', '-C', folder, 'school', '1.0', '--no-edit'], { GIT_EDITOR: 'false' });
  assert.equal(code, 0, out);
});

await report({ parallel: 2 });
