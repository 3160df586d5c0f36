import path from 'node:path';
import { defineConfig } from 'vite';

/** Builds the page into `.build/web`. Nothing of an installation is built in: the page fetches `/config.json`. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: path.resolve(import.meta.dirname, '../../.build/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline, so that the page's policy can forbid it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What others wrote of the page, with its licences: served beside it.
    license: { fileName: 'licenses.json' },
  },
});
