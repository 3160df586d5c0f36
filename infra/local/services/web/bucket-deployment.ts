import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { lookup } from 'mrmime';
import * as z from 'zod';
import { noEffect, readProperties } from '../properties.ts';
import { substitute } from './markers.ts';
import type { Resource } from '../../assembly/resource.ts';
import type { Cloud, Principal } from '../service.ts';

const flag = z.union([z.boolean(), z.enum(['true', 'false'])]).transform((value) => String(value) === 'true');

const systemMetadata = z.strictObject({
  'cache-control': z.string().optional(),
  'content-disposition': z.string().optional(),
  'content-encoding': z.string().optional(),
  'content-language': z.string().optional(),
  'content-type': z.string().optional(),
});

const encoding = z.enum(['LITERAL', 'UNQUOTED_JSON_VALUE', 'JSON_VALUE']);

const properties = z.strictObject({
  ServiceToken: z.string(),
  SourceBucketNames: z.array(z.string()),
  SourceObjectKeys: z.array(z.string()),
  SourceMarkers: z.array(z.record(z.string(), z.unknown())).default([]),
  SourceMarkersConfig: z
    .array(
      z.strictObject({
        jsonEscape: flag.default(false),
        markerEncodings: z.record(z.string(), encoding).default({}),
      }),
    )
    .default([]),
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: z.string().default(''),
  Extract: flag.pipe(z.literal(true)).optional(),
  Prune: flag.default(true),
  Exclude: z.array(z.string()).default([]),
  Include: z.array(z.string()).default([]),
  SystemMetadata: systemMetadata.default({}),
  UserMetadata: z.record(z.string(), z.string()).default({}),
  // Nothing is cached that could be invalidated, nothing is deleted with a stack, and nobody reads the keys.
  DistributionId: noEffect,
  DistributionPaths: noEffect,
  WaitForDistributionInvalidation: noEffect,
  RetainOnDelete: noEffect,
  OutputObjectKeys: noEffect,
  DestinationBucketArn: noEffect,
});

type Deployment = z.output<typeof properties>;

/**
 * Does what the CDK's deployment function does on AWS: takes the assets, fills in the markers, and puts the files into
 * the bucket, as that function's role.
 */
export async function deployToBucket(resource: Resource, cloud: Cloud): Promise<void> {
  const deployment = readProperties(properties, resource);
  const principal = roleOf(deployment, resource, cloud);
  const files = await sourceFiles(deployment, cloud);
  const bucket = deployment.DestinationBucketName;
  const prefix = deployment.DestinationBucketKeyPrefix.replace(/^\/|\/$/g, '');
  const keyOf = (name: string) => (prefix === '' ? name : `${prefix}/${name}`);
  const wanted = filter(deployment);
  const { s3 } = cloud.services;
  for (const [name, body] of files) {
    if (wanted(name)) await s3.putObject(principal, bucket, keyOf(name), body, headersOf(name, deployment));
  }
  if (!deployment.Prune) return;
  for (const key of await s3.listKeys(principal, bucket, keyOf(''))) {
    const name = key.slice(keyOf('').length);
    if (wanted(name) && !files.has(name)) await s3.deleteObject(principal, bucket, key);
  }
}

/** Files by their name below the root; of two of one name the later source's counts. */
async function sourceFiles(deployment: Deployment, cloud: Cloud) {
  const files = new Map<string, Buffer>();
  for (const [index, bucket] of deployment.SourceBucketNames.entries()) {
    const root = cloud.assetPath(bucket, deployment.SourceObjectKeys[index] ?? '');
    if (!(await stat(root)).isDirectory()) throw new Error(`${root}: deploying an archive is not emulated.`);
    const markers = deployment.SourceMarkers[index] ?? {};
    const config = deployment.SourceMarkersConfig[index] ?? { jsonEscape: false, markerEncodings: {} };
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(root, file).split(path.sep).join('/');
      files.set(name, substitute(await readFile(file), markers, config, cloud.deployment.addresses));
    }
  }
  return files;
}

/** The role of the deployment function, whose policies decide what it may put where. */
function roleOf({ ServiceToken }: Deployment, { logicalId }: Resource, { resources }: Cloud): Principal {
  const provider = resources.find(({ attributes }) => attributes['Arn'] === ServiceToken);
  const role = z.object({ Role: z.string() }).safeParse(provider?.properties);
  if (!role.success) throw new Error(`${logicalId}: the stack has no function ${ServiceToken} with a role.`);
  return { kind: 'role', arn: role.data.Role };
}

function headersOf(name: string, { SystemMetadata, UserMetadata }: Deployment): Record<string, string> {
  const type = lookup(name);
  const own = Object.entries(UserMetadata).map(([key, value]) => [`x-amz-meta-${key.toLowerCase()}`, value] as const);
  return { ...(type !== undefined && { 'content-type': type }), ...SystemMetadata, ...Object.fromEntries(own) };
}

/** The filters of `aws s3 sync`: everything, then without what is excluded, then with what is included again. */
function filter({ Exclude, Include }: Deployment): (name: string) => boolean {
  const [excluded, included] = [Exclude, Include].map((patterns) => patterns.map(shellPattern));
  return (name) => {
    const matches = (patterns: RegExp[] | undefined) => patterns?.some((pattern) => pattern.test(name)) ?? false;
    return !matches(excluded) || matches(included);
  };
}

/** `*` stands for any characters, slashes too, `?` for one, `[...]` and `[!...]` for one of a set. */
function shellPattern(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  return new RegExp(`^${source}$`, 's');
}
