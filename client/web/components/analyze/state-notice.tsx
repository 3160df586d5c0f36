import type { State } from '../../session/state.ts';
import { failureWords, needsSignIn } from '../../words.ts';
import { Notice } from '../notice/notice.tsx';

interface StateNoticeProps {
  state: Pick<State, 'connection' | 'failure'>;
  signIn: () => void;
  refresh: () => void;
}

/** Says so when what is on the page may not be the latest, and offers the way out. */
export function StateNotice({ state: { connection, failure }, signIn, refresh }: StateNoticeProps) {
  if (connection === 'offline') {
    return <Passing>You are offline. The page goes on by itself when the connection is back.</Passing>;
  }
  if (connection === 'reconnecting' && (!failure || failure.errorType === 'NetworkError')) {
    return <Passing>The connection to the service was lost. Reconnecting…</Passing>;
  }
  if (failure) {
    const action = needsSignIn(failure) ? { words: 'Sign in', act: signIn } : { words: 'Try again', act: refresh };
    return <Lasting action={action}>{failureWords(failure)}</Lasting>;
  }
  if (connection === 'closed') {
    const reload = () => {
      location.reload();
    };
    return <Lasting action={{ words: 'Reload the page', act: reload }}>Live results have stopped.</Lasting>;
  }
  return null;
}

/** Goes away by itself, and so lies over the page and moves nothing. */
function Passing({ children }: { children: string }) {
  return (
    <div class="state-notice state-notice--passing">
      <Notice kind="warn">{children}</Notice>
    </div>
  );
}

/** Stays until somebody does something. */
function Lasting({ action, children }: { action: { words: string; act: () => void }; children: string }) {
  return (
    <div class="state-notice">
      <Notice kind="bad" action={action}>
        {children}
      </Notice>
    </div>
  );
}
