import { LOCALES, Words, type Catalogue, type Locale } from './words.ts';

const CATALOGUES: Readonly<Record<Locale, () => Promise<Catalogue>>> = {
  en: async () => (await import('./en.ts')).en,
  'pt-BR': async () => (await import('./pt-br.ts')).ptBR,
};

const KEPT_AS = 'language';

/** The first of the wanted languages that the page has; English when it has none. Any Portuguese is Portuguese. */
export function chooseLocale(wanted: readonly string[]): Locale {
  const languageOf = (tag: string) => tag.toLowerCase().split('-')[0];
  const found = wanted.map((tag) => LOCALES.find((locale) => languageOf(locale) === languageOf(tag)));
  return found.find((locale) => locale !== undefined) ?? 'en';
}

/** What this person chose on this page, else what their browser asks for. */
export function preferredLocale(): Locale {
  const kept = localStorage.getItem(KEPT_AS);
  return chooseLocale([...(kept === null ? [] : [kept]), ...navigator.languages]);
}

export function keepLocale(locale: Locale): void {
  localStorage.setItem(KEPT_AS, locale);
}

export async function loadWords(locale: Locale): Promise<Words> {
  return new Words(locale, await CATALOGUES[locale]());
}

/** Fetches the other languages ahead, so that a switch needs no connection. */
export function preloadWords(): void {
  for (const load of Object.values(CATALOGUES)) load().catch(() => {});
}
