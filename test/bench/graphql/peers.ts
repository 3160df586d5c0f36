import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const source = path.resolve(import.meta.dirname, '../peers');
const files = ['package.json', 'package-lock.json', '.npmrc'];

/** Installs what is measured beside the product, 320 MB, unless it is there; resolves with where it is. */
export async function installedPeers(cacheDir: string, say: (line: string) => void): Promise<string> {
  const folder = path.join(cacheDir, 'peers');
  const lock = await readFile(path.join(source, 'package-lock.json'), 'utf8');
  const done = path.join(folder, 'installed-lock.json');
  if ((await readFile(done, 'utf8').catch(() => '')) === lock) return folder;
  say('Installing the peers (once, 320 MB) ...');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of files) await cp(path.join(source, file), path.join(folder, file));
  await promisify(execFile)('npm', ['ci', '--ignore-scripts'], { cwd: folder });
  await writeFile(done, lock);
  return folder;
}
