import type { ComponentChildren } from 'preact';
import { useWords } from '../../words/use-words.ts';
import { LanguageSwitch } from '../language-switch/language-switch.tsx';
import './app-header.css';

interface AppHeaderProps {
  /** Beside the name: where one can go. */
  navigation?: ComponentChildren;
  /** What belongs to the visit. */
  children?: ComponentChildren;
}

/** The bar on top: whose page this is, where one can go, and what belongs to the visit. */
export function AppHeader({ navigation, children }: AppHeaderProps) {
  const words = useWords();
  return (
    <header class="app-header">
      <a class="app-header__skip" href="#content">
        {words.say('app.skip')}
      </a>
      <a class="app-header__brand" href="/">
        <img src="/favicon.svg" alt="" width="28" height="28" />
        {words.say('app.name')}
      </a>
      {navigation}
      <div class="app-header__visit">
        {children}
        <LanguageSwitch />
      </div>
    </header>
  );
}
