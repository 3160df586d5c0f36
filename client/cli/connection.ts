import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Arguments } from './arguments.ts';
import { Misuse } from './arguments.ts';
import { startLocalStack } from './local-stack.ts';

/** The outputs of a stack, deployed or local, as far as a client needs them. */
const outputsSchema = z.object({ GraphqlUrl: z.url(), Issuer: z.url() });
type Outputs = z.infer<typeof outputsSchema>;

export interface Connection {
  graphqlUrl: string;
  /** The signed-in person's id. */
  owner: string;
  token: () => Promise<string>;
  /** Ends what was started for the call. */
  close(): Promise<void>;
}

const runningOutputs = '.local/outputs.json';

/** Finds the stack to talk to, and signs in. */
export async function connect(args: Arguments, onProgress: (words: string) => void): Promise<Connection> {
  if (args.deployed) return deployed(args.deployed);
  const running = args.data === undefined ? await readOutputs(runningOutputs) : undefined;
  if (running && (await answers(running))) return local(running, args.user, () => Promise.resolve());
  onProgress('Starting the local stack …');
  const stack = await startLocalStack(args.data);
  return local(outputsSchema.parse(stack.outputs), args.user, () => stack.stop());
}

async function deployed({ outputsFile, token }: { outputsFile: string; token: string }): Promise<Connection> {
  const outputs = await readOutputs(outputsFile);
  if (!outputs) throw new Misuse(`${outputsFile} holds no stack outputs (GraphqlUrl, Issuer).`);
  return {
    graphqlUrl: outputs.GraphqlUrl,
    owner: subjectOf(token),
    token: () => Promise.resolve(token),
    close: () => Promise.resolve(),
  };
}

const localToken = z.object({ accessToken: z.string(), sub: z.string() });

/** The local sign-in gives the command line tokens without a browser. */
async function local(outputs: Outputs, user: string, close: () => Promise<void>): Promise<Connection> {
  const response = await fetch(new URL('/local/tokens', outputs.Issuer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  if (!response.ok) throw new Misuse(`The local sign-in does not know the user ${user}.`);
  const { accessToken, sub } = localToken.parse(await response.json());
  return { graphqlUrl: outputs.GraphqlUrl, owner: sub, token: () => Promise.resolve(accessToken), close };
}

/** Stack outputs as `npm start` writes them, or as `cdk deploy --outputs-file` does: under the stack's name. */
async function readOutputs(file: string): Promise<Outputs | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    const flat = outputsSchema.safeParse(content);
    if (flat.success) return flat.data;
    const [byStack] = Object.values(z.record(z.string(), z.unknown()).parse(content));
    return outputsSchema.parse(byStack);
  } catch {
    return undefined;
  }
}

async function answers({ Issuer }: Outputs): Promise<boolean> {
  try {
    return (await fetch(`${Issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** The person a token was made for. The service verifies the token; this only reads it. */
function subjectOf(token: string): string {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    return z.object({ sub: z.string() }).parse(JSON.parse(payload)).sub;
  } catch {
    throw new Misuse('--token is no access token.');
  }
}
