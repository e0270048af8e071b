// Running the program as a person does who sits before it: on a terminal (script(1) makes one), with an editor.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { environment, makeFolder, program } from './program.mjs';

export const quote = (word) => `'${word.replaceAll("'", "'\\''")}'`;

// {code, out}: what is seen on the terminal, where standard error is seen too. `input` is what is typed.
export function runOnTerminal(args, env = {}, input = '') {
  const command = [program, ...args].map(quote).join(' ');
  const options = { encoding: 'utf8', env: { ...environment, TERM: 'xterm', ...env }, stdio: ['pipe', 'pipe', 'pipe'], input, timeout: 120_000 };
  try {
    return { code: 0, out: execFileSync('script', ['-qec', command, '/dev/null'], options) };
  } catch (error) {
    return { code: error.status, out: error.stdout };
  }
}

// A program to be named in GIT_EDITOR: a shell script that gets the file as "$1".
export function makeEditor(script) {
  const editor = path.join(makeFolder(), 'my editor');
  fs.writeFileSync(editor, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return quote(editor);
}
