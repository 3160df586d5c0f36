import { createApi, type Api } from '../api/api.ts';
import { Auth, type Person } from './auth.ts';
import { loadConfig } from './config.ts';
import { Session } from './session/session.ts';

/** Who has opened the page, and what they may do there. */
export type Visit =
  | { name: 'unavailable' }
  | { name: 'signed out'; auth: Auth; failed: boolean; version: string | undefined }
  | {
      name: 'signed in';
      auth: Auth;
      person: Person;
      session: Session;
      api: Api;
      graphqlUrl: string;
      keepDays: number | undefined;
      version: string | undefined;
    };

/** Finds out who is there. Never rejects. */
export async function beginVisit(): Promise<Visit> {
  const config = await loadConfig().catch(() => undefined);
  if (!config) return { name: 'unavailable' };
  const auth = new Auth(config);
  const { graphqlUrl, maxPhotoBytes, keepDays, version } = config;
  try {
    const person = await auth.person();
    if (!person) return { name: 'signed out', auth, failed: false, version };
    const api = createApi({ graphqlUrl, token: () => auth.token() });
    const session = new Session(api, maxPhotoBytes);
    return { name: 'signed in', auth, person, session, api, graphqlUrl, keepDays, version };
  } catch {
    return { name: 'signed out', auth, failed: true, version };
  }
}
