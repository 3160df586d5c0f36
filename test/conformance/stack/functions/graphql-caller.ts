import process from 'node:process';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { Sha256 } from '../../../../infra/local/testing/sha256.ts';

const environment = z.object({
  GRAPHQL_URL: z.string(),
  AWS_REGION: z.string(),
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_SESSION_TOKEN: z.string(),
});
const order = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/** Runs a GraphQL operation as the function's own role; answers with status and body. */
export async function handler(event: unknown): Promise<{ status: number; body: unknown }> {
  const env = environment.parse(process.env);
  const { host, hostname, pathname: path, protocol } = new URL(env.GRAPHQL_URL);
  const signer = new SignatureV4({
    service: 'appsync',
    region: env.AWS_REGION,
    sha256: Sha256,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    },
  });
  const body = JSON.stringify(order.parse(event));
  const headers = { host, 'content-type': 'application/json' };
  const signed = await signer.sign({ method: 'POST', protocol, hostname, path, query: {}, headers, body });
  const response = await fetch(env.GRAPHQL_URL, { method: 'POST', headers: signed.headers, body });
  return { status: response.status, body: await response.json() };
}
