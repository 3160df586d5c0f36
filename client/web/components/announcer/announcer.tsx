import { useEffect, useRef, useState } from 'preact/hooks';
import { announcements, type Card } from '../../session/cards.ts';
import { useWords } from '../../words/use-words.ts';

/** Tells those who do not see the page what was added and how their photos end. */
export function Announcer({ cards }: { cards: readonly Card[] }) {
  const words = useWords();
  const before = useRef<readonly Card[]>([]);
  const [news, setNews] = useState('');
  useEffect(() => {
    const heard = announcements(before.current, cards, words);
    before.current = cards;
    if (heard.length > 0) setNews(heard.join(' '));
  }, [cards, words]);
  return (
    <p class="visually-hidden" role="status" aria-live="polite" data-announcer>
      {news}
    </p>
  );
}
