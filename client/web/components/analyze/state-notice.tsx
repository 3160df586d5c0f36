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
  const notice = () => {
    if (connection === 'offline') {
      return <Notice kind="warn">You are offline. The page goes on by itself when the connection is back.</Notice>;
    }
    if (failure) {
      const action = needsSignIn(failure) ? { words: 'Sign in', act: signIn } : { words: 'Try again', act: refresh };
      return (
        <Notice kind="bad" action={action}>
          {failureWords(failure)}
        </Notice>
      );
    }
    if (connection === 'reconnecting') return <Notice kind="warn">The live connection was lost. Reconnecting…</Notice>;
    if (connection === 'closed') {
      return (
        <Notice kind="bad" action={{ words: 'Reload the page', act: () => location.reload() }}>
          Live results have stopped.
        </Notice>
      );
    }
    return undefined;
  };
  const shown = notice();
  return shown && <div class="state-notice">{shown}</div>;
}
