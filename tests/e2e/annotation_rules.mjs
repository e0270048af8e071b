// The rules of the W3C's Web Annotation Data Model (Recommendation of 23 February 2017), written down from its text with the
// section that each is from; and what a JSON-LD processor makes of a file with the terms of the Web Annotation Vocabulary.
import { load } from '../npm/load.mjs';

export const contextIri = 'http://www.w3.org/ns/anno.jsonld';

const spaces = {
  oa: 'http://www.w3.org/ns/oa#',
  as: 'http://www.w3.org/ns/activitystreams#',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

const motivations = ['assessing', 'bookmarking', 'classifying', 'commenting', 'describing', 'editing', 'highlighting',
  'identifying', 'linking', 'moderating', 'questioning', 'replying', 'tagging'];
const selectors = ['FragmentSelector', 'CssSelector', 'XPathSelector', 'TextQuoteSelector', 'TextPositionSelector',
  'DataPositionSelector', 'SvgSelector', 'RangeSelector'];

// The terms that the W3C's context gives, as far as a file of ours may use them: each under the kind of value that it takes.
function makeContext() {
  const context = { ...spaces, id: '@id', type: '@type' };
  const add = (names, space, more) => {
    for (const entry of names) {
      const [name, term = name] = entry.split('=');
      context[name] = more ? { '@id': `${space}:${term}`, ...more } : `${space}:${term}`;
    }
  };
  add(['Annotation', 'TextualBody', 'SpecificResource', 'TimeState', 'HttpRequestState', 'Choice', ...selectors, ...motivations], 'oa');
  add(['Person', 'Organization'], 'foaf');
  add(['AnnotationCollection=OrderedCollection', 'AnnotationPage=OrderedCollectionPage', 'Software=Application'], 'as');
  add(['body=hasBody', 'target=hasTarget', 'source=hasSource', 'selector=hasSelector', 'state=hasState', 'scope=hasScope',
    'refinedBy', 'cached=cachedSource', 'canonical', 'via'], 'oa', { '@type': '@id' });
  add(['creator', 'rights', 'conformsTo'], 'dcterms', { '@type': '@id' });
  add(['first', 'last', 'next', 'prev', 'partOf', 'generator'], 'as', { '@type': '@id' });
  add(['items'], 'as', { '@type': '@id', '@container': '@list' });
  add(['motivation=motivatedBy', 'purpose=hasPurpose'], 'oa', { '@type': '@vocab' });
  add(['exact', 'prefix', 'suffix', 'bodyValue'], 'oa');
  add(['start', 'end'], 'oa', { '@type': 'xsd:nonNegativeInteger' });
  add(['total=totalItems', 'startIndex'], 'as', { '@type': 'xsd:nonNegativeInteger' });
  add(['created', 'modified', 'generated=issued'], 'dcterms', { '@type': 'xsd:dateTime' });
  add(['format', 'language'], 'dc');
  add(['value'], 'rdf');
  add(['name', 'nickname=nick', 'email=mbox'], 'foaf');
  add(['label'], 'rdfs');
  return context;
}

const isIri = (value) => typeof value === 'string' && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(value);
const isCount = (value) => Number.isInteger(value) && value >= 0;
const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const isMoment = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));

// Calls `complain(section, problem)` for what is wrong.
function checkSelector(selector, complain) {
  if (!selectors.includes(selector.type)) complain('4.2', `a selector of type ${selector.type}`);
  if (selector.type === 'TextQuoteSelector') {
    if (typeof selector.exact !== 'string') complain('4.2.4', 'a quote without its exact words');
    for (const key of ['prefix', 'suffix']) if (key in selector && typeof selector[key] !== 'string') complain('4.2.4', `${key} is no text`);
  }
  if (/PositionSelector$/.test(selector.type)) {
    if (!isCount(selector.start) || !isCount(selector.end)) complain('4.2.5', 'a position needs a start and an end, from 0');
    else if (selector.start > selector.end) complain('4.2.5', 'a position ends before it starts');
  }
  if (selector.type === 'FragmentSelector') {
    if (typeof selector.value !== 'string') complain('4.2.1', 'a fragment without its value');
    if ('conformsTo' in selector && !isIri(selector.conformsTo)) complain('4.2.1', 'what a fragment conforms to is an IRI');
  }
}

function checkTarget(target, complain) {
  if (typeof target === 'string') {
    if (!isIri(target)) complain('3.2.1', `the target ${target} is no IRI`);
    return;
  }
  if (target.type !== 'SpecificResource') complain('4', `a target of type ${target.type}`);
  if (!isIri(target.source?.id ?? target.source)) complain('4.1', 'a specific resource has exactly one source, an IRI');
  for (const scope of list(target.scope)) if (!isIri(scope)) complain('4.4', 'a scope is an IRI');
  for (const selector of list(target.selector)) checkSelector(selector, complain);
  for (const state of list(target.state)) {
    if (!['TimeState', 'HttpRequestState'].includes(state.type)) complain('4.3', `a state of type ${state.type}`);
    for (const copy of list(state.cached)) if (!isIri(copy)) complain('4.3.1', `the copy ${copy} is no IRI`);
    for (const key of ['sourceDate', 'sourceDateStart', 'sourceDateEnd']) if (key in state && !isMoment(state[key])) complain('4.3.1', `${key} is no time`);
  }
}

