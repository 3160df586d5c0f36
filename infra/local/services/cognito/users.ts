import { timingSafeEqual, createHash } from 'node:crypto';
import { derivedUuid } from '../derived-id.ts';
import type { Pool } from './pool.ts';

/** A user of the pool as the tokens show them. */
export interface User {
  name: string;
  sub: string;
  /** Cognito's `username`: the name, or the `sub` in a pool whose users sign in by e-mail. */
  username: string;
  email: string;
  groups: string[];
}

/** A user who can sign in on the page; the page shows the password. */
export interface TestUser extends User {
  password: string;
}

const cast = [
  { name: 'alice', password: 'Alice-1234', groups: [] },
  { name: 'bob', password: 'Bob-12345', groups: [] },
  { name: 'admin', password: 'Admin-1234', groups: ['admins'] },
];

/** The user of that name: everybody exists, and keeps their `sub` for as long as the pool keeps its id. */
export function userNamed(pool: Pool, name: string, groups: string[]): User {
  const sub = derivedUuid('user', pool.id, name);
  return { name, sub, username: pool.signsInByEmail ? sub : name, email: `${name}@example.com`, groups };
}

export function testUsers(pool: Pool): TestUser[] {
  return cast.map(({ name, password, groups }) => ({
    ...userNamed(
      pool,
      name,
      groups.filter((group) => pool.groups.includes(group)),
    ),
    password,
  }));
}

/** The test user whose name (or e-mail address) and password these are. */
export function authenticate(users: TestUser[], name: string, password: string): TestUser | undefined {
  const wanted = name.trim().toLowerCase();
  const user = users.find((candidate) => candidate.name === wanted || candidate.email === wanted);
  return user && same(user.password, password) ? user : undefined;
}

function same(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
