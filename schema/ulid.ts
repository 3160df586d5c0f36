/** Ids of analyses are ULIDs: texts that sort by the millisecond they were made in. Usable in APPSYNC_JS too. */

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What each of the ten places of a ULID's time is worth: powers of 32, written out because APPSYNC_JS has no `Math.pow`. */
const placeValues = [35184372088832, 1099511627776, 34359738368, 1073741824, 33554432, 1048576, 32768, 1024, 32, 1];

const dayMilliseconds = 86400000;

/** The first ten characters of every ULID made in this millisecond: its time in Crockford's base 32. */
export function ulidTime(milliseconds: number): string {
  return placeValues
    .map((value) => {
      const digit = Math.floor(milliseconds / value) % 32;
      return digits.slice(digit, digit + 1);
    })
    .join('');
}

/** Sorts after every ULID. */
export const afterAllUlids = '~';

/** Sorts before every ULID of a day that starts at this millisecond (UTC); no ULID is older than the epoch. */
export function beforeDay(start: number): string {
  return ulidTime(start > 0 ? start : 0);
}

/** Sorts after every ULID of a day that starts at this millisecond (UTC). */
export function afterDay(start: number): string {
  return start + dayMilliseconds > 0 ? ulidTime(start + dayMilliseconds - 1) + afterAllUlids : '';
}

/** Sorts after every ULID older than this one (or older than a text that one of these functions gave), and before it. */
export function justBefore(id: string): string {
  const last = id.slice(id.length - 1);
  const rest = id.slice(0, id.length - 1);
  if (last === afterAllUlids) return `${rest}}${afterAllUlids}`;
  const digit = digits.indexOf(last);
  return rest + (digit > 0 ? digits.slice(digit - 1, digit) : '/') + afterAllUlids;
}
