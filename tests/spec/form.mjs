// One form for the HTML of lib/text and of remark-gfm: a line an element or run of text, indented by depth, with only what
// an author expressed: names of elements, alignment of cells, where links lead, which task is done, which note is meant.

const classes = (node) => [node.properties?.className ?? []].flat();
const blocks = new Set(['p', 'ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'blockquote', 'pre', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'div', 'section', 'article']);

// 'left', 'center', 'right' or null, however it is written.
function getAlignment({ properties }) {
  if (properties.align) return properties.align;
  const style = /text-align:\s*(\w+)/.exec(properties.style ?? '');
  if (style) return style[1];
  const named = classes({ properties }).map((name) => /(?:^|-)(left|center|centre|right|start|end)$/.exec(name)).find(Boolean);
  return named ? { centre: 'center', start: 'left', end: 'right' }[named[1]] ?? named[1] : null;
}

const isNoteReference = (node) => node.tagName === 'a' && ('dataFootnoteRef' in node.properties || classes(node).some((name) => /note-?ref/.test(name)) || node.properties.role === 'doc-noteref');
const isNoteBack = (node) => node.tagName === 'a' && ('dataFootnoteBackref' in node.properties || classes(node).some((name) => /back/.test(name)) || node.properties.role === 'doc-backlink');
const isNotes = (node) => ('dataFootnotes' in (node.properties ?? {})) || classes(node).some((name) => /^(foot)?notes$/.test(name)) || node.properties?.role === 'doc-endnotes';
const getText = (node) => (node.type === 'text' ? node.value : (node.children ?? []).map(getText).join(''));

// A checkbox, or what stands for one: 'done', 'open' or null.
function getTask(node) {
  if (node.tagName === 'input' && node.properties.type === 'checkbox') return node.properties.checked ? 'done' : 'open';
  if (classes(node).some((name) => /^task(-box|-done|-open)?$|^task-(mark|state)$/.test(name)) && node.tagName === 'span') return /[☑✓✔]|done/i.test(`${getText(node)} ${classes(node).join(' ')} ${node.properties.ariaLabel ?? ''}`) ? 'done' : 'open';
  return null;
}

export function toForm(tree) {
  const lines = [];
  let text = '';
  const flush = (depth) => {
    const words = text.replace(/\s+/g, ' ').trim();
    if (words) lines.push(`${' '.repeat(depth)}"${words}"`);
    text = '';
  };
  const visitChildren = (node, depth) => {
    for (const child of node.children ?? []) visit(child, depth);
  };
  const open = (label, node, depth) => {
    flush(depth);
    lines.push(`${' '.repeat(depth)}${label}`);
    visitChildren(node, depth + 1);
    flush(depth + 1);
  };
  const visitNotes = (node, depth) => {
    flush(depth);
    lines.push(`${' '.repeat(depth)}notes`);
    const items = [];
    const find = (inside) => {
      if (inside.tagName === 'li' || inside.tagName === 'aside') items.push(inside);
      else (inside.children ?? []).forEach(find);
    };
    find(node);
    for (const item of items) open('note', item, depth + 1);
  };
  const visit = (node, depth) => {
    if (node.type === 'text') {
      text += node.value;
      return;
    }
    if (node.type !== 'element') {
      visitChildren(node, depth);
      return;
    }
    const { tagName, properties } = node;
    const task = getTask(node);
    if (task) {
      flush(depth);
      lines.push(`${' '.repeat(depth)}task ${task}`);
    } else if (isNotes(node)) {
      visitNotes(node, depth);
    } else if (isNoteReference(node)) {
      const label = getText(node).replace(/\D/g, '');
      text += ` {note ${label}} `;
    } else if (isNoteBack(node) || classes(node).includes('footnote-number')) {
      // Each numbers its notes, and makes its own way back.
    } else if (tagName === 'sup' || tagName === 'label' || (tagName === 'div' && !properties.lang) || (tagName === 'span' && !properties.lang) || tagName === 'article' || tagName === 'colgroup') {
      if (tagName === 'sup' && !(node.children ?? []).some(isNoteReference)) open('sup', node, depth);
      else visitChildren(node, depth);
    } else if (tagName === 'th' || tagName === 'td') {
      open(`${tagName}${getAlignment(node) ? ` ${getAlignment(node)}` : ''}`, node, depth);
    } else if (tagName === 'a') {
      open(`a ${properties.href ?? ''}`, node, depth);
    } else if (tagName === 'del' || tagName === 's') {
      open('del', node, depth);
    } else if (tagName === 'ol') {
      open(properties.start && properties.start !== 1 ? `ol ${properties.start}` : 'ol', node, depth);
    } else if (tagName === 'p' && node.children.every((child) => child.type === 'element' ? isNoteBack(child) || classes(child).includes('footnote-number') : !getText(child).trim())) {
      // A paragraph that holds only the number, or the way back.
    } else if (blocks.has(tagName) || ['em', 'strong', 'code', 'br', 'img', 'sub'].includes(tagName)) {
      open(tagName, node, depth);
    } else {
      open(`<${tagName}>`, node, depth);
    }
  };
  visit(tree, 0);
  flush(0);
  return lines.join('\n');
}
