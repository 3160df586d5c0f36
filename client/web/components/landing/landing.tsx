import { useState } from 'preact/hooks';
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
  const [problem, setProblem] = useState(failed ? 'Signing in did not work. Please try again.' : '');
  const leave = () => {
    setLeaving(true);
    signIn().catch(() => {
      setLeaving(false);
      setProblem('The sign-in page cannot be reached. Check your connection and try again.');
    });
  };
  return (
    <>
      <AppHeader />
      <main class="landing">
        <div class="landing__words">
          <h1>See what is in your photos</h1>
          <p class="landing__lead">
            Drop photos on the page and watch the answer arrive: what is in each of them, where it is, and how sure that
            is.
          </p>
          {problem && <Notice kind="bad">{problem}</Notice>}
          <button class="button landing__sign-in" type="button" disabled={leaving} onClick={leave}>
            Sign in
          </button>
          <p class="landing__small">JPEG and PNG up to 15 MB. Only you see your photos.</p>
        </div>
        <LandingPicture />
      </main>
    </>
  );
}
