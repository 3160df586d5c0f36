import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The thread's code as one script: threads know nothing of how the rest of the local cloud is compiled. */
export async function bundleRuntime(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./runtime.worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outputFiles[0]?.text ?? '';
}
