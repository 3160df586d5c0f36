import { useState } from 'preact/hooks';
import { useWords } from '../../words/use-words.ts';
import type { MessageKey } from '../../words/words.ts';
import { AppHeader } from '../app-header/app-header.tsx';
import { Notice } from '../notice/notice.tsx';
import { LandingPicture } from './landing-picture.tsx';
import './landing.css';

interface LandingProps {
  signIn: () => Promise<void>;
  /** A sign-in was tried and did not work. */
  failed: boolean;
}

/** What somebody sees who is not signed in: what this is, and the way in. */
export function Landing({ signIn, failed }: LandingProps) {
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<MessageKey | undefined>(failed ? 'landing.failed' : undefined);
  const words = useWords();
  const leave = () => {
    setLeaving(true);
    signIn().catch(() => {
      setLeaving(false);
      setProblem('landing.unreachable');
    });
  };
  return (
    <>
      <AppHeader />
      <main class="landing" id="content">
        <div class="landing__words">
          <h1>{words.say('landing.title')}</h1>
          <p class="landing__lead">{words.say('landing.lead')}</p>
          {problem && <Notice kind="bad">{words.say(problem)}</Notice>}
          <button class="button landing__sign-in" type="button" disabled={leaving} onClick={leave}>
            {words.say('action.signIn')}
          </button>
          <p class="landing__small">{words.say('landing.small')}</p>
        </div>
        <LandingPicture />
      </main>
    </>
  );
}
