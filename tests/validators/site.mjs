// The Nu checker, and the site in Chromium: axe, console, requests, sideways scrolling, and reading without JavaScript. The
// site is served on loopback below a sub-path, so that a link that needs the root of a host shows.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { find, load } from '../npm/load.mjs';
import { chromium, runTool } from './tool.mjs';

export async function checkWithNu(folder, files) {
  const wanted = files.filter((file) => /\.(html|css|svg)$/.test(file));
  const { err } = await runTool('java', ['-Xss8m', '-jar', find('vnu-jar/build/dist/vnu.jar'), '--also-check-css', '--also-check-svg',
    '--format', 'json', '--exit-zero-always', ...wanted], { cwd: folder });
  let messages;
  try {
    ({ messages } = JSON.parse(err));
  } catch {
    throw new Error(`the Nu checker wrote no report: ${err.slice(-500)}`);
  }
  return messages
    .filter(({ type, subType }) => type !== 'info' || subType === 'warning')
    .map(({ url = '', lastLine, message, type, subType }) => `${subType ?? type} ${decodeURIComponent(url.split(`${encodeURI(folder)}/`).pop())}:${lastLine ?? ''} ${message}`);
}

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp', '.xml': 'application/xml', '.epub': 'application/epub+zip' };

// Where the site is served. The page for what is missing names it where the package says its address.
function findPrefix(folder) {
  const page = path.join(folder, '404.html');
  const found = fs.existsSync(page) && /href="(\/[^"]*\/)assets\//.exec(fs.readFileSync(page, 'utf8'));
  return found ? found[1] : '/some/where/';
}

function serve(folder, prefix) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const place = path.join(folder, decodeURIComponent(pathname.slice(prefix.length)));
    if (!pathname.startsWith(prefix) || !fs.existsSync(place) || !fs.statSync(place).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not here');
      return;
    }
    response.writeHead(200, { 'content-type': types[path.extname(place)] ?? 'application/octet-stream' });
    fs.createReadStream(place).pipe(response);
  });
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server)); });
}

const looks = [
  { name: 'wide', viewport: { width: 1280, height: 900 } },
  { name: '320 px', viewport: { width: 320, height: 640 } },
  { name: 'dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/* global axe, document, CSSStyleSheet */
const findOverflow = () => {
  const width = document.documentElement.clientWidth;
  const excess = document.scrollingElement.scrollWidth - width;
  if (excess <= 1) return null;
  const wide = [...document.querySelectorAll('body *')].find((element) => element.getBoundingClientRect().right > width + 1);
  return `${excess} px too wide${wide ? `, first <${wide.localName} class="${wide.className}">` : ''}`;
};
// WCAG 2.2, 1.4.12: nothing may be lost when a reader sets these.
const spaceOut = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};
// What is folded away is read too, by whoever opens it.
const unfold = () => { for (const details of document.querySelectorAll('details')) details.open = true; };
const countWords = () => (document.querySelector('main') ?? document.body).innerText.trim().length;

// {axe, console, 'off-site', overflow, 'script-free'}: a list of sentences each.
export async function browse(folder, pages) {
  const found = { axe: [], console: [], 'off-site': [], overflow: [], 'script-free': [] };
  const prefix = findPrefix(folder);
  const server = await serve(folder, prefix);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const { chromium: engine } = (await load('playwright-core')).default;
  const browser = await engine.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'] });
  const axeSource = fs.readFileSync(find('axe-core/axe.min.js'), 'utf8');
  const guard = (context) => context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url)) return route.continue();
    found['off-site'].push(`${route.request().frame()?.url() ?? ''} asks for ${url}`);
    return route.abort();
  });
  const contexts = [];
  for (const { name, ...options } of looks) {
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce', serviceWorkers: 'block', bypassCSP: false });
    await guard(context);
    contexts.push({ name, context });
  }
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: looks[0].viewport });
  await guard(plain);

  const visit = async (file) => {
    const url = `${origin}${prefix}${file.split('/').map(encodeURIComponent).join('/')}`;
    let shown = 0;
    for (const { name, context } of contexts) {
      const page = await context.newPage();
      page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) found.console.push(`${file} (${name}): ${message.text()}`); });
      page.on('pageerror', (error) => found.console.push(`${file} (${name}): ${error}`));
      await page.goto(url, { waitUntil: 'load', timeout: 60000 });
      if (name === 'wide') shown = await page.evaluate(countWords);
      await page.evaluate(unfold);
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate((options) => axe.run(document, options), { runOnly: tags, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
      for (const { id, impact, help, nodes } of violations) for (const { target } of nodes) found.axe.push(`${file} (${name}): ${impact} ${id}: ${help}: ${target.join(' ')}`);
      if (name === '320 px') {
        const first = await page.evaluate(findOverflow);
        if (first) found.overflow.push(`${file}: ${first}`);
        await page.evaluate(spaceOut);
        const spaced = first ? null : await page.evaluate(findOverflow);
        if (spaced) found.overflow.push(`${file}, with wide text spacing: ${spaced}`);
      }
      await page.close();
    }
    const page = await plain.newPage();
    await page.goto(url, { waitUntil: 'load', timeout: 60000 });
    const without = await page.evaluate(countWords);
    if (!without || without < 0.9 * shown) found['script-free'].push(`${file}: ${without} characters without JavaScript, ${shown} with it`);
    await page.close();
  };
  try {
    const queue = [...pages];
    await Promise.all(Array.from({ length: 2 }, async () => { for (let file; (file = queue.shift());) await visit(file); }));
  } finally {
    await browser.close();
    server.close();
  }
  return found;
}
