import { render } from 'preact';
import './style/tokens.css';
import './style/base.css';
import { App } from './components/app/app.tsx';

const root = document.querySelector('#app');
if (!root) throw new Error('The page has no #app');
render(<App />, root);
