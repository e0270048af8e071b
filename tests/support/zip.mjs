// Reads ZIP files, as far as EPUBs need it: every entry with its bytes, in the order of the central directory (APPNOTE 4.3).
import zlib from 'node:zlib';

// [{name, method, time, date, bytes}]. Throws when the file is not a ZIP that can be read to its end.
export function readZip(data) {
  let end = data.length - 22;
  while (end >= 0 && data.readUInt32LE(end) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Error('not a ZIP: it has no end record');
  const count = data.readUInt16LE(end + 10);
  let at = data.readUInt32LE(end + 16);
  const entries = [];
  for (let i = 0; i < count; i += 1) {
    if (data.readUInt32LE(at) !== 0x02014b50) throw new Error(`entry ${i} of the ZIP has no header`);
    const method = data.readUInt16LE(at + 10);
    const packed = data.readUInt32LE(at + 20);
    const size = data.readUInt32LE(at + 24);
    const nameLength = data.readUInt16LE(at + 28);
    const local = data.readUInt32LE(at + 42);
    const name = data.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const raw = data.subarray(start, start + packed);
    const bytes = method === 0 ? raw : zlib.inflateRawSync(raw);
    if (bytes.length !== size) throw new Error(`${name} has ${bytes.length} bytes instead of ${size}`);
    entries.push({ name, method, time: data.readUInt16LE(at + 12), date: data.readUInt16LE(at + 14), bytes });
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return entries;
}
