const DAY_MS = 24 * 60 * 60 * 1000;

/** The day (UTC), as the service counts them. */
export function today(): string {
  return dayOf(Date.now());
}

/** The day that lies so many days before another. */
export function daysBefore(day: string, count: number): string {
  return dayOf(Date.parse(day) - count * DAY_MS);
}

/** All days from one to another, both included; none when they are the wrong way round. */
export function daysBetween(from: string, to: string): string[] {
  const count = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => dayOf(Date.parse(from) + index * DAY_MS));
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
