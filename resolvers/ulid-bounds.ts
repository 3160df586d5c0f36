import { util } from '@aws-appsync/utils';

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The first ten characters of every ULID made in this millisecond: its time in Crockford's base 32. */
export function ulidTime(milliseconds: number): string {
  // The exponents are written out because APPSYNC_JS has no counting loop.
  return [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    .map((place) => {
      const digit = Math.floor(milliseconds / Math.pow(32, place)) % 32;
      return digits.substring(digit, digit + 1);
    })
    .join('');
}

/** Milliseconds since the epoch at the start (UTC) of a day `YYYY-MM-DD`. */
export function startOfDay(day: string): number {
  return util.time.parseISO8601ToEpochMilliSeconds(`${day}T00:00:00.000Z`);
}
