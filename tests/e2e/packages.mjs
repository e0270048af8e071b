// Packages that several tests build.
export const yaml = (more = '', chapters = '[one/welcome.md, one/play.md]') => `plainsong: 1
title: Made for a test
id: urn:uuid:6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b
language: en-GB
publisher: A test
rights: CC BY 4.0
groups:
  parents: Parents and carers
  education: Education
documents:
  - id: one
    title: The first work
    summary: What it is for.
    chapters: ${chapters}
${more}`;

// A tiny valid PNG: 1 by 1 pixel.
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

export const good = {
  'plainsong.yaml': yaml(),
  'one/welcome.md': '# Welcome\n\nThis is about [play](play.md#sand).\n\n![A tray](tray.png "The tray")\n\nA note[^n].\n\n[^n]: It is short.\n',
  'one/play.md': '# Play\n\n## Sand\n\nDig, *pour*, and [go back](welcome.md).\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n',
  'one/tray.png': png,
};

// A package of the one chapter that a test is about.
export const single = (markdown, more = {}) => ({
  'plainsong.yaml': yaml('', '[one/chapter.md]'),
  'one/chapter.md': markdown,
  ...more,
});
