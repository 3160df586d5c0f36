import { EarlyReturn } from './evaluation.ts';

/** The `runtime` object. */
export function createRuntime(): Record<string, (...args: never[]) => never> {
  return {
    earlyReturn(value?: unknown, options?: { skipTo?: 'END' | 'NEXT' }) {
      throw new EarlyReturn(value, options?.skipTo);
    },
  };
}
