import { util } from '@aws-appsync/utils';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What each of the ten places of a ULID's time is worth: powers of 32, written out because APPSYNC_JS has no `Math.pow`. */
const placeValues = [35184372088832, 1099511627776, 34359738368, 1073741824, 33554432, 1048576, 32768, 1024, 32, 1];

/** The first ten characters of every ULID made in this millisecond: its time in Crockford's base 32. */
export function ulidTime(milliseconds: number): string {
  return placeValues
    .map((value) => {
      const digit = Math.floor(milliseconds / value) % 32;
      return digits.slice(digit, digit + 1);
    })
    .join('');
}

/**
 * Milliseconds since the epoch at the start (UTC) of a day `YYYY-MM-DD`; an offset after it, which an AWSDate may have,
 * does not count. No ULID is older than the epoch.
 */
export function startOfDay(day: string): number {
  const start = util.time.parseISO8601ToEpochMilliSeconds(`${day.slice(0, 10)}T00:00:00.000Z`);
  return start > 0 ? start : 0;
}
