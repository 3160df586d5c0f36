import { afterAllUlids } from '../../schema/ulid.ts';

/** Ids that lie in descending order and can be jumped into. */
export interface SortedIds {
  /** The greatest id that sorts before `bound`; undefined when there is none. Bounds only ever fall. */
  before: (bound: string) => Promise<string | undefined>;
}

/** What one read of an index gave: ids greatest first, and how far it went; undefined: to the end. */
export interface Piece {
  ids: string[];
  readTo: string | undefined;
}

/** Entries of an index that are read at once: they cost the same half unit as one. */
const firstRead = 32;
const mostRead = 512;

/**
 * A range of an index, by a function that reads about `count` of its entries that sort before `bound`. What is read on
 * and on is read in growing pieces; a jump starts small again.
 */
export function rangeOf(read: (bound: string, count: number) => Promise<Piece>): SortedIds {
  let piece: Piece | undefined;
  let at = 0;
  let count = firstRead;
  return {
    async before(bound) {
      for (;;) {
        const { ids, readTo }: Piece = piece ?? { ids: [], readTo: afterAllUlids };
        while (at < ids.length && (ids[at] ?? '') >= bound) at += 1;
        if (at < ids.length) return ids[at];
        if (readTo === undefined) return undefined;
        const goesOn = piece !== undefined && bound >= readTo;
        count = goesOn ? Math.min(count * 2, mostRead) : firstRead;
        piece = await read(goesOn ? readTo : bound, count);
        at = 0;
      }
    },
  };
}

/** What is in any of them. */
export function union(children: readonly SortedIds[]): SortedIds {
  const [only, ...others] = children;
  if (only && others.length === 0) return only;
  return {
    async before(bound) {
      const heads = await Promise.all(children.map((child) => child.before(bound)));
      return heads.reduce((greatest, head) => ((head ?? '') > (greatest ?? '') ? head : greatest), undefined);
    },
  };
}

/** What is in all of them: each jumps to where the one that is furthest on is. */
export function intersection(children: readonly [SortedIds, ...SortedIds[]]): SortedIds {
  const [only] = children;
  if (children.length === 1) return only;
  return {
    async before(bound) {
      for (let from = bound; ;) {
        const heads = await Promise.all(children.map((child) => child.before(from)));
        const least = heads.reduce((one, other) => ((other ?? '') < (one ?? '') ? other : one));
        if (least === undefined || heads.includes(undefined)) return undefined;
        if (heads.every((head) => head === least)) return least;
        from = justAfter(least);
      }
    },
  };
}

/** What is in `ids` and not in `without`. */
export function difference(ids: SortedIds, without: SortedIds): SortedIds {
  return {
    async before(bound) {
      for (let from = bound; ;) {
        const id = await ids.before(from);
        if (id === undefined || (await without.before(justAfter(id))) !== id) return id;
        from = id;
      }
    },
  };
}

export const nothing: SortedIds = { before: () => Promise.resolve(undefined) };

/** A bound that this id sorts before, and no greater id does. */
function justAfter(id: string): string {
  return id + afterAllUlids;
}
