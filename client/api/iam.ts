import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { jsonType, type Authorize } from './graphql.ts';

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];

/** Whose signature it is. The AWS SDK's credential providers fit: `fromNodeProviderChain()`, for example. */
export interface IamCredentials extends Pick<SignerOptions, 'credentials'> {
  /** The API's, for example `us-east-1`. */
  region: string;
  /** For machines whose clock is off: AWS takes signatures of the last five minutes. */
  now?: () => Date;
}

/**
 * For back-end applications: signs each request with SigV4, as a role that may `appsync:GraphQL`. A file of its own, so
 * that pages do not carry it.
 */
export function byIam({ region, credentials, now = () => new Date() }: IamCredentials): Authorize {
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256, applyChecksum: false });
  return async ({ url, body }) => {
    const { protocol, hostname, host, port, pathname: path } = new URL(url);
    const request = {
      ...{ method: 'POST', protocol, hostname, path, query: {}, body },
      ...(port !== '' && { port: Number(port) }),
      headers: { host, 'content-type': jsonType },
    };
    const { headers } = await signer.sign(request, { signingDate: now() });
    // The client itself says which host it calls.
    return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'host'));
  };
}
