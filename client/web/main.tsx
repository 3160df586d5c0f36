import { render } from 'preact';
import './style/tokens.css';
import './style/base.css';
import { App } from './components/app/app.tsx';
import { loadWords, preferredLocale } from './words/language.ts';

const root = document.querySelector('#app');
if (!root) throw new Error('The page has no #app');
render(<App words={await loadWords(preferredLocale())} />, root);
