import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the synthesized conformance stack. */
    conformanceAssembly: string;
  }
}

const root = path.resolve(import.meta.dirname, '../..');

/** Synthesizes the conformance stack once for all files of cases. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'conformance-assembly-'));
  await synthesize(folder);
  project.provide('conformanceAssembly', folder);
  return () => rm(folder, { recursive: true, force: true });
}

async function synthesize(folder: string): Promise<void> {
  const app = path.join(import.meta.dirname, 'stack/app.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', app], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: '{"aws:cdk:enable-asset-metadata":true}' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The conformance stack could not be synthesized.\n${said}`);
}
