import path from 'node:path';
import * as z from 'zod';
import type { Deployment } from '../services/service.ts';
import { readJson } from './json-file.ts';
import { AssemblyError } from './template.ts';

/** The local file or folder behind an asset's bucket and key; throws an {@link AssemblyError} when there is none. */
export type AssetPath = (bucket: string, key: string) => string;

const assetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string() }),
        destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
      }),
    )
    .default({}),
  dockerImages: z.record(z.string(), z.never('container images do not run on this machine')).default({}),
});

/** Reads the `*.assets.json` files: where the CDK would upload each asset, and what it would upload. */
export async function assetPaths(folder: string, manifests: string[], deployment: Deployment): Promise<AssetPath> {
  const paths = new Map<string, string>();
  for (const manifest of manifests) {
    const { files } = await readJson(manifest, assetManifest);
    for (const { source, destinations } of Object.values(files)) {
      for (const { bucketName, objectKey } of Object.values(destinations)) {
        paths.set(`${fill(bucketName, deployment)}/${fill(objectKey, deployment)}`, path.resolve(folder, source.path));
      }
    }
  }
  return (bucket, key) => {
    const found = paths.get(`${bucket}/${key}`);
    if (found === undefined) throw new AssemblyError(`The assembly has no asset s3://${bucket}/${key}.`);
    return found;
  };
}

function fill(text: string, { region, account, partition }: Deployment): string {
  return text
    .replaceAll('${AWS::AccountId}', account)
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::Partition}', partition);
}
