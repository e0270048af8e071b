// The example package with comments on every kind of place: words, headings, table cells, lists, code, footnotes, pictures,
// several on the same words, on words that changed or are gone, in every state, and some that mean harm.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { commit, git, makeFolder } from './program.mjs';
import { Talk } from './talk.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const people = `people:
  - id: robin
    name: Robin Marsh
    group: parents
    credit: name
    identities: ["Robin <robin.secret@example.org>"]
  - id: hidden-person
    name: Nobody Must Know
    group: parents
    credit: none
  - id: sam
    name: Samira Unnamed
    group: early-years
    credit: group
  - id: maintainers
    name: The Plainsong maintainers
    group: editors
    credit: name
`;

// Whatever of this is in an edition, consent was broken.
export const secrets = ['robin.secret', 'Nobody Must Know', 'hidden-person', 'Samira', 'Words that were taken away', 'onerror', 'javascript:alert'];

export function makeCommented({ folder = makeFolder() } = {}) {
  const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
  const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
  fs.cpSync(path.join(root, 'content'), folder, { recursive: true, verbatimSymlinks: true });
  write('people.yaml', people);
  const page = 'early-years/communication.md';
  write(page, `${read(page)}\n## In a program\n\nThe file says:\n\n    child: {name: first, wait: 10}\n    adult: wait\n\nZebras hum in the wardrobe every Thursday.\n\nWords that will be changed are here, and more.\n`);
  git(folder, 'init', '-q');
  commit(folder);
  const talk = new Talk(folder);
  const parents = {};
  const setting = { group: 'early-years' };
  const editor = { group: 'editors' };
  const ids = {};

  ids.words = talk.begin('robin', talk.on(page, 'Every child communicates'), 'Could this come **first**? It is what I would have needed to hear.\n\nSee [every day](every-day.md) and <https://example.org/why>.\n', { kind: 'suggestion' });
  talk.add(ids.words, 'agree', 'sam', '', setting);
  talk.add(ids.words, 'agree', 'hidden-person', '', parents);
  talk.add(ids.words, 'reply', 'sam', 'We read it out at our staff meeting, and three people said the same.\n', setting);
  talk.add(ids.words, 'answer', 'maintainers', 'We moved it to the beginning of the chapter.\n', { ...editor, outcome: 'accepted', commit: talk.commit });
  ids.overlap = talk.begin('sam', talk.on(page, 'child communicates. Our work is to notice'), 'What does “notice” mean for a new member of staff?\n', { ...setting, kind: 'question' });
  ids.hidden = talk.begin('hidden-person', talk.on(page, 'Our work is to notice how'), 'This made me cry, in a good way.\n', { kind: 'praise' });
  ids.cell = talk.begin('robin', talk.on(page, 'a place near the adult'), 'Near is not enough. *In sight* is.\n', { kind: 'issue' });
  ids.row = talk.begin('sam', talk.on(page, 'Says few words, or none | Pictures, objects'), 'We have no pictures for outdoors.\n', setting);
  ids.heading = talk.begin('robin', talk.on(page, 'Taking turns'), 'Turn-taking is the word that our health visitor uses.\n');
  ids.section = talk.begin('sam', talk.on(`${page}#taking-turns`), 'A film of this would help.\n', setting);
  ids.suggest = talk.begin('robin', talk.on(page, 'Add a third person only when two is easy.'), 'Less strict.\n', { event: 'suggest', replace: 'Add a third person once two is easy.' });
  ids.marked = talk.begin('sam', talk.on(page, '**SALT** service (speech and language therapy)'), 'Shorter.\n', { event: 'suggest', replace: '**speech and language therapy** service', group: 'early-years' });
  ids.accepted = talk.begin('sam', talk.on(page, 'Two languages do not cause a delay.'), '', { event: 'suggest', replace: 'More than one language does no harm.', group: 'early-years' });
  talk.add(ids.accepted, 'answer', 'maintainers', 'The sentence is what the research says.\n', { ...editor, outcome: 'declined' });
  talk.add(ids.accepted, 'resolve', 'maintainers', '', editor);
  ids.polish = talk.begin('robin', talk.on(page, 'dzień dobry'), 'Jak miło!\n');
  ids.item = talk.begin('robin', talk.on(page, 'worried about hearing'), 'Who do we ask first?\n', { kind: 'question' });
  ids.callout = talk.begin('sam', talk.on(page, 'needs help at once. Follow your first aid training'), 'Say “now”.\n', setting);
  ids.code = talk.begin('robin', talk.on(page, 'wait: 10'), 'Ten what?\n', { kind: 'question' });
  ids.blocks = talk.begin('sam', talk.on(page, 'The file says:\n\n    child: {name'), 'Is this for us?\n', setting);
  ids.gone = talk.begin('robin', talk.on(page, 'Zebras hum in the wardrobe'), 'Please take this out.\n');
  ids.changed = talk.begin('robin', talk.on(page, 'Words that will be changed are here'), 'These will be changed.\n');
  ids.chapter = talk.begin('sam', talk.on(page), 'A good chapter, but long for a phone.\n', setting);
  ids.whole = talk.begin('robin', talk.on('early-years'), 'Is there an easy-read version?\n', { kind: 'question' });
  talk.add(ids.whole, 'answer', 'maintainers', 'Not yet.\n', { ...editor, outcome: 'noted' });
  talk.add(ids.whole, 'reopen', 'robin', 'When?\n');
  ids.unknown = talk.begin('robin', { path: page, commit: '0123456789abcdef0123456789abcdef01234567', start: 10, end: 20, exact: 'lost words' }, 'Nobody has this commit.\n');
  ids.removed = talk.begin('maintainers', { path: 'notes/no-chapter.md', commit: talk.commit, start: 0, end: 4, exact: 'None' }, 'On a file that is no chapter.\n', editor);
  ids.redacted = talk.begin('hidden-person', talk.on(page, 'Roll a ball between two people'), 'Words that were taken away.\n');
  talk.add(ids.redacted, 'redact', 'maintainers', 'It named a child.\n', { ...editor, to: ids.redacted });
  ids.edited = talk.begin('robin', talk.on(page, 'open hand'), 'Frist.\n');
  talk.add(ids.edited, 'edit', 'robin', 'First, *as mended*.\n', { to: ids.edited });
  const picture = 'early-years/cycle.md';
  ids.picture = talk.begin('sam', talk.on(picture, 'Four boxes in a ring'), 'The arrows are hard to see.\n', setting);
  ids.caption = talk.begin('sam', talk.on(picture, 'The four steps, with the child'), 'A good caption.\n', setting);
  ids.task = talk.begin('robin', talk.on(picture, 'Parents spoke first'), 'Yes!\n', { kind: 'praise' });
  ids.note = talk.begin('sam', talk.on(picture, 'It applies to all early years settings'), 'Childminders too?\n', { ...setting, kind: 'question' });
  ids.link = talk.begin('robin', talk.on(picture, 'What a good plan looks like'), 'The link helps.\n');
  ids.strong = talk.begin('robin', talk.on(picture, 'write down **who** does **what**'), 'And where.\n');
  ids.urdu = talk.begin('robin', talk.on('handbook/urdu.md'), 'یہ باب اچھا ہے۔\n');

  // What means harm.
  const evil = 'handbook/commenting.md';
  const first = read(evil).split('\n').find((line) => /^[A-Z][a-z]+ .{30}/.test(line)).slice(0, 30);
  ids.html = talk.begin('robin', talk.on(evil, first), '<script>alert(1)</script><img src=x onerror=alert(1)>\n\n<a href="javascript:alert(1)">x</a> [y](javascript:alert(1)) [z](JaVaScRiPt:alert(1))\n\n<iframe src="https://evil.example/"></iframe><style>body{display:none}</style></div></details></main>\n\n![spy](https://evil.example/pixel.png "t") ![own](many-voices.svg)\n\n# A heading of mine {#psg.main}\n\n## Another\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- [ ] task\n\nNote[^1].\n\n[^1]: Foot.\n');
  ids.bidi = talk.begin('robin', talk.on(evil, first), 'evil \u202e txt.exe \u2066 and \u2028 line\n\n    code \u202e\n');
  ids.deep = talk.begin('robin', talk.on(evil, first), `${'> '.repeat(200)}deep\n`);
  ids.long = talk.begin('robin', talk.on(evil, first), `${'A long sentence that goes on. '.repeat(3000)}\n`);
  ids.wide = talk.begin('robin', talk.on(evil, first), `${'x'.repeat(5000)}\n\n    ${'y'.repeat(5000)}\n`);
  talk.store();

  write(page, read(page).replace('Zebras hum in the wardrobe every Thursday.\n\n', '').replace('Words that will be changed are here', 'Words that were changed are here'));
  commit(folder, 'Change some words');
  return { folder, ids };
}
