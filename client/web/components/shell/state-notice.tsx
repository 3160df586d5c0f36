import { needsSignIn, problemOf } from '../../problem.ts';
import type { Session } from '../../session/session.ts';
import type { State } from '../../session/state.ts';
import { useWords } from '../../words/use-words.ts';
import type { Words } from '../../words/words.ts';
import { Notice } from '../notice/notice.tsx';
import './state-notice.css';

interface StateNoticeProps {
  state: State;
  session: Session;
  signIn: () => void;
}

interface Said {
  /** `passing` goes away by itself; `bad` needs somebody; `warn` has to be waited for. */
  kind: 'passing' | 'bad' | 'warn';
  text: string;
  action?: { words: string; act: () => void };
  /** What the service's logs call it. */
  id?: string | undefined;
}

/** Says so when what is on the page may not be the latest or nothing can be sent, and offers the way out. */
export function StateNotice(props: StateNoticeProps) {
  const words = useWords();
  const said = saidOfConnection(props, words) ?? saidOfService(props, words);
  if (!said) return null;
  const { kind, text, action, id } = said;
  // What goes away by itself lies over the page and moves nothing.
  return (
    <div class={kind === 'passing' ? 'state-notice state-notice--passing' : 'state-notice'}>
      <Notice kind={kind === 'bad' ? 'bad' : 'warn'} action={action} id={id}>
        {text}
      </Notice>
    </div>
  );
}

function saidOfConnection({ state, session }: StateNoticeProps, words: Words): Said | undefined {
  const { connection, failure } = state;
  if (connection === 'offline') return { kind: 'passing', text: words.say('state.offline') };
  const unreachable = failure?.errorType === 'NetworkError';
  if (connection === 'reconnecting' && (!failure || unreachable)) {
    const action = { words: words.say('action.tryNow'), act: () => void session.reconnect() };
    return { kind: 'passing', text: words.say('state.reconnecting'), action };
  }
  return undefined;
}

function saidOfService({ state, session, signIn }: StateNoticeProps, words: Words): Said | undefined {
  const { connection, failure, barrier, usage } = state;
  const action = (key: Parameters<Words['say']>[0], act: () => void) => ({ words: words.say(key), act });
  if (failure) {
    const way = needsSignIn(failure)
      ? action('action.signIn', signIn)
      : action('action.tryAgain', () => void session.refresh());
    return { kind: 'bad', text: words.problem(problemOf(failure)), action: way, id: failure.correlationId };
  }
  if (barrier) {
    const again = () => {
      void session.reconnect();
      void session.outbox.retryRefused(barrier.name);
    };
    const { correlationId: id } = barrier;
    return { kind: 'warn', text: words.problem(barrier), action: action('action.checkAgain', again), id };
  }
  if (connection === 'closed') {
    const text = words.say('state.closed');
    return { kind: 'bad', text, action: action('action.tryAgain', () => void session.reconnect()) };
  }
  if (usage && usage.used >= usage.limit) {
    const values = { limit: usage.limit, resetsAt: new Date(usage.resetsAt) };
    return { kind: 'warn', text: words.say('state.quota', values) };
  }
  return undefined;
}
