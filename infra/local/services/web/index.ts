/**
 * CloudFront and the CDK's BucketDeployment: the web site.
 *
 * Covered: one distribution before buckets of the stack, read as CloudFront with its origin access control; the default
 * root object, path patterns, custom error responses, response headers policies (the Content-Security-Policy with local
 * addresses), compression with Brotli and gzip by the cache policy, entity tags and 304, GET and HEAD. At boot, what a
 * bucket deployment's function does: assets with their markers filled in, under that function's role.
 *
 * Not covered, and refused by the property's name at boot: functions at the edge, other origins than buckets, managed
 * policies other than CachingOptimized and CachingDisabled, archives as sources. Ranges are answered with the whole.
 * Of no effect: caching and invalidation (nothing is cached), TLS and therefore ViewerProtocolPolicy and
 * Strict-Transport-Security, names, certificates, logs and the firewall.
 */
import { deployToBucket } from './bucket-deployment.ts';
import { readDistribution } from './distribution.ts';
import { kinds } from './kinds.ts';
import { createSiteListener } from './server.ts';
import type { Cloud, RunningService, Service } from '../service.ts';

export const web: Service = { name: 'web', kinds, start: (cloud) => Promise.resolve(cloud).then(start) };

function start(cloud: Cloud): RunningService {
  const distribution = readDistribution(cloud);
  return {
    ...(distribution && { listener: { on: 'web', request: createSiteListener(distribution, cloud) } }),
    async ready() {
      const deployments = cloud.resources.filter(({ type }) => type === 'Custom::CDKBucketDeployment');
      for (const deployment of deployments) await deployToBucket(deployment, cloud);
    },
    stop: () => Promise.resolve(),
  };
}
