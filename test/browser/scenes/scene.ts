import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Stack } from '../../support/stack.ts';
import type { Visit } from '../visit.ts';

/** A state of the page, to be looked at. */
export interface Scene {
  /** Of its files. */
  name: string;
  /** For whoever looks at the gallery. */
  shows: string;
  /** On a stack of its own, where nobody has sent anything. */
  alone?: true;
  options?: BrowserContextOptions;
  /** Brings the page into this state. */
  set: (stage: Stage) => Promise<unknown>;
}

export interface Stage {
  visit: Visit;
  page: Page;
  stack: Stack;
}
