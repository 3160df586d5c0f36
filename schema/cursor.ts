import type { AnalysisFilter } from './generated/schema.ts';

/**
 * The `nextToken` of `analyses`: the id of the page's last analysis, and a digest of whose list it is and what it is
 * filtered by. It names a position and nothing else, so it survives inserts and deletes; the digest keeps it from being
 * used on another list by mistake. Usable in APPSYNC_JS too, which is why the digest is a plain polynomial one: whoever
 * makes one up gets another page of their own list.
 */
export function cursorOf(owner: string, filter: AnalysisFilter | null | undefined, lastId: string): string {
  return `${lastId}-${digest(listName(owner, filter))}`;
}

/** The position that a cursor names; undefined when it is not of this list. */
export function positionIn(
  owner: string,
  filter: AnalysisFilter | null | undefined,
  cursor: string,
): string | undefined {
  const id = cursor.slice(0, idLength);
  if (id.length < idLength || id.split('').some((character) => idCharacters.indexOf(character) < 0)) return undefined;
  return cursorOf(owner, filter, id) === cursor ? id : undefined;
}

const idLength = 26;
const idCharacters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = `${idCharacters}abcdefghijklmnopqrstuvwxyz-_.:,"[]# `;

function listName(owner: string, filter: AnalysisFilter | null | undefined): string {
  const { status, labels, minConfidence, from, to } = filter ?? {};
  return JSON.stringify([
    owner,
    status ?? null,
    labels?.all ?? null,
    labels?.any ?? null,
    labels?.none ?? null,
    minConfidence ?? null,
    from ?? null,
    to ?? null,
  ]);
}

function digest(text: string): string {
  const [one, two] = text.split('').reduce(
    ([a, b], character) => {
      const value = characters.indexOf(character) + 2;
      return [(a * 131 + value) % 1099511627689, (b * 137 + value) % 1099511627563];
    },
    [7, 11],
  );
  return `${one}.${two}`;
}
