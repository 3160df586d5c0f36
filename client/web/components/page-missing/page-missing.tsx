import { useWords } from '../../words/use-words.ts';
import { Icon } from '../icon/icon.tsx';
import './page-missing.css';

interface PageMissingProps {
  title: string;
  hint: string;
  /** Of the heading: 1 when this is all of the page. */
  level?: 1 | 2;
}

/** What is at an address where there is nothing. */
export function PageMissing({ title, hint, level = 1 }: PageMissingProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  const words = useWords();
  return (
    <section class="page-missing">
      <Icon name="photo" />
      <Heading>{title}</Heading>
      <p>{hint}</p>
      <a class="button" href="/">
        {words.say('page.toAnalyze')}
      </a>
    </section>
  );
}
