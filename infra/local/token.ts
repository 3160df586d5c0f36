/** `npm run --silent token -- --user NAME [--group GROUP]...`: prints an access token of the running local stack. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';

const usage = 'Usage: npm run --silent token -- --user NAME [--group GROUP]...';
const notRunning = 'No local stack is running. Start one with: npm start';
const outputs = z.object({ Issuer: z.url() });
const issued = z.object({ accessToken: z.string() });
const refused = z.object({ message: z.string() });

/** Ends the command with a plain message: status 1 is a stack that does not answer, 2 is misuse. */
class Failure extends Error {
  readonly status: 1 | 2;

  constructor(status: 1 | 2, message: string) {
    super(message);
    this.status = status;
  }
}

function readArguments(): { user: string; groups: string[] | undefined } {
  const options = { user: { type: 'string' }, group: { type: 'string', multiple: true } } as const;
  try {
    const { user, group } = parseArgs({ options }).values;
    if (user !== undefined) return { user, groups: group };
  } catch (error) {
    throw new Failure(2, `${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
  throw new Failure(2, usage);
}

async function signInOrigin(): Promise<string> {
  const text = await readFile('.local/outputs.json', 'utf8').catch(() => {
    throw new Failure(1, notRunning);
  });
  const { data } = outputs.safeParse(parseJson(text));
  if (data) return new URL(data.Issuer).origin;
  throw new Failure(1, '.local/outputs.json names no Issuer: it is not what npm start wrote.');
}

async function requestToken(order: ReturnType<typeof readArguments>): Promise<string> {
  const url = `${await signInOrigin()}/local/tokens`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(order) }).catch(() => {
    throw new Failure(1, notRunning);
  });
  const answer = parseJson(await response.text());
  const { data } = issued.safeParse(answer);
  if (data) return data.accessToken;
  const message = refused.safeParse(answer).data?.message ?? `${url} does not answer as a local stack does.`;
  throw new Failure(response.status === 400 ? 2 : 1, message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

try {
  console.log(await requestToken(readArguments()));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = error.status;
}
