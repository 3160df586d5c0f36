import type { ComponentChildren } from 'preact';
import './app-header.css';

/** The bar on top: whose page this is, and what belongs to the visit. */
export function AppHeader({ children }: { children?: ComponentChildren }) {
  return (
    <header class="app-header">
      <p class="app-header__brand">
        <img src="/favicon.svg" alt="" width="28" height="28" />
        Image Analyzer
      </p>
      {children}
    </header>
  );
}
