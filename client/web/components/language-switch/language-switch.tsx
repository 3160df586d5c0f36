import { useLanguage } from '../../words/use-words.ts';
import { LOCALES, type Locale } from '../../words/words.ts';
import './language-switch.css';

/** In its own language each, so that somebody who reads only that finds it. */
const NAMES: Readonly<Record<Locale, { name: string; short: string }>> = {
  en: { name: 'English', short: 'EN' },
  'pt-BR': { name: 'Português (Brasil)', short: 'PT' },
};

export function LanguageSwitch() {
  const { words, speak } = useLanguage();
  return (
    <label class="language-switch">
      <span class="visually-hidden">{words.say('app.language')}</span>
      <span class="language-switch__short" aria-hidden="true">
        {NAMES[words.locale].short}
      </span>
      <select
        value={words.locale}
        onChange={({ currentTarget: { value } }) => {
          const locale = LOCALES.find((each) => each === value);
          if (locale) speak(locale);
        }}
      >
        {LOCALES.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {NAMES[locale].name}
          </option>
        ))}
      </select>
    </label>
  );
}
