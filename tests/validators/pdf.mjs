// A reader of tagged PDF that knows nothing of the engine: qpdf turns a file into JSON, and what is looked for here is a part
// of PDF/UA-1 (ISO 14289-1, section 7) and of PDF/A-2 that a program can see. veraPDF is asked too where it is installed.
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../support/program.mjs';
import { runTool } from './tool.mjs';

const standard = new Set(('Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct P H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot '
  + 'Span Quote Note Reference BibEntry Code Link Annot Figure Formula').split(' '));
const painting = new Set('Tj TJ \' " f F f* B B* b b* S s sh Do EI'.split(' '));
const parents = { LI: ['L'], Lbl: ['LI', 'TOCI', 'Note', 'BibEntry'], LBody: ['LI'], TR: ['Table', 'THead', 'TBody', 'TFoot'], TH: ['TR'], TD: ['TR'], THead: ['Table'], TBody: ['Table'], TOCI: ['TOC'] };

// A PDF as objects: {get(reference), streams as {dict, data: Buffer}}.
export async function readPdf(file) {
  const made = path.join(makeFolder(), 'pdf.json');
  const result = await runTool('qpdf', ['--json=2', '--json-stream-data=inline', '--decode-level=generalized', file, made]);
  if (result.code !== 0) throw new Error(`qpdf ${file}: ${result.err}`);
  const [, objects] = JSON.parse(fs.readFileSync(made, 'utf8')).qpdf;
  const get = (value) => {
    let found = value;
    for (let i = 0; typeof found === 'string' && /^\d+ \d+ R$/.test(found) && i < 50; i += 1) {
      const object = objects[`obj:${found}`];
      found = object?.stream ? { stream: true, ...object.stream.dict, data: Buffer.from(object.stream.data ?? '', 'base64') } : object?.value;
    }
    return found;
  };
  const root = get(get(objects.trailer.value)['/Root']);
  const pages = [];
  const walk = (reference) => {
    const node = get(reference);
    if (node['/Type'] === '/Pages') node['/Kids'].forEach(walk);
    else pages.push({ reference, ...node });
  };
  walk(root['/Pages']);
  return { objects, get, root, trailer: objects.trailer.value, pages };
}

const list = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
export const toText = (value) => String(value ?? '').replace(/^[ub]:/, '');

