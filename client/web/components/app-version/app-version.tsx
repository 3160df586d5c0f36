import { useWords } from '../../words/use-words.ts';
import './app-version.css';

/** At the foot of every page: what to name when something is reported. */
export function AppVersion({ version }: { version: string | undefined }) {
  const words = useWords();
  if (version === undefined) return null;
  return <footer class="app-version">{words.say('app.version', { version })}</footer>;
}
