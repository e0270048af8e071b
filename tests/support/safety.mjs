// What must hold of every output, whatever the input was: HTML that runs nothing but the theme's own script and loads nothing
// from elsewhere, unique ids, links that lead somewhere, EPUBs that are well formed. Lists what does not hold.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { load } from '../npm/load.mjs';
import { makeFolder, readFolder, writeFiles } from './program.mjs';
import { readZip } from './zip.mjs';

const { fromHtml } = await load('hast-util-from-html');

// The scheme as a browser finds it: white space and control characters before it and line breaks in it are ignored.
function getScheme(url) {
  // eslint-disable-next-line no-control-regex
  const plain = url.replace(/^[\u0000-\u0020]+/, '').replace(/[\t\n\r]/g, '');
  return /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1].toLowerCase() ?? null;
}

const loads = { script: ['src'], img: ['src', 'srcSet'], source: ['src', 'srcSet'], link: ['href'], iframe: ['src'], object: ['data'],
  embed: ['src'], video: ['src', 'poster'], audio: ['src'], track: ['src'], input: ['src'], image: ['href', 'xLinkHref'], use: ['href', 'xLinkHref'] };

// Calls `visit` for every element, without recursion: a hostile text may be deep.
export function walk(tree, visit) {
  const open = [tree];
  while (open.length) {
    const node = open.pop();
    if (node.type === 'element') visit(node);
    for (const child of [...(node.children ?? [])].reverse()) open.push(child);
    if (node.content) open.push(node.content);
  }
}

function inspectPage(name, html, found) {
  const ids = new Set();
  const references = [];
  const tree = fromHtml(html);
  const policies = [];
  walk(tree, ({ tagName, properties, children }) => {
    const bad = (what) => found.push(`${name}: <${tagName}> ${what}`);
    if (['iframe', 'object', 'embed', 'base', 'applet', 'frame', 'frameset', 'portal'].includes(tagName)) bad('must not be here');
    if (tagName === 'script' && (!properties.src || children.length)) bad('holds a script in the page');
    if (tagName === 'style' && children.length) bad('holds style rules in the page');
    if (tagName === 'form' && properties.action && getScheme(String(properties.action))) bad('sends elsewhere');
    if (tagName === 'meta') {
      const equiv = [properties.httpEquiv ?? ''].flat().join(' ').toLowerCase();
      if (equiv === 'refresh') bad('leads the reader away');
      if (equiv === 'content-security-policy') policies.push(String(properties.content));
    }
    for (const [key, value] of Object.entries(properties)) {
      const text = [value].flat().join(' ');
      if (/^on/i.test(key)) bad(`has the attribute ${key}`);
      if (key === 'style') bad(`has a style: ${text}`);
      if (key === 'srcDoc') bad('holds a page in an attribute');
      if (['href', 'src', 'xLinkHref', 'action', 'formAction', 'data', 'poster', 'cite', 'background'].includes(key)) {
        const scheme = getScheme(text);
        if (scheme && !['http', 'https', 'mailto', 'tel'].includes(scheme)) bad(`refers to ${text.slice(0, 60)}`);
      }
    }
    for (const key of loads[tagName] ?? []) {
      if (properties[key] === undefined) continue;
      if (tagName === 'link' && [properties.rel ?? []].flat().some((rel) => ['canonical', 'alternate', 'license', 'author', 'next', 'prev'].includes(rel))) continue;
      const url = String(properties[key]);
      if (getScheme(url) || url.startsWith('//')) bad(`loads ${url} from elsewhere`);
      references.push({ url, tagName });
    }
    if (tagName === 'a' && properties.href !== undefined) references.push({ url: String(properties.href), tagName });
    if (properties.id !== undefined) {
      if (ids.has(properties.id)) bad(`repeats the id "${properties.id}"`);
      ids.add(properties.id);
    }
  });
  if (!policies.some((policy) => /default-src\s+'(none|self)'/.test(policy))) found.push(`${name}: no strict Content-Security-Policy`);
  else if (policies.some((policy) => /unsafe-(inline|eval)/.test(policy))) found.push(`${name}: the Content-Security-Policy says unsafe`);
  return { ids, references };
}