// The operators of a content stream with their operands' text.
export function* readOperators(data) {
  const text = data.toString('latin1');
  const token = /\((?:\\[^]|[^\\()]|\((?:\\[^]|[^\\()])*\))*\)|<<|>>|<[0-9A-Fa-f\s]*>|\[|\]|\/[^\s()<>[\]{}/%]*|%[^\r\n]*|[^\s()<>[\]{}/%]+/g;
  let operands = [];
  for (const [part] of text.matchAll(token)) {
    if (part[0] === '%') continue;
    if (/^[A-Za-z'"*]/.test(part) && !/^(true|false|null)$/.test(part)) {
      yield { operator: part, operands };
      operands = [];
    } else {
      operands.push(part);
    }
  }
}

// The numbers of a page's marked content; what is painted outside of any is told.
function readContent(page, pdf, tell) {
  const numbers = [];
  const open = [];
  const data = Buffer.concat(list(pdf.get(page['/Contents'])).map((part) => pdf.get(part).data));
  for (const { operator, operands } of readOperators(data)) {
    if (operator === 'BDC' || operator === 'BMC') {
      const number = operands.join(' ').match(/\/MCID (\d+)/);
      if (number && open.some((each) => each !== 'plain')) tell('marked content inside other marked content');
      if (number) numbers.push(Number(number[1]));
      open.push(number ? 'content' : operands[0] === '/Artifact' ? 'artifact' : 'plain');
    } else if (operator === 'EMC') {
      if (!open.pop()) tell('EMC without a beginning');
    } else if (painting.has(operator) && !open.includes('content') && !open.includes('artifact')) {
      tell(`${operator} paints what is neither content nor an artifact`);
    }
  }
  if (open.length) tell('marked content without an end');
  return numbers;
}

// {key: value} of a number tree.
function readNumbers(pdf, reference) {
  const node = pdf.get(reference) ?? {};
  const found = new Map();
  for (let i = 0; i + 1 < list(node['/Nums']).length; i += 2) found.set(node['/Nums'][i], node['/Nums'][i + 1]);
  for (const kid of list(node['/Kids'])) for (const [key, value] of readNumbers(pdf, kid)) found.set(key, value);
  return found;
}

function readDestinations(pdf) {
  const names = new Set(Object.keys(pdf.get(pdf.root['/Dests']) ?? {}));
  const walk = (reference) => {
    const node = pdf.get(reference);
    for (let i = 0; i < list(node?.['/Names']).length; i += 2) names.add(toText(node['/Names'][i]));
    list(node?.['/Kids']).forEach(walk);
  };
  walk(pdf.get(pdf.root['/Names'])?.['/Dests']);
  return names;
}

function checkCatalog(pdf, tell) {
  const { root } = pdf;
  const metadata = pdf.get(root['/Metadata'])?.data.toString('utf8') ?? '';
  if (pdf.get(root['/MarkInfo'])?.['/Marked'] !== true) tell('MarkInfo does not say that it is tagged');
  if (!/^u:[a-z]{2,3}(-|$)/i.test(root['/Lang'] ?? '')) tell('there is no language');
  if (pdf.get(root['/ViewerPreferences'])?.['/DisplayDocTitle'] !== true) tell('the title is not shown');
  for (const part of ['<pdfuaid:part>1</pdfuaid:part>', '<pdfaid:part>2</pdfaid:part>', '<pdfaid:conformance>A</pdfaid:conformance>', '<dc:title>']) {
    if (!metadata.includes(part)) tell(`the metadata lacks ${part}`);
  }
  if (!list(pdf.get(root['/OutputIntents'])).length) tell('there is no output intent');
  if (!pdf.get(root['/Outlines'])) tell('there is no outline');
  if (!pdf.get(root['/PageLabels'])) tell('there are no page labels');
}

// Every element of the tree: {type, element, parent, kids}; and which numbers of which pages it holds.
function readTree(pdf, tell) {
  const tree = pdf.get(pdf.root['/StructTreeRoot']);
  const all = [];
  const held = new Map(); // "page number" -> reference of its element
  const walk = (reference, parent, page) => {
    const element = pdf.get(reference);
    const type = element['/S'].slice(1);
    const own = element['/Pg'] ?? page;
    const made = { type, element, reference, parent, kids: [], annotations: [] };
    all.push(made);
    if (!standard.has(type)) tell(`there is an element ${type}`);
    for (const kid of list(Array.isArray(element['/K']) ? element['/K'] : pdf.get(element['/K']) === undefined ? [] : element['/K'])) {
      const value = pdf.get(kid);
      if (typeof value === 'number') hold(own, value, reference);
      else if (value['/Type'] === '/MCR') hold(value['/Pg'] ?? own, value['/MCID'], reference);
      else if (value['/Type'] === '/OBJR') made.annotations.push(value['/Obj']);
      else made.kids.push(walk(kid, made, own));
    }
    return made;
  };
  const hold = (page, number, reference) => {
    if (held.has(`${page} ${number}`)) tell(`content ${number} of page ${page} stands in the tree twice`);
    held.set(`${page} ${number}`, reference);
  };
  for (const kid of list(tree['/K'])) walk(kid, null, undefined);
  return { all, held, owners: new Map(all.map((each) => [each.reference, each])), numbers: readNumbers(pdf, tree['/ParentTree']) };
}

function attribute(pdf, element, name) {
  for (const each of list(pdf.get(element['/A']))) {
    const found = pdf.get(each)?.[name];
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkTable(pdf, table, tell) {
  const rows = table.kids.flatMap((kid) => (kid.type === 'TR' ? [kid] : kid.type.startsWith('T') ? kid.kids : []));
  const widths = [];
  rows.forEach((row, i) => {
    for (const cell of row.kids) {
      const columns = attribute(pdf, cell.element, '/ColSpan') ?? 1;
      for (let down = 0; down < (attribute(pdf, cell.element, '/RowSpan') ?? 1); down += 1) widths[i + down] = (widths[i + down] ?? 0) + columns;
      if (cell.type === 'TH' && !attribute(pdf, cell.element, '/Scope')) tell('a header cell has no scope');
    }
  });
  if (new Set(widths).size > 1) tell(`rows of a table have ${[...new Set(widths)].join(', ')} columns`);
}

function checkElements(pdf, tree, tell) {
  let level = 0;
  for (const { type, element, parent, kids, annotations } of tree.all) {
    if (parents[type] && !parents[type].includes(parent?.type)) tell(`${type} stands in ${parent?.type}`);
    if (/^H\d$/.test(type)) {
      if (Number(type[1]) > level + 1) tell(`heading level ${type} after H${level}`);
      level = Number(type[1]);
    }
    if (type === 'Figure' && element['/Alt'] === undefined) tell('a figure has no alternative');
    if (type === 'Figure' && !attribute(pdf, element, '/BBox')) tell('a figure has no place');
    if (type === 'Note' && !element['/ID']) tell('a note has no ID');
    if (type === 'Link' && !annotations.length && !kids.length) tell('a link leads nowhere');
    if (type === 'L' && kids.some((kid) => !['LI', 'L', 'Caption'].includes(kid.type))) tell('a list holds what is no item');
    if (type === 'Table') checkTable(pdf, { kids }, tell);
  }
}

function checkFonts(pdf, tell) {
  for (const { value, stream } of Object.values(pdf.objects)) {
    const object = value ?? stream?.dict;
    if (object?.['/Type'] !== '/Font' || object['/Subtype'] !== '/Type0') continue;
    const [descendant] = list(pdf.get(object['/DescendantFonts'])).map(pdf.get);
    const descriptor = pdf.get(descendant['/FontDescriptor']);
    if (!descriptor['/FontFile2'] && !descriptor['/FontFile3']) tell(`${object['/BaseFont']} is not embedded`);
    if (!pdf.get(object['/ToUnicode'])?.data) tell(`${object['/BaseFont']} does not say its characters`);
    if (descendant['/Subtype'] === '/CIDFontType2' && descendant['/CIDToGIDMap'] === undefined) tell(`${object['/BaseFont']} has no CIDToGIDMap`);
  }
}

function checkAnnotations(pdf, page, number, tree, destinations, tell) {
  for (const reference of list(pdf.get(page['/Annots']))) {
    const annotation = pdf.get(reference);
    const owner = tree.owners.get(tree.numbers.get(annotation['/StructParent']));
    if (!owner?.annotations.includes(reference)) tell(`page ${number}: an annotation is not in the tree`);
    if (annotation['/Subtype'] !== '/Link') continue;
    if (!annotation['/Contents']) tell(`page ${number}: a link does not say where it leads`);
    const target = annotation['/Dest'] ?? pdf.get(annotation['/A'])?.['/D'];
    if (typeof target === 'string' && !destinations.has(toText(target)) && !destinations.has(target)) tell(`page ${number}: a link leads to ${target}, which is not there`);
    if (!target && !pdf.get(annotation['/A'])?.['/URI']) tell(`page ${number}: a link leads nowhere`);
  }
}

// What is wrong with a PDF, as lines.
export async function inspectPdf(file) {
  const problems = [];
  const tell = (text) => problems.push(`${path.basename(file)}: ${text}`);
  const intact = await runTool('qpdf', ['--check', file]);
  if (intact.code !== 0) tell(`qpdf: ${intact.out}${intact.err}`);
  const pdf = await readPdf(file);
  checkCatalog(pdf, tell);
  const tree = readTree(pdf, tell);
  const destinations = readDestinations(pdf);
  pdf.pages.forEach((page, i) => {
    if (page['/Tabs'] !== '/S') tell(`page ${i + 1}: the order of links is not that of the tree`);
    const numbers = readContent(page, pdf, (text) => tell(`page ${i + 1}: ${text}`));
    const known = list(pdf.get(tree.numbers.get(page['/StructParents'])));
    for (const number of numbers) {
      const holder = tree.held.get(`${page.reference} ${number}`);
      if (!holder || !tree.owners.has(holder)) tell(`page ${i + 1}: content ${number} is not in the tree`);
      else if (known[number] !== holder) tell(`page ${i + 1}: the parent tree has another owner of content ${number}`);
    }
    checkAnnotations(pdf, page, i + 1, tree, destinations, tell);
  });
  const painted = tree.held.size;
  if (!painted) tell('nothing is tagged');
  checkElements(pdf, tree, tell);
  checkFonts(pdf, tell);
  return problems;
}

// veraPDF's word on both standards; [] also where it is not installed.
export async function checkWithVera(file) {
  const problems = [];
  for (const flavour of ['ua1', '2a']) {
    let result;
    try {
      result = await runTool('verapdf', ['--flavour', flavour, '--format', 'text', '-v', file]);
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
    if (!/^PASS/m.test(result.out)) problems.push(`${path.basename(file)}: ${flavour}: ${result.out.slice(0, 3000)}${result.err.slice(0, 500)}`);
  }
  return problems;
}
