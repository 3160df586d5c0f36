import { ErrorResponse, UserManager, type User } from 'oidc-client-ts';
import { ApiError, networkError } from '../api/api-error.ts';
import type { Config } from './config.ts';

export interface Person {
  /** The user id, by which analyses are owned. */
  id: string;
  name: string;
  /** Whether the service lets them administer it; it decides that itself, this only says what to offer. */
  isAdmin: boolean;
}

/** A token is renewed when it is good for less than this. */
const RENEW_SECONDS = 60;

/** Signing in and out with OpenID Connect: the code flow with PKCE. The tokens live as long as the tab. */
export class Auth {
  private readonly home = `${location.origin}/`;
  private readonly clientId: string;
  private readonly users: UserManager;
  private renewal: Promise<User> | undefined;

  constructor({ issuer, clientId }: Pick<Config, 'issuer' | 'clientId'>) {
    this.clientId = clientId;
    this.users = new UserManager({
      authority: issuer,
      client_id: clientId,
      redirect_uri: this.home,
      post_logout_redirect_uri: this.home,
      scope: 'openid email profile',
      automaticSilentRenew: false,
      revokeTokensOnSignout: true,
      // Cognito revokes no other.
      revokeTokenTypes: ['refresh_token'],
    });
  }

  /** Who is signed in. Finishes the sign-in that this page was called back from; fails when that did not work. */
  async person(): Promise<Person | undefined> {
    const returned = new URLSearchParams(location.search);
    if (returned.has('code') || returned.has('error')) await this.comeBack();
    const user = await this.users.getUser();
    if (!user || !(await this.stillSignedIn())) return undefined;
    return { id: user.profile.sub, name: nameOf(user), isAdmin: groupsOf(user).includes('admins') };
  }

  /** Leaves for the sign-in page, which comes back to the page that is open now. */
  async signIn(): Promise<void> {
    await this.users.signinRedirect({ state: location.pathname + location.search });
  }

  /** Leaves for the provider, which ends its own session too and comes back. */
  async signOut(): Promise<void> {
    try {
      // Cognito knows the address to come back to by a name of its own.
      const extraQueryParams = { client_id: this.clientId, logout_uri: this.home };
      await this.users.signoutRedirect({ extraQueryParams });
    } catch {
      await this.users.removeUser();
      location.assign(this.home);
    }
  }

  /** An access token that is good for a while. Fails with `SignInExpired` when only signing in again helps. */
  async token(): Promise<string> {
    const user = await this.users.getUser();
    if (!user) throw expired();
    if ((user.expires_in ?? 0) > RENEW_SECONDS) return user.access_token;
    // A refresh token may be good only once: whoever asks meanwhile waits for the same.
    this.renewal ??= this.renew(user).finally(() => (this.renewal = undefined));
    return (await this.renewal).access_token;
  }

  private async comeBack(): Promise<void> {
    const address = location.href;
    history.replaceState(null, '', this.home);
    const user = await this.users.signinCallback(address);
    const path = user?.state;
    // Never another origin's address: this is a path, and `//` would begin a host.
    if (typeof path === 'string' && /^\/(?!\/)/.test(path)) history.replaceState(null, '', path);
  }

  private async stillSignedIn(): Promise<boolean> {
    try {
      await this.token();
    } catch (error) {
      if (!(error instanceof ApiError) || error.errorType !== 'SignInExpired') return true;
      await this.users.removeUser();
      return false;
    }
    return true;
  }

  private async renew(user: User): Promise<User> {
    if (user.refresh_token === undefined) throw expired();
    try {
      return (await this.users.signinSilent()) ?? user;
    } catch (error) {
      throw error instanceof ErrorResponse ? expired(error) : networkError(error);
    }
  }
}

function expired(cause?: unknown): ApiError {
  return new ApiError('SignInExpired', 'The sign-in has expired.', { cause });
}

function groupsOf({ profile }: User): unknown[] {
  const groups = profile['cognito:groups'];
  return Array.isArray(groups) ? groups : [];
}

function nameOf({ profile }: User): string {
  return profile.name ?? profile.email ?? profile.preferred_username ?? profile.sub;
}
