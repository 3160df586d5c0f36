/** The page's address of an analysis. */
export function photoPath(id: string): string {
  return `/photos/${encodeURIComponent(id)}`;
}

/** The id in an address made by `photoPath`; undefined when it is another address. */
export function photoIdOf(path: string): string | undefined {
  const id = /^\/photos\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}
