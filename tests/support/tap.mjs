// A very small test harness: named checks, one after the other, reported in the Test Anything Protocol. Node's own would
// do, but its output differs between the versions of Node that Debian carries.
import assert from 'node:assert/strict';

const checks = [];
export { assert };

// Adds a check. It fails when `run` throws or rejects. ONLY, a regular expression in the environment, leaves out all others.
const only = process.env.ONLY ? new RegExp(process.env.ONLY) : null;
export function check(name, run) {
  if (!only || only.test(name)) checks.push({ name, run });
}

export class Skip extends Error {}

// Runs all checks added so far, `parallel` at a time, reports them, and sets the exit code.
export async function report({ parallel = 1 } = {}) {
  console.log(`1..${checks.length}`);
  if (!checks.length) {
    console.log('# there is no check here');
    process.exitCode = 1;
  }
  let next = 0;
  const work = async () => {
    while (next < checks.length) {
      const number = ++next;
      const { name, run } = checks[number - 1];
      const label = `${number} - ${name.replace(/#/g, 'no. ')}`;
      const start = Date.now();
      try {
        await run();
        console.log(`ok ${label}`);
      } catch (error) {
        if (error instanceof Skip) {
          console.log(`ok ${label} # SKIP ${error.message}`);
          continue;
        }
        process.exitCode = 1;
        const text = error instanceof assert.AssertionError ? error.message : String(error?.stack ?? error);
        console.log(`not ok ${label}\n${text.slice(0, 20000).replace(/^/gm, '# ')}`);
      }
      const seconds = (Date.now() - start) / 1000;
      if (seconds > 5) console.log(`# took ${seconds.toFixed(1)} s`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
}
