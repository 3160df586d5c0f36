import { LocationProvider } from 'preact-iso/router';
import { useEffect, useState } from 'preact/hooks';
import { keepLocale, loadWords, preloadWords } from '../../words/language.ts';
import { LanguageProvider } from '../../words/use-words.ts';
import type { Visit } from '../../visit.ts';
import type { Locale, Words } from '../../words/words.ts';
import { AppHeader } from '../app-header/app-header.tsx';
import { AppVersion } from '../app-version/app-version.tsx';
import { Landing } from '../landing/landing.tsx';
import { Notice } from '../notice/notice.tsx';
import { Shell } from '../shell/shell.tsx';
import './app.css';

interface AppProps {
  /** In the language to begin with. */
  words: Words;
  /** Never rejects. */
  visit: Promise<Visit>;
}

/** The page in the reader's language. */
export function App({ words: first, visit }: AppProps) {
  const [words, setWords] = useState(first);
  useEffect(() => {
    document.documentElement.lang = words.locale;
    document.title = words.say('app.name');
  }, [words]);
  useEffect(preloadWords, []);
  const speak = (locale: Locale) => {
    keepLocale(locale);
    // Without a connection to fetch it, the language stays as it is.
    loadWords(locale).then(setWords, () => {});
  };
  return (
    <LanguageProvider value={{ words, speak }}>
      <Visitor words={words} coming={visit} />
    </LanguageProvider>
  );
}

/** Waits for who is there and shows what they may see. */
function Visitor({ words, coming }: { words: Words; coming: Promise<Visit> }) {
  const [visit, setVisit] = useState<Visit>();
  useEffect(() => void coming.then(setVisit), [coming]);

  switch (visit?.name) {
    case undefined:
      return <AppHeader />;
    case 'unavailable':
      return (
        <>
          <AppHeader />
          <main class="app-unavailable" id="content">
            <h1 class="visually-hidden">{words.say('app.name')}</h1>
            <Notice kind="bad" action={{ words: words.say('action.tryAgain'), act: () => location.reload() }}>
              {words.say('app.unavailable')}
            </Notice>
          </main>
        </>
      );
    case 'signed out':
      return (
        <>
          <Landing signIn={() => visit.auth.signIn()} failed={visit.failed} />
          <AppVersion version={visit.version} />
        </>
      );
    case 'signed in':
      // Signing in has come back to the address by now.
      return (
        <LocationProvider>
          <Shell {...visit} />
          <AppVersion version={visit.version} />
        </LocationProvider>
      );
  }
}
