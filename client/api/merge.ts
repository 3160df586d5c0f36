import type { Analysis } from './api.ts';

/**
 * Brings two lists of analyses together, newest first: of each analysis the highest version, with the links that stay
 * good for longest, for a published version has none. The order in which things arrive does not matter.
 */
export function merge(known: readonly Analysis[], incoming: readonly Analysis[]): Analysis[] {
  const merged = new Map(known.map((analysis) => [analysis.id, analysis]));
  for (const analysis of incoming) {
    const other = merged.get(analysis.id);
    merged.set(analysis.id, other ? newest(other, analysis) : analysis);
  }
  return [...merged.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

function newest(known: Analysis, incoming: Analysis): Analysis {
  return {
    ...(incoming.version > known.version ? incoming : known),
    imageUrl: freshest(known.imageUrl, incoming.imageUrl),
    thumbnailUrl: freshest(known.thumbnailUrl, incoming.thumbnailUrl),
  };
}

function freshest(known: string | null, incoming: string | null): string | null {
  if (known === null || incoming === null) return known ?? incoming;
  const [a, b] = [signedAt(known), signedAt(incoming)];
  if (a === b) return known > incoming ? known : incoming;
  return a > b ? known : incoming;
}

/** When a link was signed (`20260102T030405Z`): of two, the later one is good for longer. */
function signedAt(link: string): string {
  return /[?&]X-Amz-Date=(\w+)/.exec(link)?.[1] ?? '';
}
