import { useLocation } from 'preact-iso/router';
import { useWords } from '../../words/use-words.ts';
import type { MessageKey } from '../../words/words.ts';
import { photoIdOf } from './routes.ts';

const PAGES: readonly { href: string; title: MessageKey; forAdmins?: boolean }[] = [
  { href: '/', title: 'page.analyze' },
  { href: '/library', title: 'page.library' },
  { href: '/report', title: 'page.report' },
  { href: '/admin', title: 'page.admin', forAdmins: true },
];

/** The pages that this person can open. */
export function Navigation({ isAdmin }: { isAdmin: boolean }) {
  const words = useWords();
  const { path } = useLocation();
  const current = photoIdOf(path) === undefined ? path : '/';
  const pages = PAGES.filter(({ forAdmins = false }) => isAdmin || !forAdmins);
  return (
    <nav class="navigation" aria-label={words.say('app.navigation')}>
      {pages.map(({ href, title }) => (
        <a key={href} href={href} aria-current={href === current ? 'page' : undefined}>
          {words.say(title)}
        </a>
      ))}
    </nav>
  );
}
