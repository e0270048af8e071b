// Counts single checks over the logs of `meson test` and prints the one line that tools/test ends with.
// A test program that speaks TAP (cmocka's do here, and those of tap.mjs) counts as many checks as it reports; any other
// counts as one. A program that failed without saying in which check counts one failure.
import fs from 'node:fs';

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const log of process.argv.slice(2)) {
  if (!fs.existsSync(log)) {
    console.error(`${log} is not there: its tests did not run.`);
    sum.failed += 1;
    continue;
  }
  for (const line of fs.readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
    const test = JSON.parse(line);
    const said = { passed: 0, failed: 0, skipped: 0 };
    for (const [, not, rest] of (test.stdout ?? '').matchAll(/^(not )?ok\b(.*)$/gm)) {
      if (/# skip/i.test(rest)) said.skipped += 1;
      else if (not) said.failed += 1;
      else said.passed += 1;
    }
    const total = said.passed + said.failed + said.skipped;
    if (test.result === 'SKIP' && !total) said.skipped = 1;
    else if (test.result === 'OK' && !total) said.passed = 1;
    else if (test.result !== 'OK' && test.result !== 'SKIP' && !said.failed) said.failed = 1;
    if (said.failed) console.log(`failed: ${test.name} (${log})`);
    for (const key of Object.keys(sum)) sum[key] += said[key];
  }
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed || !sum.passed ? 1 : 0;
