// Running a validator as a process of its own.
import { spawn } from 'node:child_process';

export const chromium = process.env.CHROMIUM || '/usr/bin/chromium';

// {code, out, err}. Rejects when the tool cannot be started or takes longer than `limit` seconds.
export function runTool(command, args, { env = {}, cwd, limit = 600 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { err += text; });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} took more than ${limit} s`));
    }, limit * 1000);
    child.on('error', (error) => { clearTimeout(timer); reject(error); });
    child.on('close', (code) => { clearTimeout(timer); resolve({ code, out, err }); });
  });
}
