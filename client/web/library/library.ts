import { ApiError, networkError } from '../../api/api-error.ts';
import type { Analysis, Api } from '../../api/api.ts';
import { merge } from '../../api/merge.ts';
import { filterOf, meets, type Wanted } from './wanted.ts';

export interface LibraryState {
  /** Newest first. */
  items: readonly Analysis[];
  reading: boolean;
  /** False until the last page has been read. */
  complete: boolean;
  failure: ApiError | null;
  /** How many photos have come that the list does not show yet. */
  fresh: number;
}

const PAGE_SIZE = 60;

const initial: LibraryState = { items: [], reading: false, complete: false, failure: null, fresh: 0 };

/** The photos that somebody wants to see, read page by page, kept up to date by what the page hears of. */
export class Library {
  state = initial;
  private readonly api: Pick<Api, 'analyses'>;
  private readonly wanted: Wanted;
  private readonly onChange: () => void;
  private nextToken: string | null = null;

  constructor(api: Library['api'], wanted: Wanted, onChange: () => void) {
    this.api = api;
    this.wanted = wanted;
    this.onChange = onChange;
  }

  /** Reads the next page, unless one is being read or all have been. */
  async readMore(): Promise<void> {
    if (this.state.reading || this.state.complete) return;
    this.change({ reading: true, failure: null });
    await this.read(this.nextToken);
  }

  /** Begins anew, with what has come meanwhile. */
  async restart(): Promise<void> {
    this.change({ reading: true, failure: null, fresh: 0 });
    await this.read(null);
  }

  /**
   * Takes in newer versions of what is shown; counts what is not, or shows it when nothing can jump away.
   * @param analyses all that the page has heard of
   */
  hear(analyses: readonly Analysis[], atTop: boolean): void {
    const known = new Map(this.state.items.map((item) => [item.id, item]));
    const newer = analyses.filter((analysis) => {
      const item = known.get(analysis.id);
      return item && (analysis.version > item.version || analysis.thumbnailUrl !== item.thumbnailUrl);
    });
    const oldest = this.state.items.at(-1);
    const belongs = (id: string) => this.state.complete || (oldest !== undefined && id > oldest.id);
    const added = analyses.filter((each) => !known.has(each.id) && belongs(each.id) && meets(each, this.wanted));
    const shown = atTop ? [...newer, ...added] : newer;
    const fresh = atTop ? 0 : added.length;
    if (shown.length === 0 && fresh === this.state.fresh) return;
    this.change({ items: merge(this.state.items, shown), fresh });
  }

  private async read(nextToken: string | null): Promise<void> {
    try {
      const page = await this.api.analyses({ filter: filterOf(this.wanted), limit: PAGE_SIZE, nextToken });
      this.nextToken = page.nextToken;
      const before = nextToken === null ? [] : this.state.items;
      this.change({ items: merge(before, page.items), reading: false, complete: page.nextToken === null });
    } catch (error) {
      this.change({ reading: false, failure: error instanceof ApiError ? error : networkError(error) });
    }
  }

  private change(change: Partial<LibraryState>): void {
    this.state = { ...this.state, ...change };
    this.onChange();
  }
}
