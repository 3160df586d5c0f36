import * as z from 'zod';
import { noEffect, readProperties } from '../properties.ts';
import { readCachePolicy } from './cache-policy.ts';
import { readHeadersPolicy } from './headers-policy.ts';
import type { Resource } from '../../assembly/resource.ts';
import type { Cloud, Principal } from '../service.ts';
import type { Encoding } from './compression.ts';
import type { PolicyHeaders } from './headers-policy.ts';

/** Where a behavior's files come from, and as whom CloudFront reads them. */
interface Origin {
  bucket: string;
  /** Goes before every key; empty or ending in a slash. */
  prefix: string;
  principal: Principal;
}

export interface Behavior {
  /** Whether this behavior answers for a path such as `/assets/app.js`. */
  matches: (path: string) => boolean;
  origin: Origin;
  headers: PolicyHeaders;
  /** What the viewer may get compressed, in CloudFront's order of preference. */
  encodings: Encoding[];
}

interface ErrorPage {
  status: number;
  path: string;
}

export interface Distribution {
  /** The first that matches answers; the last matches everything. */
  behaviors: Behavior[];
  /** Key that stands for `/`. */
  rootObject: string;
  /** By the origin's status. */
  errorPages: Map<number, ErrorPage>;
}

const behavior = z.strictObject({
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.enum(['GET', 'HEAD'])).optional(),
  CachePolicyId: z.string(),
  Compress: z.boolean().default(false),
  ResponseHeadersPolicyId: z.string().optional(),
  // There is no TLS on this machine to redirect to, and nothing is cached.
  ViewerProtocolPolicy: noEffect,
  CachedMethods: noEffect,
});

const s3Origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
  OriginAccessControlId: z.string().optional(),
  S3OriginConfig: z.strictObject({ OriginAccessIdentity: z.literal('').optional() }),
});

const errorResponse = z.strictObject({
  ErrorCode: z.number(),
  ResponseCode: z.number(),
  ResponsePagePath: z.string().startsWith('/'),
  ErrorCachingMinTTL: noEffect,
});

const properties = z.strictObject({
  DistributionConfig: z.strictObject({
    Enabled: z.literal(true),
    DefaultRootObject: z.string().default(''),
    Origins: z.array(s3Origin).min(1),
    DefaultCacheBehavior: behavior,
    CacheBehaviors: z.array(behavior.extend({ PathPattern: z.string() })).default([]),
    CustomErrorResponses: z.array(errorResponse).default([]),
    // Names, certificates, protocols, prices, logs and the firewall belong to the edge, which this machine has not.
    Aliases: noEffect,
    Comment: noEffect,
    HttpVersion: noEffect,
    IPV6Enabled: noEffect,
    Logging: noEffect,
    PriceClass: noEffect,
    ViewerCertificate: noEffect,
    WebACLId: noEffect,
  }),
  Tags: noEffect,
});

type Given = z.output<typeof properties>['DistributionConfig'];

/** The stack's distribution, or undefined when it has none. Throws, by name, on what is not emulated. */
export function readDistribution(cloud: Pick<Cloud, 'resources' | 'deployment'>): Distribution | undefined {
  const [resource, ...others] = cloud.resources.filter(({ type }) => type === 'AWS::CloudFront::Distribution');
  if (!resource) return undefined;
  if (others[0]) throw new Error(`${others[0].logicalId}: a second AWS::CloudFront::Distribution is not emulated.`);
  const config = readProperties(properties, resource).DistributionConfig;
  const read = (given: Given['DefaultCacheBehavior'], pattern: string): Behavior => ({
    matches: matcher(pattern),
    origin: readOrigin(cloud, resource, config, given.TargetOriginId),
    headers: readHeadersPolicy(cloud, given.ResponseHeadersPolicyId),
    encodings: given.Compress ? readCachePolicy(cloud, given.CachePolicyId).encodings : [],
  });
  return {
    rootObject: config.DefaultRootObject,
    behaviors: [
      ...config.CacheBehaviors.map(({ PathPattern, ...given }) => read(given, PathPattern)),
      read(config.DefaultCacheBehavior, '*'),
    ],
    errorPages: new Map(
      config.CustomErrorResponses.map(({ ErrorCode, ResponseCode: status, ResponsePagePath: path }) => [
        ErrorCode,
        { status, path },
      ]),
    ),
  };
}

function readOrigin(
  { resources, deployment: { account, partition } }: Pick<Cloud, 'resources' | 'deployment'>,
  distribution: Resource,
  { Origins }: Given,
  id: string,
): Origin {
  const origin = Origins.find(({ Id }) => Id === id);
  const bucket = resources.find(
    ({ type, attributes: { DomainName, RegionalDomainName } }) =>
      type === 'AWS::S3::Bucket' && [DomainName, RegionalDomainName].includes(origin?.DomainName),
  );
  if (!origin || !bucket) throw new Error(`${distribution.logicalId}: origin ${id} is no bucket of this stack.`);
  const sourceArn = `arn:${partition}:cloudfront::${account}:distribution/${distribution.ref}`;
  return {
    bucket: bucket.ref,
    prefix: origin.OriginPath === '' ? '' : `${origin.OriginPath.replace(/^\//, '')}/`,
    principal:
      origin.OriginAccessControlId === undefined
        ? { kind: 'anonymous', arn: '*' }
        : { kind: 'service', arn: 'cloudfront.amazonaws.com', sourceArn },
  };
}

/** Path patterns: `*` stands for any characters, slashes too, and `?` for one; the leading slash may be left out. */
function matcher(pattern: string): (path: string) => boolean {
  const [first = ''] = pattern;
  const anchored = ['/', '*'].includes(first) ? pattern : `/${pattern}`;
  const escaped = anchored
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${escaped}$`, 's');
  return (path) => expression.test(path);
}
