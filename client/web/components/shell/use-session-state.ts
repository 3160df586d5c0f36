import { useEffect, useState } from 'preact/hooks';
import type { Person } from '../../auth.ts';
import type { Session } from '../../session/session.ts';
import type { State } from '../../session/state.ts';

/** The session's state, while the page is open. */
export function useSessionState(session: Session, { id }: Person): State {
  const { store } = session;
  const [state, setState] = useState(store.state);
  useEffect(() => {
    const unlisten = store.listen(() => setState(store.state));
    const close = session.open(id);
    return () => {
      close();
      unlisten();
    };
  }, [session, store, id]);
  return state;
}
