import * as z from 'zod';
import { noEffect, readProperties } from '../properties.ts';
import type { Cloud } from '../service.ts';
import type { Encoding } from './compression.ts';

/** Of a cache policy only what it lets CloudFront compress has an effect here: nothing is cached. */
export interface CachePolicy {
  encodings: Encoding[];
}

/** CloudFront's own policies by their fixed ids: CachingOptimized and CachingDisabled. */
const managed: Record<string, CachePolicy> = {
  '658327ea-f89d-4fab-a63d-7e88639e58f6': { encodings: ['br', 'gzip'] },
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': { encodings: [] },
};

const properties = z.strictObject({
  CachePolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: noEffect,
    DefaultTTL: noEffect,
    MaxTTL: noEffect,
    MinTTL: noEffect,
    ParametersInCacheKeyAndForwardedToOrigin: z.object({
      EnableAcceptEncodingGzip: z.boolean().default(false),
      EnableAcceptEncodingBrotli: z.boolean().default(false),
    }),
  }),
});

export function readCachePolicy({ resources }: Pick<Cloud, 'resources'>, id: string): CachePolicy {
  const known = managed[id];
  if (known) return known;
  const resource = resources.find(({ type, ref }) => type === 'AWS::CloudFront::CachePolicy' && ref === id);
  if (!resource) throw new Error(`The managed cache policy ${id} is not emulated.`);
  const { ParametersInCacheKeyAndForwardedToOrigin: key } = readProperties(properties, resource).CachePolicyConfig;
  const encodings: Encoding[] = [];
  if (key.EnableAcceptEncodingBrotli) encodings.push('br');
  if (key.EnableAcceptEncodingGzip) encodings.push('gzip');
  return { encodings };
}
