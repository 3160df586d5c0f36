import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../infra/local/testing/sha256.ts';
import type { Target } from './target.ts';

/** A request that is about to be signed. */
export interface Call {
  service: 's3' | 'dynamodb' | 'sqs' | 'events' | 'rekognition' | 'lambda';
  method?: string;
  path?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
}

/** What is signed otherwise than it should be. */
export interface Signing {
  service?: string;
  region?: string;
  at?: Date;
  accessKeyId?: string;
  secretAccessKey?: string;
  /** Without `x-amz-content-sha256`. */
  unhashed?: true;
  /** Of a presigned URL, in seconds. */
  expiresIn?: number;
  /** These are in the query of a presigned URL, or not at all, unless they are named here. */
  signedHeaders?: string[];
}

export interface Signed {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signs requests by hand, as the operator, so that a case can sign them wrongly. */
export class Signer {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  /** With the signature in the `Authorization` header. */
  async sign(call: Call, signing: Signing = {}): Promise<Signed> {
    const signer = await this.#signer(call, signing);
    const sent = await signer.sign(this.#request(call), { signingDate: signing.at ?? new Date() });
    return this.#signed(call, sent.query ?? {}, sent.headers);
  }

  /** With the signature in the query. */
  async presign(call: Call, signing: Signing = {}): Promise<Signed> {
    const signer = await this.#signer(call, signing);
    const request = this.#request(call);
    const sent = await signer.presign(
      { ...request, headers: { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      {
        signingDate: signing.at ?? new Date(),
        expiresIn: signing.expiresIn ?? 60,
        signableHeaders: new Set(['host', ...(signing.signedHeaders ?? [])]),
        unhoistableHeaders: new Set(signing.signedHeaders ?? []),
      },
    );
    return this.#signed(call, sent.query ?? {}, call.headers ?? {});
  }

  async #signer({ service }: Call, signing: Signing): Promise<SignatureV4> {
    const own = await new S3Client(this.#target.client).config.credentials();
    return new SignatureV4({
      service: signing.service ?? service,
      region: signing.region ?? this.#target.client.region,
      sha256: Sha256,
      uriEscapePath: service !== 's3',
      applyChecksum: service === 's3' && signing.unhashed !== true,
      credentials: {
        ...own,
        ...(signing.accessKeyId !== undefined && { accessKeyId: signing.accessKeyId }),
        ...(signing.secretAccessKey !== undefined && { secretAccessKey: signing.secretAccessKey }),
      },
    });
  }

  #origin({ service }: Call): URL {
    const { endpoint, region } = this.#target.client;
    return new URL(endpoint ?? `https://${service}.${region}.amazonaws.com`);
  }

  #request(call: Call) {
    const { protocol, host, hostname } = this.#origin(call);
    const { method = 'POST', path = '/', query = {}, headers = {}, body = '' } = call;
    return { method, protocol, hostname, path, query, headers: { host, ...headers }, body };
  }

  #signed(call: Call, query: Record<string, unknown>, signed: Record<string, string>): Signed {
    const { method = 'POST', path = '/', body } = call;
    const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
    const url = `${this.#origin(call).origin}${path}${search.length > 0 ? `?${search.join('&')}` : ''}`;
    // The client itself says which host it calls.
    const headers = Object.fromEntries(Object.entries(signed).filter(([name]) => name !== 'host'));
    return { url, method, headers, body };
  }
}

export interface Answered {
  status: number;
  headers: Headers;
  body: string;
  /** Of an error, in XML or JSON. */
  code: string | undefined;
}

export async function send({ url, method, headers, body }: Signed): Promise<Answered> {
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  const code = /<Code>(\w+)</.exec(text)?.[1] ?? /"__type":"(?:[^"#]*#)?(\w+)"/.exec(text)?.[1];
  return { status: response.status, headers: response.headers, body: text, code };
}

/** Status and code in one text, for a comparison. */
export async function outcome(signed: Signed | Promise<Signed>): Promise<string> {
  const { status, code } = await send(await signed);
  return code === undefined ? String(status) : `${status} ${code}`;
}
