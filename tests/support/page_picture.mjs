// Pictures of a PDF's pages, small and grey: made by pdftoppm, kept as PNG files of 16 greys, and compared as somebody would
// who looks at both from a little way off. What another version of the renderer draws otherwise, a sharper edge or a line
// that is a shade darker, is no difference; words that stand elsewhere, another size, another colour are.
import { execFileSync } from 'node:child_process';
import zlib from 'node:zlib';

const resolution = 40; // dots per inch
const block = 8; // dots; five millimetres

// The greys that are kept, from black to white: more of the light ones, which are the grounds of panels.
const greys = [0, 20, 40, 64, 90, 115, 140, 165, 190, 210, 222, 232, 238, 244, 250, 255];
const nearest = Uint8Array.from({ length: 256 }, (_, grey) => {
  const distances = greys.map((kept) => Math.abs(kept - grey));
  return distances.indexOf(Math.min(...distances));
});

// --- making ---

// A picture is {width, height, dots}: indices of `greys`.
function readGreymap(bytes) {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString('latin1'));
  if (!head) throw new Error('pdftoppm made no greymap');
  const dots = Uint8Array.from(bytes.subarray(head[0].length), (grey) => nearest[grey]);
  return { width: Number(head[1]), height: Number(head[2]), dots };
}

// Page numbers count from 1.
export function drawPage(file, page) {
  const args = ['-gray', '-r', String(resolution), '-f', String(page), '-l', String(page), file];
  return readGreymap(execFileSync('pdftoppm', args, { maxBuffer: 1 << 26 }));
}

// The words of every page.
export function readPages(file) {
  const text = execFileSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return text.split('\f').slice(0, -1).map((page) => page.replace(/\s+/g, ' '));
}

// --- keeping ---

function makeChunk(name, data) {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(name, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc(chunk.subarray(4, -4)), data.length + 8);
  return chunk;
}

// PNG, second edition, annex D. zlib.crc32 is not in every Node that we run on.
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

// A PNG with a palette of the greys, four bits a dot, without filters.
export function writePicture({ width, height, dots }) {
  const stride = 1 + Math.ceil(width / 2);
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * stride + 1 + (x >> 1)] |= dots[y * width + x] << (x % 2 ? 0 : 4);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 4;
  head[9] = 3;
  const palette = Buffer.from(greys.flatMap((grey) => [grey, grey, grey]));
  return Buffer.concat([signature, makeChunk('IHDR', head), makeChunk('PLTE', palette), makeChunk('IDAT', zlib.deflateSync(rows, { level: 9 })), makeChunk('IEND', Buffer.alloc(0))]);
}

// Reads what writePicture wrote, and nothing else.
export function readPicture(bytes) {
  const data = [];
  let head;
  for (let at = signature.length; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'IHDR') head = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  if (head[8] !== 4 || head[9] !== 3 || head[12] !== 0) throw new Error('this PNG was made by another program: make it anew');
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const stride = 1 + Math.ceil(width / 2);
  const rows = zlib.inflateSync(Buffer.concat(data));
  const dots = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    if (rows[y * stride] !== 0) throw new Error('this PNG was made by another program: make it anew');
    for (let x = 0; x < width; x++) dots[y * width + x] = (rows[y * stride + 1 + (x >> 1)] >> (x % 2 ? 0 : 4)) & 15;
  }
  return { width, height, dots };
}

// --- comparing ---

// The mean of each dot and its neighbours, so that an edge between two dots is the same wherever it was drawn.
function blur({ width, height, dots }) {
  const soft = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, count] = [0, 0];
      for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, height - 1); j++) {
        for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, width - 1); i++, count++) sum += greys[dots[j * width + i]];
      }
      soft[y * width + x] = sum / count;
    }
  }
  return soft;
}

// {mean, share, changed}: how many greys (of 255) two pictures differ in the mean, what share of the blocks with anything on
// them differs by more than `limit` greys, and which blocks those are. Pictures of two sizes differ wholly.
export function comparePictures(one, other, limit = 9) {
  if (one.width !== other.width || one.height !== other.height) return { mean: 255, share: 1, changed: new Set() };
  const { width, height } = one;
  const [a, b] = [blur(one), blur(other)];
  const across = Math.ceil(width / block);
  const differences = new Float64Array(across * Math.ceil(height / block));
  const used = new Uint8Array(differences.length);
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const in_block = Math.floor(y / block) * across + Math.floor(x / block);
      const difference = Math.abs(a[at] - b[at]);
      sum += difference;
      differences[in_block] += difference;
      if (one.dots[at] < 15 || other.dots[at] < 15) used[in_block] = 1;
    }
  }
  const changed = new Set();
  differences.forEach((difference, at) => {
    if (difference / (block * block) > limit) changed.add(at);
  });
  const count = used.reduce((total, is_used) => total + is_used, 0);
  return { mean: sum / (width * height), share: changed.size / Math.max(count, 1), changed };
}

// What was expected, what came, and beside them where they differ, as one picture.
export function showDifference(expected, actual, { changed }) {
  const [width, height] = [Math.max(expected.width, actual.width), Math.max(expected.height, actual.height)];
  const across = Math.ceil(actual.width / block);
  const dots = new Uint8Array((3 * width + 2) * height).fill(8);
  const put = (left, { width: wide, height: high }, find) => {
    for (let y = 0; y < high; y++) for (let x = 0; x < wide; x++) dots[y * (3 * width + 2) + left + x] = find(x, y, y * wide + x);
  };
  put(0, expected, (x, y, at) => expected.dots[at]);
  put(width + 1, actual, (x, y, at) => actual.dots[at]);
  put(2 * width + 2, actual, (x, y, at) => {
    const is_changed = changed.has(Math.floor(y / block) * across + Math.floor(x / block));
    return is_changed ? Math.round(actual.dots[at] / 2) : 11 + Math.floor(actual.dots[at] / 5);
  });
  return { width: 3 * width + 2, height, dots };
}
