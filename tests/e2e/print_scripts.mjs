// Text comes out of the printed editions as it went in, in the scripts of the people who read them: by copying (pdftotext,
// mutool) and by the tags (pdfinfo). What no engine brings through every reader is measured against Chromium's own PDF.
import fs from 'node:fs';
import path from 'node:path';
import { assert, check, report, Skip } from '../support/tap.mjs';
import { makeFolder, makeRepository, run } from '../support/program.mjs';
import { getText, isRightToLeft, readBook, readStructure, splitWords, subtractWords } from '../support/printed.mjs';
import { chromium, runTool } from '../validators/tool.mjs';
import { yaml } from './packages.mjs';

const samples = {
  en: ['Every child belongs', 'Every child can take part, play and learn. Tell us what helps your child at nursery, and what makes the day hard. We listen to families first, because nobody knows a child better. If a plan does not fit, we find another and change it together: official offices, difficult affairs, efficient staff.'],
  pl: ['Każde dziecko jest ważne', 'Każde dziecko może się bawić i uczyć z innymi. Proszę nam powiedzieć, co pomaga dziecku w przedszkolu, a co jest dla niego trudne. Najpierw słuchamy rodziny, bo nikt nie zna dziecka lepiej. Jeśli plan się nie sprawdza, zmieniamy go wspólnie. Źródło łąk, żółć i gęś.'],
  so: ['Cunug kasta waa muhiim', 'Cunug kasta wuu ciyaari karaa oo wax baran karaa. Noo sheeg waxa caawiya cunuggaaga iyo waxa ku adag. Marka hore waxaan dhegaysanaa qoyska, waayo qofna cunugga uma yaqaan sidooda. Haddii qorshuhu shaqayn waayo, si wadajir ah ayaan u beddelnaa.'],
  ar: ['كل طفل مهم', 'يستطيع كل طفل أن يلعب وأن يتعلم مع غيره. أخبرونا بما يساعد طفلكم في الروضة، وبما يصعب عليه. نستمع إلى الأسرة أولًا لأنها تعرف الطفل أكثر من غيرها. وإذا لم تنجح الخطة فإننا نغيّرها معًا، إن شاء الله. الآن والإسلام والأمل: ثلاث كلمات.'],
  bn: ['প্রতিটি শিশু গুরুত্বপূর্ণ', 'প্রতিটি শিশু অন্যদের সঙ্গে খেলতে ও শিখতে পারে। নার্সারিতে আপনার শিশুকে কী সাহায্য করে এবং কী কঠিন লাগে তা আমাদের বলুন। আমরা প্রথমে পরিবারের কথা শুনি, কারণ শিশুকে তাঁরাই সবচেয়ে ভালো চেনেন। পরিকল্পনা কাজ না করলে আমরা একসঙ্গে তা বদলাই। জ্ঞান, ক্ষমা, স্ত্রী, বিশ্ব, কর্ম।'],
  zh: ['每个孩子都重要', '每个孩子都能和别人一起玩耍、一起学习。请告诉我们，在幼儿园里什么对孩子有帮助，什么让孩子觉得困难。我们先听家人的话，因为没有人比家人更了解孩子。如果计划不起作用，我们就一起修改。'],
  ur: ['ہر بچہ اہم ہے', 'ہر بچہ دوسروں کے ساتھ کھیل سکتا ہے اور سیکھ سکتا ہے۔ ہمیں بتائیں کہ نرسری میں آپ کے بچے کو کس بات سے مدد ملتی ہے اور کیا مشکل لگتا ہے۔ ہم پہلے خاندان کی بات سنتے ہیں، کیونکہ بچے کو ان سے بہتر کوئی نہیں جانتا۔ اگر منصوبہ کام نہ کرے تو ہم مل کر اسے بدلتے ہیں۔'],
};
const languages = Object.keys(samples);

