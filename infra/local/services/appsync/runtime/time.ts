/** Of `util.time` what needs no Java date format. Times are milliseconds since the epoch, `now` gives them. */
export function createTime(now: () => number): Record<string, unknown> {
  return {
    nowISO8601: () => iso8601(now()),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: () => now(),
    parseISO8601ToEpochMilliSeconds: parseIso8601,
    epochMilliSecondsToSeconds: (milliseconds: number) => Math.floor(milliseconds / 1000),
    epochMilliSecondsToISO8601: iso8601,
  };
}

function iso8601(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function parseIso8601(text: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) throw new Error(`${text} is not a moment in ISO 8601`);
  return milliseconds;
}
