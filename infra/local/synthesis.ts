import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { env } from 'node:process';
import * as z from 'zod';
import { readJson } from './assembly/json-file.ts';

/** Everything that the template and its assets are made from, relative to the project's root. */
const sources = [
  'schema',
  'functions',
  'resolvers',
  'infra',
  'client',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];

/** What lies among them and is in no asset. */
const ignored = /^infra\/local$|\.test\.tsx?$|^client\/cli$/;

const cdkSettings = z.object({
  app: z.string(),
  output: z.string().default('cdk.out'),
  context: z.record(z.string(), z.unknown()).default({}),
});

export interface Synthesis {
  /** The project's root, where `cdk.json` lies. */
  root: string;
  signal: AbortSignal;
  /** Called when there is something to do, and not when the assembly is up to date. */
  onStart: () => void;
}

/**
 * The folder of an assembly that is up to date with the project's sources. When the one there is not, the CDK app runs
 * as `cdk.json` says, without the CDK's command line: offline and faster, with the same template.
 */
export async function synthesize({ root, signal, onStart }: Synthesis): Promise<string> {
  const { app, output, context } = await readJson(path.join(root, 'cdk.json'), cdkSettings);
  const folder = path.join(root, output);
  const stampFile = path.join(folder, 'sources.sha256');
  const stamp = async () => `${await digest(root, sources)} ${await digest(folder, await documentsIn(folder))}`;
  const known = await readFile(stampFile, 'utf8').catch(() => undefined);
  if (known === (await stamp())) return folder;
  onStart();
  const before = await digest(root, sources);
  await runApp(app, root, signal, {
    CDK_OUTDIR: folder,
    // As the CDK's command line does.
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:enable-asset-metadata': true }),
    // Where the credentials are of whoever starts it does not matter here.
    CDK_DEFAULT_REGION: '',
    // Checking the template against AWS's rules is two thirds of the work and changes nothing in it: `npm run synth` does it.
    CDK_VALIDATION: 'false',
  });
  // Sources that changed meanwhile may or may not be in it: then it is stale already.
  const after = await stamp();
  if (after.startsWith(before)) await writeFile(stampFile, after);
  return folder;
}

/** What the CDK writes beside the assets, the template first of all. */
async function documentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).sort();
}

function runApp(app: string, root: string, signal: AbortSignal, settings: Record<string, string>): Promise<void> {
  const bin = path.join(root, 'node_modules/.bin');
  const PATH = `${bin}${path.delimiter}${env['PATH'] ?? ''}`;
  const child = spawn(app, { shell: true, cwd: root, signal, env: { ...env, ...settings, PATH } });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The stack could not be synthesized.\n${said.trim()}`));
    });
  });
}

/** Hex SHA-256 over the names and contents of files and folders; what is not there counts as nothing. */
async function digest(root: string, entries: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const file of await filesIn(root, entry))
      hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  }
  return hash.digest('hex');
}

async function filesIn(root: string, entry: string): Promise<string[]> {
  if (ignored.test(entry)) return [];
  const found = await stat(path.join(root, entry)).catch(() => undefined);
  if (!found?.isDirectory()) return found ? [entry] : [];
  const names = (await readdir(path.join(root, entry))).sort();
  const nested = await Promise.all(names.map((name) => filesIn(root, `${entry}/${name}`)));
  return nested.flat();
}