// A document of each language, which sets its direction too, and one of English with a passage in each.
const documents = languages.map((language) => `  - {id: ${language}, title: Sample ${language}, language: ${language}, chapters: [text/${language}.md]}\n`).join('');
const passages = languages.map((language) => `<div lang="${language}">\n\n${samples[language][1]}\n\n</div>\n`).join('\n');
const files = {
  'plainsong.yaml': yaml(documents, '[text/all.md]'),
  'text/all.md': `# Every language\n\n${passages}`,
  ...Object.fromEntries(languages.map((language) => [`text/${language}.md`, `---\nlang: ${language}\n---\n# ${samples[language][0]}\n\n${samples[language][1]}\n`])),
};
const built = (async () => {
  const out = path.join(makeFolder(), 'out');
  const result = await run(['build', '-C', makeRepository(files), '-o', out, '--edition', 'print', '--edition', 'large-print', '--edition', 'site']);
  assert.equal(result.code, 0, result.err);
  assert.doesNotMatch(result.err, /print-glyph-missing/);
  return { file: (name) => path.join(out, 'downloads', `${name}.pdf`), page: path.join(out, 'one/all.html') };
})();

// Marks that readers add or leave out: directions (which Poppler puts where others have spaces), joiners, the tatweel. None is
// a letter.
const clean = (text) => text.normalize('NFC').replace(/[\u202a-\u202e\u2066-\u2069]/g, ' ').replace(/[\u200b-\u200f\u2060\ufeff\u0640]/g, '');
const wordsOf = (text) => splitWords(clean(text));
const source = (language) => wordsOf(samples[language].join('\n'));
const reverse = (text) => [...text].reverse().join('');

// Poppler's view of the tags gives the letters of a line as they are painted: what runs from right to left is turned round.
const turn = (text) => text.replace(/[\p{scx=Arabic}\p{M}][\p{scx=Arabic}\p{M}\s\p{P}]*/gu, reverse);

async function ask(tool, args) {
  const { code, out, err } = await runTool(tool, args, { env: { LC_ALL: 'C.UTF-8' } });
  assert.equal(code, 0, err);
  return out;
}
const readers = {
  pdftotext: (file) => ask('pdftotext', ['-enc', 'UTF-8', file, '-']),
  mutool: (file) => ask('mutool', ['draw', '-q', '-F', 'txt', file]),
};
async function isThere(tool) {
  try {
    await runTool(tool, [tool === 'pdftotext' || tool === 'mutool' ? '-v' : '--version']);
    return true;
  } catch {
    return false;
  }
}

// Asserts that the words stand in a text one after the other. Chinese has no spaces, so that its lines are joined.
function assertInOrder(text, language, label) {
  const found = wordsOf(text);
  if (language === 'zh') assert.ok(found.join('').includes(source('zh').join('')), `${label}: ${found.join(' ')}`);
  else assert.ok(` ${found.join(' ')} `.includes(` ${source(language).join(' ')} `), `${label}: ${source(language).join(' ')}\n${found.join(' ')}`);
}

for (const language of languages) {
  for (const form of ['', '-large-print']) {
    check(`${language}${form}: pdftotext gives the words in order`, async () => {
      assertInOrder(await readers.pdftotext((await built).file(`${language}${form}`)), language, language);
    });
  }
  check(`${language}: the tags give the words in reading order`, async () => {
    const structure = await readStructure((await built).file(language));
    const turned = (element) => ({ ...element, kids: element.kids.map((kid) => (kid.kids ? turned(kid) : kid.text === undefined ? kid : { text: turn(kid.text) })) });
    const text = getText(isRightToLeft(samples[language][0]) ? turned(structure) : structure);
    // Vowel signs are painted before or behind their letter; the letters are what is compared.
    const letters = (words) => words.join('').replace(/\p{M}/gu, '').normalize('NFD').replace(/\p{M}/gu, '');
    const found = letters(wordsOf(text));
    assert.ok(found.includes(letters(source(language))), `${letters(source(language))}\n${found}`);
  });
}

