import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Locale, Words } from './words.ts';

interface Language {
  words: Words;
  /** Shows the page in another language, now and on later visits. */
  speak: (locale: Locale) => void;
}

const LanguageContext = createContext<Language | undefined>(undefined);

export const LanguageProvider = LanguageContext.Provider;

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('The page has no language yet');
  return language;
}

export function useWords(): Words {
  return useLanguage().words;
}
