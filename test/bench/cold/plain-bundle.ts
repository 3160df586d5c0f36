import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../..');

/** The source of each function's handler, by the folder of the function. */
export function handlers(): Map<string, string> {
  const files = readdirSync(path.join(root, 'functions'), { recursive: true, encoding: 'utf8' });
  const found = files.filter((file) => file.endsWith('.lambda.ts'));
  return new Map(found.map((file) => [path.dirname(file), path.join(root, 'functions', file)]));
}

/**
 * The same handlers as esbuild bundles them for Node when nobody says more: packages by their `main`, which is CommonJS, of
 * which nothing can be left out, so that a client comes with all of its commands. Minified like ours.
 */
export async function bundlePlainly(outdir: string): Promise<void> {
  await build({
    entryPoints: [...handlers()].map(([name, file]) => ({ in: file, out: `${name}/index` })),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    external: ['wasm-vips'],
    logLevel: 'warning',
  });
}
