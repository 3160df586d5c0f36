import { existsSync } from 'node:fs';
import { cp, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cloud } from '../service.ts';
import type { FunctionSettings } from './function-settings.ts';

/**
 * Unpacks a function's code, as Lambda does into `/var/task`, into a folder of its own: there it is CommonJS unless it
 * brings a package.json that says otherwise, whatever the project around the assembly is.
 */
export async function unpack({ name, codePath }: FunctionSettings, { dataDir }: Cloud): Promise<string> {
  if (!(await stat(codePath)).isDirectory()) {
    throw new Error(`${name}: code in an archive (${path.basename(codePath)}) does not run on this machine.`);
  }
  const taskRoot = path.join(dataDir, 'lambda', name);
  await rm(taskRoot, { recursive: true, force: true });
  await cp(codePath, taskRoot, { recursive: true });
  const manifest = path.join(taskRoot, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{ "type": "commonjs" }\n');
  return taskRoot;
}
