import type { Principal } from '../../services/service.ts';

/** The condition keys of every request that the front door knows, whatever the service. */
export const globalKeys = [
  'aws:SecureTransport',
  'aws:SourceIp',
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalType',
  'aws:PrincipalIsAWSService',
  'aws:RequestedRegion',
  'aws:CurrentTime',
  'aws:EpochTime',
] as const;

interface Circumstances {
  principal: Principal;
  account: string;
  region: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Absent for calls between services. */
  sourceIp?: string;
}

const principalTypes: Partial<Record<Principal['kind'], string>> = { role: 'AssumedRole', root: 'Account' };

/**
 * The values of {@link globalKeys}, as far as they are known. Plain HTTP on the loopback interface stands for the TLS
 * that AWS's endpoints have, so `aws:SecureTransport` is true.
 */
export function globalContext({ principal, account, region, now, sourceIp }: Circumstances): Record<string, string> {
  const { kind, arn, sourceArn } = principal;
  const known: Partial<Record<(typeof globalKeys)[number], string>> = {
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': region,
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:PrincipalIsAWSService': String(kind === 'service'),
    'aws:PrincipalType': principalTypes[kind] ?? 'Anonymous',
    ...(sourceIp !== undefined && { 'aws:SourceIp': sourceIp }),
    ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': account }),
    ...((kind === 'role' || kind === 'root') && { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account }),
  };
  return known;
}