check('ar: a text with all its vowel signs comes out too', async () => {
  const vowelled = '\u0628\u0650\u0633\u0652\u0645\u0650 \u0627\u0644\u0644\u064e\u0651\u0647\u0650. \u0643\u064f\u0644\u064f\u0651 \u0637\u0650\u0641\u0652\u0644\u064d \u064a\u064e\u0633\u0652\u062a\u064e\u0637\u0650\u064a\u0639\u064f \u0623\u064e\u0646\u0652 \u064a\u064e\u062a\u064e\u0639\u064e\u0644\u064e\u0651\u0645\u064e. \u0644\u0650\u0623\u064e\u0646\u064e\u0651 \u0627\u0644\u0623\u064f\u0633\u0652\u0631\u064e\u0629\u064e \u0645\u064f\u0647\u0650\u0645\u064e\u0651\u0629\u064c.';
  const out = path.join(makeFolder(), 'out');
  const folder = makeRepository({ 'plainsong.yaml': yaml('', '[one/a.md]'), 'one/a.md': `---\nlang: ar\n---\n# كل\n\n${vowelled}\n` });
  const result = await run(['build', '-C', folder, '-o', out, '--edition', 'print', '--edition', 'large-print']);
  assert.equal(result.code, 0, result.err);
  for (const name of ['one', 'one-large-print']) {
    const found = wordsOf(await readers.pdftotext(path.join(out, 'downloads', `${name}.pdf`)));
    assert.deepEqual(subtractWords(wordsOf(vowelled), found), [], `${name}: ${found.join(' ')}`);
  }
});
check('ur: the handbook\u2019s chapter in Urdu, with its tables, lists, notes and English words, comes out whole', async () => {
  const out = path.join(makeFolder(), 'out');
  const folder = makeRepository({ 'plainsong.yaml': yaml('', '[handbook/urdu.md]'), 'handbook/urdu.md': fs.readFileSync(new URL('../../content/handbook/urdu.md', import.meta.url)) });
  const result = await run(['build', '-C', folder, '-o', out, '--edition', 'print', '--edition', 'large-print', '--edition', 'epub']);
  assert.equal(result.code, 0, result.err);
  const [chapter] = readBook(path.join(out, 'downloads/one.epub')).chapters;
  const words = wordsOf(`${chapter.text}\n${chapter.notes}`);
  assert.ok(words.length > 300);
  for (const name of ['one', 'one-large-print']) assert.deepEqual(subtractWords(words, wordsOf(await readers.pdftotext(path.join(out, 'downloads', `${name}.pdf`)))), [], name);
});

// How many of a language's words (of Chinese: its characters) a text has: whole, or turned round by readers that know no
// direction.
function countFound(text, language) {
  const words = wordsOf(samples[language][1]);
  const count = (found) => words.length - subtractWords(words, found).length;
  const all = wordsOf(text);
  if (language === 'zh') return [...samples.zh[1]].length - subtractWords([...samples.zh[1]], [...text]).length;
  return isRightToLeft(words[0]) ? Math.max(count(all), count(all.map(reverse))) : count(all);
}
check('of one text in all languages no reader gives fewer words than of Chromium\u2019s PDF', async () => {
  if (!fs.existsSync(chromium)) throw new Skip('Chromium is not here');
  const { file, page } = await built;
  const folder = makeFolder();
  const other = path.join(folder, 'chromium.pdf');
  const { code, err } = await runTool(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--user-data-dir=${folder}`, '--no-pdf-header-footer', `--print-to-pdf=${other}`, `file://${page}`], { limit: 90 });
  if (!fs.existsSync(other)) throw new Skip(`Chromium made no PDF (${code}): ${err.slice(0, 200)}`);
  for (const [name, read] of Object.entries(readers)) {
    if (!(await isThere(name))) continue;
    const [ours, theirs] = [await read(file('one')), await read(other)];
    for (const language of languages) {
      const [a, b] = [countFound(ours, language), countFound(theirs, language)];
      console.log(`# ${name} ${language}: ${a} words of ours, ${b} of Chromium\u2019s, of ${countFound(samples[language][1], language)}`);
      assert.ok(a >= b, `${name} finds ${a} words of ${language} in ours, ${b} in Chromium\u2019s`);
    }
  }
});
await report({ parallel: 2 });
