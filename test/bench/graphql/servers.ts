import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UnsecuredJWT } from 'jose';
import * as z from 'zod';
import type { Surroundings } from '../benchmark.ts';
import { dataOf } from '../reports/data.ts';
import { Server } from '../servers/server.ts';
import { installedPeers } from './peers.ts';

/** A person as a server knows them. */
export interface Person {
  sub: string;
  token: string;
}

/** A server that is measured. */
export interface Contender {
  server: Server;
  signIn: (user: string) => Promise<Person>;
}

export interface Contenders {
  ours: Contender;
  yoga: Contender;
  simulator: Contender;
  stop: () => Promise<void>;
}

/** Starts the three, each in a process of its own with its own copy of the same stored analyses. */
export async function startContenders(stored: number, surroundings: Surroundings): Promise<Contenders> {
  const { assemblyDir, cacheDir, say } = surroundings;
  const peersDir = await installedPeers(cacheDir, say);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-graphql-'));
  const data = await dataOf(stored, surroundings);
  const started: Server[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (script: string, ...order: string[]) => {
    const copy = path.join(folder, String(started.length));
    await cp(data, copy, { recursive: true });
    const server = await Server.start(script, assemblyDir, copy, ...order);
    started.push(server);
    return server;
  };
  try {
    const stack = await start('servers/stack.process.ts');
    const { issuer = '' } = stack.address;
    const signIn = (user: string) => issued(issuer, user);
    const ours: Contender = { server: stack, signIn };
    const yoga: Contender = { server: await start('graphql/yoga.process.ts', issuer), signIn };
    const simulator: Contender = {
      server: await start('graphql/simulator.process.ts', peersDir),
      signIn: async (user) => unsigned((await signIn(user)).sub),
    };
    return { ours, yoga, simulator, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const answer = z.object({ accessToken: z.string(), sub: z.string() });

async function issued(issuer: string, user: string): Promise<Person> {
  const response = await fetch(new URL('/local/tokens', issuer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, expiresIn: 86_400 }),
  });
  const { accessToken, sub } = answer.parse(await response.json());
  return { sub, token: accessToken };
}

/** The simulator reads a token without checking its signature; it has to be called Cognito's. */
function unsigned(sub: string): Person {
  const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_bench';
  return { sub, token: new UnsecuredJWT({ sub }).setIssuer(issuer).encode() };
}
