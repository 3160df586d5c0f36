import { useWords } from '../../words/use-words.ts';
import { Icon } from '../icon/icon.tsx';
import './page-missing.css';

interface PageMissingProps {
  title: string;
  hint: string;
}

/** What is at an address where there is nothing. */
export function PageMissing({ title, hint }: PageMissingProps) {
  const words = useWords();
  return (
    <section class="page-missing">
      <Icon name="photo" />
      <h1>{title}</h1>
      <p>{hint}</p>
      <a class="button" href="/">
        {words.say('page.toAnalyze')}
      </a>
    </section>
  );
}
