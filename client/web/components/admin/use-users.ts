import { useEffect, useState } from 'preact/hooks';
import { ApiError, networkError } from '../../../api/api-error.ts';
import type { Api, User } from '../../../api/api.ts';

export interface Users {
  /** Null until the first page has been read. */
  users: readonly User[] | null;
  failure: ApiError | null;
  /** Reads the next page; undefined when there is none. */
  more: (() => void) | undefined;
  retry: () => void;
  /** Fails when the service refuses. */
  setBlocked: (userId: string, blocked: boolean, reason: string) => void;
}

/** Everybody who has sent photos, page by page. */
export function useUsers(api: Pick<Api, 'users' | 'setUserBlocked'>): Users {
  const [users, setUsers] = useState<readonly User[] | null>(null);
  const [nextToken, setNextToken] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const attempt = (ask: () => Promise<void>) => {
    setFailure(null);
    ask().catch((error: unknown) => setFailure(error instanceof ApiError ? error : networkError(error)));
  };
  const read = (token: string | null) =>
    attempt(async () => {
      const page = await api.users({ limit: 50, nextToken: token });
      setUsers((before) => [...(token === null ? [] : (before ?? [])), ...page.items]);
      setNextToken(page.nextToken);
    });
  useEffect(() => read(null), [api]);
  return {
    users,
    failure,
    more: nextToken === null ? undefined : () => read(nextToken),
    retry: () => read(null),
    setBlocked: (userId, blocked, reason) =>
      attempt(async () => {
        const given = reason.trim();
        const changed = await api.setUserBlocked({ userId, blocked, ...(given !== '' && { reason: given }) });
        setUsers((before) => (before ?? []).map((user) => (user.id === changed.id ? changed : user)));
      }),
  };
}
