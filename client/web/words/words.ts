import { IntlMessageFormat, type Formats } from 'intl-messageformat';
import { photoLimits } from '../../../schema/limits.ts';
import type { Problem } from '../problem.ts';
import type { en } from './en.ts';

export const LOCALES = ['en', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

export type MessageKey = keyof typeof en;
/** Every message of the page in one language, in ICU's message format. */
export type Catalogue = Readonly<Record<MessageKey, string>>;
export type Values = Readonly<Record<string, string | number | Date>>;

/** How messages may show times: the service counts days in UTC. */
const FORMATS: Partial<Formats> = {
  time: { utc: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' } },
  date: { utc: { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } },
};

/** What the page says, in one language. */
export class Words {
  readonly locale: Locale;
  private readonly catalogue: Catalogue;
  private readonly formats = new Map<MessageKey, IntlMessageFormat>();

  constructor(locale: Locale, catalogue: Catalogue) {
    this.locale = locale;
    this.catalogue = catalogue;
  }

  say(key: MessageKey, values: Values = {}): string {
    const format = this.formats.get(key) ?? new IntlMessageFormat(this.catalogue[key], this.locale, FORMATS);
    this.formats.set(key, format);
    return String(format.format(values));
  }

  /** By the problem's name; in the service's own words when there are none, or when what belongs to it is missing. */
  problem({ name, values, message }: Problem): string {
    const key = `problem.${name}`;
    if (this.has(key)) {
      try {
        return this.say(key, { reason: 'none', ...withDates(values), ...this.withSize(values) });
      } catch {
        // A value that the service should have sent.
      }
    }
    return message || this.say('problem.Unknown', { name });
  }

  number(value: number): string {
    return value.toLocaleString(this.locale);
  }

  /** In this person's own time. */
  dateTime(iso: string): string {
    return new Date(iso).toLocaleString(this.locale, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /** A day (UTC), as `2026-01-02`. */
  day(day: string): string {
    return new Date(day).toLocaleDateString(this.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  }

  /** The same with its year, for paper. */
  longDay(day: string): string {
    return new Date(day).toLocaleDateString(this.locale, { dateStyle: 'long', timeZone: 'UTC' });
  }

  list(parts: readonly string[]): string {
    return new Intl.ListFormat(this.locale).format(parts);
  }

  bytes(bytes: number): string {
    const value = bytes / (1024 * 1024);
    if (value < 0.1) return `${this.number(Math.max(1, Math.round(bytes / 1024)))} kB`;
    const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    return `${(Math.ceil(value * 10) / 10).toLocaleString(this.locale, digits)} MB`;
  }

  private has(key: string): key is MessageKey {
    return Object.hasOwn(this.catalogue, key);
  }

  private withSize({ bytes, maxBytes = photoLimits.maxBytes }: Problem['values']): Values {
    const limit = { maxMegabytes: Number(maxBytes) / (1024 * 1024) };
    return typeof bytes === 'number' ? { ...limit, bytes: this.bytes(bytes) } : limit;
  }
}

function withDates(values: Problem['values']): Values {
  const dated = Object.entries(values).map(([key, value]) => [key, isTime(value) ? new Date(value) : value] as const);
  return Object.fromEntries(dated);
}

function isTime(value: string | number): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
}
