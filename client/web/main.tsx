import { render } from 'preact';
import './style/tokens.css';
import './style/base.css';
import { App } from './components/app/app.tsx';
import { prefetchPage } from './components/shell/pages.ts';
import { beginVisit } from './visit.ts';
import { loadWords, preferredLocale } from './words/language.ts';

const root = document.querySelector('#app');
if (!root) throw new Error('The page has no #app');
// What does not need the words is asked for beside them.
prefetchPage(location.pathname);
const visit = beginVisit();
render(<App words={await loadWords(preferredLocale())} visit={visit} />, root);
