import { useEffect, useRef, useState } from 'preact/hooks';
import { announcements, type Card } from '../../session/cards.ts';

/** Tells those who do not see the page how their photos end. */
export function Announcer({ cards }: { cards: readonly Card[] }) {
  const before = useRef<readonly Card[]>([]);
  const [words, setWords] = useState('');
  useEffect(() => {
    const news = announcements(before.current, cards);
    before.current = cards;
    if (news.length > 0) setWords(news.join(' '));
  }, [cards]);
  return (
    <p class="visually-hidden" role="status">
      {words}
    </p>
  );
}
