import { it } from 'vitest';
import type { Behaviour, Evidence, ServiceName } from './evidence.ts';
import { targetName } from './target-name.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Makes a test a row of `docs/fidelity.md`. */
    behaviour?: Behaviour;
  }
}

/** Declares the cases of one service: each is a test and, when it passes, a row of `docs/fidelity.md`. */
export function behavioursOf(service: ServiceName) {
  const declare =
    (status: Behaviour['status']) =>
    (statement: string, evidence: Evidence, run: () => void | Promise<void>): void => {
      const behaviour: Behaviour = { service, statement, status, ...evidence };
      it.skipIf(evidence.onlyHere === true && targetName !== 'local')(statement, { meta: { behaviour } }, run);
    };
  return {
    /** It behaves as AWS does. */
    covers: declare('covered'),
    /** It is not emulated, and says so by name. */
    refuses: declare('refused'),
  };
}