function checkBody(body, complain) {
  if (typeof body === 'string') {
    if (!isIri(body)) complain('3.2.1', `the body ${body} is no IRI`);
    return;
  }
  if (body.type !== 'TextualBody') complain('3.2.4', `a body of type ${body.type}`);
  if (typeof body.value !== 'string') complain('3.2.4', 'a textual body has exactly one value, a text');
  if ('format' in body && !/^[a-z]+\/[a-z0-9.+-]+$/.test(body.format)) complain('3.2.2', `${body.format} is no media type`);
  for (const purpose of list(body.purpose)) if (!motivations.includes(purpose)) complain('3.3.5', `the purpose ${purpose}`);
}

function checkAnnotation(annotation, complain) {
  if (!isIri(annotation.id)) complain('3.1', 'an annotation has exactly one id, an IRI');
  if (!list(annotation.type).includes('Annotation')) complain('3.1', 'an annotation has the type Annotation');
  if (list(annotation.target).length === 0) complain('3.1', 'an annotation has one target or more');
  if ('body' in annotation && 'bodyValue' in annotation) complain('3.2.5', 'both body and bodyValue');
  if ('body' in annotation && list(annotation.body).length === 0) complain('3.1', 'a list of bodies without any');
  for (const key of ['created', 'modified', 'generated']) if (key in annotation && !isMoment(annotation[key])) complain('3.3.1', `${key} is no time with its zone`);
  for (const motivation of list(annotation.motivation)) if (!motivations.includes(motivation)) complain('3.3.5', `the motivation ${motivation}`);
  for (const creator of list(annotation.creator)) {
    if (!isIri(creator.id ?? creator)) complain('3.3.2', 'an agent with an id that is no IRI');
    if ('type' in creator && !['Person', 'Organization', 'Software'].includes(creator.type)) complain('3.3.2', `an agent of type ${creator.type}`);
    if ('email' in creator) complain('here', 'an e-mail address');
  }
  for (const target of list(annotation.target)) checkTarget(target, complain);
  for (const body of list(annotation.body)) checkBody(body, complain);
}

// What breaks the rules in a collection with its first page in it, as sentences.
export function checkCollection(collection) {
  const found = [];
  const complain = (section, problem) => found.push(`${section}: ${problem}`);
  const contexts = list(collection['@context']);
  if (contexts[0] !== contextIri || contexts.filter((value) => value === contextIri).length !== 1) complain('3.1', 'the W3C\'s context comes first, and once');
  if (contexts.length === 1 && Array.isArray(collection['@context'])) complain('3.1', 'one context is given as a text, not as a list');
  if (!isIri(collection.id)) complain('5.1', 'a collection has exactly one id, an IRI');
  if (!list(collection.type).includes('AnnotationCollection')) complain('5.1', 'a collection has the type AnnotationCollection');
  if ('total' in collection && !isCount(collection.total)) complain('5.1', 'the total is a number from 0');
  const page = collection.first;
  if (!page || typeof page !== 'object') return [...found, '5.1: a collection has a first page'];
  if (!isIri(page.id)) complain('5.2', 'a page has exactly one id, an IRI');
  if (!list(page.type).includes('AnnotationPage')) complain('5.2', 'a page has the type AnnotationPage');
  if (!Array.isArray(page.items)) return [...found, '5.2: a page has a list of items'];
  if ('startIndex' in page && !isCount(page.startIndex)) complain('5.2', 'the start index is a number from 0');
  if (collection.total !== page.items.length) complain('5.1', `${page.items.length} items, and a total of ${collection.total}`);
  const ids = page.items.map((item) => item.id);
  if (new Set(ids).size !== ids.length) complain('3.1', 'two annotations have one id');
  page.items.forEach((item, index) => checkAnnotation(item, (section, problem) => complain(section, `item ${index}: ${problem}`)));
  return found;
}

// What a JSON-LD processor reads from the file, expanded: every term as an IRI. Nothing is fetched.
export async function expand(collection) {
  const { default: jsonld } = await load('jsonld');
  const documentLoader = async (url) => {
    if (url !== contextIri) throw new Error(`${url} would be fetched`);
    return { contextUrl: null, documentUrl: url, document: { '@context': makeContext() } };
  };
  return jsonld.expand(collection, { documentLoader, safe: true });
}

// How many keys and values of JSON-LD are in it: as many must be in the expanded form, or something has no meaning.
export function countStatements(value) {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + countStatements(item), 0);
  if (value === null || typeof value !== 'object') return 1;
  return Object.entries(value).filter(([key]) => key !== '@context').reduce((sum, [, item]) => sum + countStatements(item), 0);
}

export function countExpanded(value) {
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + countExpanded(item), 0);
  if (value === null || typeof value !== 'object') return 1;
  if ('@value' in value) return 1;
  if ('@list' in value) return countExpanded(value['@list']);
  return Object.entries(value).reduce((sum, [, item]) => sum + countExpanded(item), 0);
}
