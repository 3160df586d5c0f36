import { readFileSync } from 'node:fs';
import { html } from './html.ts';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Html } from './html.ts';
import type { Pool } from './pool.ts';
import type { TestUser } from './users.ts';

export const stylesheet = readFileSync(new URL('./sign-in.css', import.meta.url), 'utf8');

export interface SignInForm {
  users: TestUser[];
  /** Host of the application that asked for the sign-in. */
  application: string;
  /** What stands in the user name field. */
  name: string;
  /** Why the last try failed. */
  failure?: string;
}

/** The page that stands in for Cognito's managed login. It works without script. */
export function signInPage(form: SignInForm): Html {
  return layout(
    'Sign in',
    html`<p class="lead">to continue to <strong>${form.application}</strong></p>
      ${form.failure === undefined ? undefined : html`<p class="failure" role="alert" id="failure">${form.failure}</p>`}
      <section>
        <h2>As a test user, with one click</h2>
        <ul>
          ${form.users.map(choice)}
        </ul>
      </section>
      <section>
        <h2>Or with a user name and a password</h2>
        ${passwordForm(form)}
      </section>`,
  );
}

function choice({ name, password, groups }: TestUser): Html {
  return html`<li>
    <form method="post">
      <input type="hidden" name="username" value="${name}" />
      <input type="hidden" name="password" value="${password}" />
      <button class="choice" type="submit" aria-label="Sign in as ${name}">
        <span class="initial" aria-hidden="true">${name.charAt(0).toUpperCase()}</span>
        <span class="who">
          <span class="name">${name}</span>
          ${groups.map((group) => html`<span class="group">${group}</span>`)}
        </span>
        <code title="Password">${password}</code>
      </button>
    </form>
  </li>`;
}

function passwordForm({ name, failure }: SignInForm): Html {
  const invalid = failure === undefined ? undefined : html`aria-invalid="true" aria-describedby="failure" autofocus`;
  return html`<form method="post" class="password">
    <label for="username">User name</label>
    <input
      id="username"
      name="username"
      value="${name}"
      required
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
    />
    <label for="password">Password</label>
    <input id="password" name="password" type="password" required autocomplete="current-password" ${invalid} />
    <button class="primary" type="submit">Sign in</button>
  </form>`;
}

/** A page that says what went wrong and leads back to the application. */
export function errorPage(ctx: KoaContextWithOIDC, pool: Pool, message: string, title = 'Sign-in did not work'): void {
  const [application] = callbackOrigins(pool);
  ctx.type = 'html';
  ctx.body = layout(
    title,
    html`<p class="failure" role="alert">${message}</p>
      ${application === undefined ? undefined : html`<p><a href="${application}">Back to the application</a></p>`}`,
  ).text;
}

export function callbackOrigins(pool: Pool): string[] {
  return [...new Set(pool.clients.flatMap(({ redirectUris }) => redirectUris).map((uri) => new URL(uri).origin))];
}

function layout(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/sign-in.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
          <p class="note">This page stands in for Amazon Cognito on this machine.</p>
        </main>
      </body>
    </html>`;
}
