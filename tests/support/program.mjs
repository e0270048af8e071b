// Running the program as people do, on folders and repositories that a test makes. The program is named by the environment
// (meson sets PLAINSONG); everything a run could depend on by accident (locale, time zone, git's configuration) is fixed.
import { spawn, execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const program = path.resolve(process.env.PLAINSONG ?? 'build/tools/plainsong/plainsong');
export const isSanitized = process.env.PLAINSONG_SANITIZED === '1';

const made = [];
process.on('exit', () => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
});

// An empty folder that is removed when the test ends. Its name holds a space and a letter beyond ASCII, as real ones do.
export function makeFolder(name = 'a folder é') {
  const top = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'plainsong-test-'));
  made.push(top);
  const folder = path.join(top, name);
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

// Writes files ({'a/b.md': text or Buffer, or {link: target}}) below `folder`.
export function writeFiles(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(folder, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (typeof content.link === 'string') fs.symlinkSync(content.link, target);
    else fs.writeFileSync(target, content);
  }
  return folder;
}

const quiet = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plainsong-home-')));
made.push(quiet);
export const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('GIT_') && !key.startsWith('LC_'))),
  HOME: quiet,
  XDG_CONFIG_HOME: quiet,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  SOURCE_DATE_EPOCH: '',
};
delete environment.SOURCE_DATE_EPOCH;

// The git command in a folder, at a date that git writes down.
export function gitAt(date, folder, ...args) {
  return execFileSync('git', ['-c', 'core.autocrlf=false', '-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment,
      GIT_AUTHOR_NAME: 'Test Author',
      GIT_AUTHOR_EMAIL: 'author@example.org',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: 'Test Committer',
      GIT_COMMITTER_EMAIL: 'committer@example.org',
      GIT_COMMITTER_DATE: date,
    },
  });
}

export function git(folder, ...args) {
  return gitAt('2026-03-04T05:06:07+01:00', folder, ...args);
}

export function commit(folder, message = 'Write it down') {
  git(folder, 'add', '-A', '.');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD').trim();
}

// A repository with one commit that holds these files.
export function makeRepository(files) {
  const folder = writeFiles(makeFolder(), files);
  git(folder, 'init', '-q');
  commit(folder);
  return folder;
}

// Runs the program. {code, signal, out, err, seconds}. Never throws because of what the program did, but for a time limit
// (seconds; a sanitized build gets five times as long). `input` goes to standard input, which is /dev/null without.
export function run(args, { cwd = os.tmpdir(), env = {}, limit = 60, wrapper = [], input } = {}) {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const [command, ...rest] = [...wrapper, program, ...args];
    const child = spawn(command, rest, { cwd, env: { ...environment, ...env }, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    child.stdin?.on('error', () => {}).end(input); // the program need not read it all
    const out = [];
    const err = [];
    child.stdout.on('data', (data) => out.push(data));
    child.stderr.on('data', (data) => err.push(data));
    const seconds = limit * (isSanitized ? 5 : 1);
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`plainsong ${args.join(' ')} took more than ${seconds} s`));
    }, seconds * 1000);
    child.on('error', (error) => { clearTimeout(timer); reject(error); });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code,
        signal,
        out: Buffer.concat(out).toString('utf8'),
        err: Buffer.concat(err).toString('utf8'),
        seconds: Number(process.hrtime.bigint() - start) / 1e9,
      });
    });
  });
}

// Every file below a folder: Map of path -> bytes, in order of paths. Symbolic links are told as such.
export function readFolder(folder) {
  const files = new Map();
  const walk = (inside) => {
    for (const entry of fs.readdirSync(path.join(folder, inside), { withFileTypes: true })) {
      const name = inside ? `${inside}/${entry.name}` : entry.name;
      if (entry.isDirectory()) walk(name);
      else if (entry.isSymbolicLink()) files.set(name, Buffer.from(`link to ${fs.readlinkSync(path.join(folder, name))}`));
      else files.set(name, fs.readFileSync(path.join(folder, name)));
    }
  };
  walk('');
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const digest = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

// What differs between two folders, as a list of sentences; empty when they are the same byte for byte.
export function compareFolders(a, b) {
  const left = readFolder(a);
  const right = readFolder(b);
  const found = [];
  for (const [name, bytes] of left) {
    if (!right.has(name)) found.push(`${name} is only in the first`);
    else if (!bytes.equals(right.get(name))) found.push(`${name} differs`);
  }
  for (const name of right.keys()) if (!left.has(name)) found.push(`${name} is only in the second`);
  return found;
}
