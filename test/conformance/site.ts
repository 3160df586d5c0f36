import { request } from 'node:http';
import { FakeS3, serveSite, type Site } from '../../infra/local/services/web/testing.ts';
import type { ServedService } from '../../infra/local/testing/served-service.ts';

const running: ServedService[] = [];

/** Stops what {@link site} has started. */
export async function stopSites(): Promise<void> {
  for (const served of running.splice(0)) await served.stop();
}

/** A distribution before a bucket with these files. */
export async function site(
  files: Record<string, [body: string, headers?: Record<string, string>]>,
  { s3 = new FakeS3(), ...options }: Partial<Site> = {},
) {
  for (const [name, [body, headers]] of Object.entries(files)) s3.put(`files/${name}`, body, headers ?? {});
  const served = await serveSite({ s3, ...options });
  running.push(served);
  return { s3, served, get: (path: string, headers?: Record<string, string>) => get(served, path, headers) };
}

interface Answer {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** As it comes over the wire: `fetch` would decompress, and tidy up paths. */
export function get(
  served: ServedService,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  const { hostname, port } = new URL(served.address);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}
