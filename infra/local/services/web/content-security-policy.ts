import { plainHttp } from '../../plain-http.ts';
import type { Cloud } from '../service.ts';

/**
 * The policy as it has to be for this machine: hosts that AWS gives the stack's buckets, sign-in pages and issuer stand
 * for the local ports, without TLS. It allows nothing else that the template does not.
 */
export function localContentSecurityPolicy(
  policy: string,
  { resources, deployment }: Pick<Cloud, 'resources' | 'deployment'>,
): string {
  const { addresses, region } = deployment;
  const local = new Map([[`https://cognito-idp.${region}.amazonaws.com`, addresses.signIn]]);
  for (const { type, ref, attributes } of resources) {
    if (type === 'AWS::Cognito::UserPoolDomain') {
      local.set(`https://${ref}.auth.${region}.amazoncognito.com`, addresses.signIn);
    }
    if (type !== 'AWS::S3::Bucket') continue;
    for (const host of [attributes['DomainName'], attributes['RegionalDomainName']]) {
      local.set(`https://${host}`, addresses.aws);
    }
  }
  return policy
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .filter(([name]) => name !== '' && name !== 'upgrade-insecure-requests')
    .map((words) => [...new Set(words.map((word) => local.get(word) ?? plainHttp(word, addresses)))].join(' '))
    .join('; ');
}
