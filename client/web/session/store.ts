import type { Analysis } from '../../api/api.ts';
import { merge } from '../../api/merge.ts';
import { initialState, type Sending, type State } from './state.ts';

/** Holds the page's state and tells of its changes. */
export class Store {
  state: State = initialState;
  private readonly listeners = new Set<() => void>();

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  change(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Takes analyses in, whether they are new, newer or old. */
  take(analyses: readonly Analysis[]): void {
    this.change({ analyses: merge(this.state.analyses, analyses) });
  }

  changeSending(key: string, change: Partial<Sending>): void {
    const sendings = this.state.sendings.map((sending) => (sending.key === key ? { ...sending, ...change } : sending));
    this.change({ sendings });
  }

  forget(id: string): void {
    this.change({ deleted: new Set([...this.state.deleted, id]) });
  }

  /** Shows again what was to be deleted, or has been. */
  restore(id: string): void {
    const { deleted, removals } = this.state;
    this.change({
      deleted: new Set([...deleted].filter((other) => other !== id)),
      removals: removals.filter((removal) => removal.id !== id),
    });
  }
}
