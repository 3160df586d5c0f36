import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../..');
const functionsFolder = path.join(import.meta.dirname, 'functions');
const out = path.join(root, '.build/conformance');

/** The folder of the bundle of `functions/<name>.ts`. */
export function functionBundle(name: string): string {
  return path.join(out, 'functions', name);
}

/** Bundles the conformance stack's Lambda functions as the product bundles its own. */
export async function bundle(): Promise<void> {
  const names = readdirSync(functionsFolder).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
  await build({
    entryPoints: names.map((name) => ({ in: path.join(functionsFolder, `${name}.ts`), out: `${name}/index` })),
    outdir: path.join(out, 'functions'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
}
