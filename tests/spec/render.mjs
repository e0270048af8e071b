// Asks text_to_html (lib/text behind a pipe) about many documents at once.
import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';

export function ask(mode, questions) {
  const { status, signal, stdout, stderr } = spawnSync(process.env.TEXT_TO_HTML, [mode], {
    input: `${questions.map((question) => JSON.stringify(question)).join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  assert.equal(signal ?? status, 0, stderr);
  const answers = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.equal(answers.length, questions.length, 'one answer for each question');
  return answers;
}

// A generator of numbers that gives the same ones everywhere (mulberry32), with the choices that documents are made by.
export function makeRandom(seed) {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit) => Math.floor(number() * limit);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)],
    chance: (share) => number() < share,
  };
}
