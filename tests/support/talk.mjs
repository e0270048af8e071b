// What people say, written on the branch of the comments as any clone could have pushed it: event files through git
// fast-import, without Plainsong's own writer, so that a test can say what nobody ought to.
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { environment, git } from './program.mjs';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const quote = (text) => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;

export class Talk {
  // Comments are on what `commit` holds. Ids are numbered, so that the same talk has the same ids.
  constructor(folder, { commit = git(folder, 'rev-parse', 'HEAD').trim(), at = Date.UTC(2026, 3, 1, 9) / 1000 } = {}) {
    Object.assign(this, { folder, commit, at, files: [], heads: new Map(), count: 0 });
  }

  makeId() {
    this.at += 3600;
    this.count++;
    const random = [...crypto.createHash('sha256').update(`${this.commit.length} ${this.count}`).digest().subarray(0, 10)].map((byte) => letters[byte % 32]).join('');
    return `${new Date(this.at * 1000).toISOString().replace(/[-:]|\.000/g, '')}-${random}`;
  }

  write(thread, id, head, on, body) {
    const time = new Date(this.at * 1000).toISOString().replace('.000', '');
    const lines = [`event: ${head.event}`, `id: ${id}`, `thread: ${thread}`, `by: ${head.by}`];
    if (head.group) lines.push(`group: ${head.group}`);
    lines.push(`at: ${time}`);
    if (thread !== id) lines.push(`after: [${this.heads.get(thread)}]`);
    for (const key of ['to', 'kind', 'outcome', 'commit']) if (head[key]) lines.push(`${key}: ${head[key]}`);
    if (on) {
      lines.push('on:');
      for (const key of ['document', 'path', 'commit', 'start', 'end', 'heading', 'exact', 'prefix', 'suffix']) {
        if (on[key] !== undefined) lines.push(`  ${key}: ${typeof on[key] === 'string' && key !== 'commit' ? quote(on[key]) : on[key]}`);
      }
    }
    if (head.replace !== undefined) lines.push(`replace: ${quote(head.replace)}`);
    this.files.push([`threads/${thread.slice(17, 19)}/${thread}/${id}.md`, `---\n${lines.join('\n')}\n---\n${body}`]);
    this.heads.set(thread, id);
    return id;
  }

  // On words of a file (the nth place where they stand), on a heading's section, on a chapter or on a document.
  on(where, words, nth = 0) {
    if (!where.includes('.')) return { document: where };
    const [name, heading] = where.split('#');
    const on = { path: name, commit: this.commit };
    if (heading) return { ...on, heading };
    if (words === undefined) return on;
    const text = fs.readFileSync(path.join(this.folder, name), 'utf8');
    let at = -1;
    for (let i = 0; i <= nth; i++) at = text.indexOf(words, at + 1);
    if (at < 0) throw new Error(`${name} does not have ${JSON.stringify(words)}`);
    const start = Buffer.byteLength(text.slice(0, at));
    return { ...on, start, end: start + Buffer.byteLength(words), exact: words };
  }

  begin(by, on, body, { event = 'comment', group = 'parents', ...more } = {}) {
    const id = this.makeId();
    return this.write(id, id, { event, by, group, ...more }, on, body);
  }

  add(thread, event, by, body, { group = 'parents', ...more } = {}) {
    return this.write(thread, this.makeId(), { event, by, group, ...more }, null, body);
  }

  // All that was said since, in one commit.
  store() {
    const branch = 'refs/heads/plainsong/comments';
    let parent = '';
    try {
      parent = `from ${git(this.folder, 'rev-parse', '--verify', '-q', branch).trim()}\n`;
    } catch { /* the first */ }
    const input = [`commit ${branch}\ncommitter Comments <comments@example.org> ${this.at} +0000\ndata 0\n${parent}`];
    for (const [name, text] of this.files) input.push(`M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: this.folder, input: input.join(''), env: environment });
    this.files = [];
  }
}
