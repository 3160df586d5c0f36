import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { Stack } from '../../support/stack.ts';
import type { Surroundings } from '../benchmark.ts';
import { BulkWriter } from './bulk-writer.ts';
import { collectionsOf, load, ownerName } from './load.ts';

/** The data folder of a stack with so many analyses of one owner among others; made when there is none yet. */
export async function dataOf(size: number, { assemblyDir, cacheDir, say }: Surroundings): Promise<string> {
  const name = `reports-${await digest(assemblyDir)}`;
  const folder = path.join(cacheDir, name, String(size));
  if (existsSync(folder)) return folder;
  await forgetOthers(cacheDir, name);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const began = Date.now();
  say(`Loading ${size} analyses of one owner ...`);
  const stack = await Stack.start({ assemblyDir, dataDir: unfinished });
  const { sub } = await stack.token(ownerName);
  const tableName = stack.output('TableName');
  await stack.stop(false);
  const writer = await BulkWriter.open(unfinished, tableName);
  await load(writer, collectionsOf(sub, size), say);
  await writer.close();
  await rename(unfinished, folder);
  say(`  ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return folder;
}

const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })) });

/** Of all that data depends on: the code that makes it, the table's keys and indexes, and who its owner is. */
async function digest(assemblyDir: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['load.ts', 'bulk-writer.ts'].map((file) => path.join(import.meta.dirname, file)),
    outdir: '.',
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const hash = createHash('sha256').update(outputFiles.map(({ text }) => text).join());
  const file = path.join(assemblyDir, 'ImageAnalyzer.template.json');
  const { Resources } = template.parse(JSON.parse(await readFile(file, 'utf8')));
  for (const [logicalId, { Type, Properties }] of Object.entries(Resources)) {
    if (Type === 'AWS::DynamoDB::Table') hash.update(JSON.stringify([logicalId, Properties]));
    if (Type === 'AWS::Cognito::UserPool') hash.update(logicalId);
  }
  return hash.digest('hex').slice(0, 12);
}

/** What other code has made takes gigabytes and is of no use any more. */
async function forgetOthers(cacheDir: string, name: string): Promise<void> {
  const names = await readdir(cacheDir).catch(() => []);
  const others = names.filter((other) => other.startsWith('reports-') && other !== name);
  await Promise.all(others.map((other) => rm(path.join(cacheDir, other), { recursive: true, force: true })));
}
