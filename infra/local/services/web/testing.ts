import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from '../../testing/served-service.ts';
import { AwsError } from '../service.ts';
import { web } from './index.ts';
import type { ServedService, ServedServiceOptions } from '../../testing/served-service.ts';
import type { Principal, Services } from '../service.ts';

type Stored = { body: Buffer; headers: Record<string, string> };

/** Buckets in memory; like S3, it tells CloudFront, which may not list, nothing of what is not there. */
export class FakeS3 {
  readonly objects = new Map<string, Stored>();
  readonly callers: Principal[] = [];

  readonly service: Services['s3'] = {
    getObject: (principal, bucket, key) => {
      this.callers.push(principal);
      const stored = this.objects.get(`${bucket}/${key}`);
      if (!stored) return Promise.reject(new AwsError('AccessDenied', 'Access Denied', 403));
      const length = { 'content-length': String(stored.body.length) };
      return Promise.resolve({ ...stored, headers: { ...stored.headers, ...length } });
    },
    putObject: (principal, bucket, key, body, headers) => {
      this.callers.push(principal);
      this.put(`${bucket}/${key}`, body, headers);
      return Promise.resolve();
    },
    deleteObject: (_principal, bucket, key) => {
      this.objects.delete(`${bucket}/${key}`);
      return Promise.resolve();
    },
    listKeys: (_principal, bucket, prefix) => {
      const names = [...this.objects.keys()].filter((name) => name.startsWith(`${bucket}/${prefix}`));
      return Promise.resolve(names.map((name) => name.slice(bucket.length + 1)));
    },
  };

  put(name: string, body: Buffer | string, headers: Record<string, string> = {}): void {
    const type = { 'content-type': 'binary/octet-stream', etag: `"${name}-${body.length}"`, 'accept-ranges': 'bytes' };
    this.objects.set(name, { body: Buffer.from(body), headers: { ...type, ...headers } });
  }
}

export interface Site {
  s3: FakeS3;
  /** Added to the distribution's configuration. */
  config?: Record<string, unknown>;
  /** Added to the default behavior. */
  behavior?: Record<string, unknown>;
  resources?: ReturnType<ServedServiceOptions['resources']>;
  assetPath?: (bucket: string, key: string) => string;
}

export const optimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';

export function serveSite({ s3, config, behavior, resources, assetPath }: Site): Promise<ServedService> {
  return serve({
    service: web,
    fakes: { s3: s3.service },
    ...(assetPath && { assetPath }),
    resources: () => ({
      Files: {
        type: 'AWS::S3::Bucket',
        ref: 'files',
        attributes: { DomainName: 'files.s3.amazonaws.com', RegionalDomainName: 'files.s3.us-east-1.amazonaws.com' },
      },
      Site: {
        type: 'AWS::CloudFront::Distribution',
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultRootObject: 'index.html',
            Origins: [
              {
                Id: 'files',
                DomainName: 'files.s3.us-east-1.amazonaws.com',
                OriginAccessControlId: 'E1',
                S3OriginConfig: { OriginAccessIdentity: '' },
              },
            ],
            DefaultCacheBehavior: {
              TargetOriginId: 'files',
              CachePolicyId: optimized,
              Compress: true,
              ViewerProtocolPolicy: 'redirect-to-https',
              ...behavior,
            },
            ...config,
          },
        },
      },
      ...resources,
    }),
  });
}

/** A folder with these files, by their path in it. */
export async function folder(files: Record<string, string | Buffer>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'site-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return root;
}