function inspectLinks(pages, files, found) {
  for (const [name, { references }] of pages) {
    for (const { url, tagName } of references) {
      if (getScheme(url) || url.startsWith('//')) continue;
      if (url.startsWith('/')) {
        // A server shows the page for what is missing at any depth, so that its links alone name the path the site is at.
        const parts = url.split(/[?#]/)[0].split('/').slice(1);
        const isOurs = name === '404.html' && parts.some((_, at) => files.has(parts.slice(at).join('/') || 'index.html') || files.has(`${parts.slice(at).join('/')}index.html`));
        if (!isOurs) found.push(`${name}: ${url} leads to the root of a host`);
        continue;
      }
      const [withoutFragment, fragment] = url.split('#');
      const [encoded] = withoutFragment.split('?');
      let target;
      try {
        target = encoded ? path.posix.normalize(path.posix.join(path.posix.dirname(name), decodeURIComponent(encoded))) : name;
      } catch {
        found.push(`${name}: ${url} is not a URL`);
        continue;
      }
      if (target.endsWith('/')) target += 'index.html';
      if (!files.has(target)) found.push(`${name}: <${tagName}> leads to ${url}, which is not there`);
      else if (fragment && pages.has(target) && !pages.get(target).ids.has(decodeURIComponent(fragment))) {
        found.push(`${name}: ${url}: there is no such id`);
      }
    }
  }
}

// Problems (sentences) of an output folder; empty when all is well.
export function inspectOutput(folder) {
  const found = [];
  const files = readFolder(folder);
  const pages = new Map();
  const xml = {};
  for (const [name, bytes] of files) {
    if (name.endsWith('.html')) pages.set(name, inspectPage(name, bytes.toString('utf8'), found));
    else if (/\.(xml|svg)$/.test(name)) xml[`site/${name}`] = bytes;
    else if (name.endsWith('.epub')) {
      const entries = readZip(bytes);
      if (entries[0]?.name !== 'mimetype' || entries[0].method !== 0) found.push(`${name}: mimetype is not first and stored`);
      for (const entry of entries) {
        if (/\.(xhtml|opf|ncx|xml|svg)$/.test(entry.name)) xml[`${path.basename(name)}/${entry.name}`] = entry.bytes;
        if (entry.name.endsWith('.xhtml')) {
          const text = entry.bytes.toString('utf8');
          if (/<script\b/i.test(text)) found.push(`${name}/${entry.name}: a script`);
          if (/<[^>]*\son[a-z]+\s*=/i.test(text.replace(/"[^"]*"/g, '""'))) found.push(`${name}/${entry.name}: an event handler`);
          for (const [, , url] of text.matchAll(/\s(href|src)="([^"]*)"/g)) {
            const scheme = getScheme(url.replace(/&amp;/g, '&'));
            if (scheme && !['http', 'https', 'mailto', 'tel'].includes(scheme)) found.push(`${name}/${entry.name}: refers to ${url.slice(0, 60)}`);
          }
        }
      }
    }
  }
  inspectLinks(pages, files, found);
  if (Object.keys(xml).length) {
    const place = writeFiles(makeFolder('xml'), xml);
    const { status, stdout, error } = spawnSync(process.env.CHECK_XML, Object.keys(xml), { cwd: place, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (error) throw error;
    if (status !== 0) found.push(...(stdout || `check_xml ended with ${status}\n`).trim().split('\n'));
  }
  return found;
}

// TRUE when the words stand anywhere in the output, inside EPUBs too.
export function findInOutput(folder, words) {
  const wanted = Buffer.from(words);
  for (const [name, bytes] of readFolder(folder)) {
    if (bytes.includes(wanted)) return name;
    if (!name.endsWith('.epub')) continue;
    for (const entry of readZip(bytes)) if (entry.bytes.includes(wanted)) return `${name}/${entry.name}`;
  }
  return null;
}
