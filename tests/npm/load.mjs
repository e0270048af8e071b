// Loads npm packages from where tools/install-npm put them: tests/npm/node_modules, or the folder that
// PLAINSONG_NODE_MODULES names.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = process.env.PLAINSONG_NODE_MODULES || path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules');
export const require = createRequire(path.join(folder, 'x.js'));

// The module `name`.
export async function load(name) {
  return import(pathToFileURL(require.resolve(name)).href);
}

// The path of a file or folder inside a package.
export function find(inside) {
  return path.join(folder, ...inside.split('/'));
}
