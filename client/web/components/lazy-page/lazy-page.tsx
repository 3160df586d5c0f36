import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../../words/use-words.ts';
import { Notice } from '../notice/notice.tsx';
import './lazy-page.css';

interface LazyPageProps<Props> {
  /** Fetches the page's code; the same function each time. */
  load: () => Promise<ComponentType<Props>>;
  props: Props;
  title: string;
}

/** A page whose code is fetched when it is opened. */
export function LazyPage<Props extends object>({ load, props, title }: LazyPageProps<Props>) {
  const words = useWords();
  const [loaded, setLoaded] = useState<{ page: ComponentType<Props> } | 'failed'>();
  const start = () => {
    setLoaded(undefined);
    load().then(
      (page) => setLoaded({ page }),
      () => setLoaded('failed'),
    );
  };
  useEffect(start, [load]);
  if (loaded === 'failed') {
    return (
      <main class="lazy-page" id="content">
        <h1 class="visually-hidden">{title}</h1>
        <Notice kind="bad" action={{ words: words.say('action.tryAgain'), act: start }}>
          {words.say('page.notLoaded')}
        </Notice>
      </main>
    );
  }
  if (loaded) {
    const { page: Page } = loaded;
    return <Page {...props} />;
  }
  return (
    <main class="lazy-page" id="content" aria-busy="true">
      <h1 class="visually-hidden">{title}</h1>
      <p class="lazy-page__words">{words.say('page.loading')}</p>
    </main>
  );
}
