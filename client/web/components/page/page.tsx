import type { ComponentChildren } from 'preact';
import './page.css';

interface PageProps {
  title: string;
  /** Beside the title: what can be done with the page. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A page below the header that scrolls as a whole. */
export function Page({ title, actions, children }: PageProps) {
  return (
    <main class="page" id="content">
      <header class="page__head">
        <h1>{title}</h1>
        {actions && <div class="page__actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}
