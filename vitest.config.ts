import { defineConfig } from 'vitest/config';

/** `unit` stands beside the code; the others, in `test`, run the built product. */
export default defineConfig({
  test: {
    // One of two cores would stand idle by default.
    maxWorkers: 2,
    // On a loaded machine what comes soon comes later; a test waits for it, it does not time it.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Files share a process, so that each module is loaded once; no unit test leaves anything behind.
          isolate: false,
          include: ['{schema,functions,resolvers,infra,client}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/{bench,detector,infra,journeys,security,soak}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['test/conformance/*.test.ts'],
          globalSetup: 'test/conformance/synthesis.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/*.spec.ts'],
        },
      },
    ],
  },
});
