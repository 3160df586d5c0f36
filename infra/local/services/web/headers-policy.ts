import * as z from 'zod';
import { noEffect, readProperties } from '../properties.ts';
import { localContentSecurityPolicy } from './content-security-policy.ts';
import type { Cloud } from '../service.ts';

/** What a response headers policy does to an answer; names are lower-case. */
export interface PolicyHeaders {
  add: { name: string; value: string; override: boolean }[];
  remove: string[];
}

const override = z.object({ Override: z.boolean() });

const securityHeaders = z.strictObject({
  ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), Override: z.boolean() }).optional(),
  ContentTypeOptions: override.optional(),
  FrameOptions: z.strictObject({ FrameOption: z.string(), Override: z.boolean() }).optional(),
  ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override: z.boolean() }).optional(),
  // Means something over TLS only, and must not be sent without (RFC 6797, 7.2).
  StrictTransportSecurity: noEffect,
  XSSProtection: z
    .strictObject({ Protection: z.boolean(), ModeBlock: z.boolean().optional(), Override: z.boolean() })
    .optional(),
});

const properties = z.strictObject({
  ResponseHeadersPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: noEffect,
    SecurityHeadersConfig: securityHeaders.default({}),
    CustomHeadersConfig: z
      .strictObject({
        Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), Override: z.boolean() })),
      })
      .default({ Items: [] }),
    RemoveHeadersConfig: z
      .strictObject({ Items: z.array(z.strictObject({ Header: z.string() })) })
      .default({ Items: [] }),
  }),
});

/** The headers that answers get by the policy of that id. Throws, by name, on what is not emulated. */
export function readHeadersPolicy(
  cloud: Pick<Cloud, 'resources' | 'deployment'>,
  id: string | undefined,
): PolicyHeaders {
  if (id === undefined) return { add: [], remove: [] };
  const isIt = ({ type, ref }: Cloud['resources'][number]) =>
    type === 'AWS::CloudFront::ResponseHeadersPolicy' && ref === id;
  const resource = cloud.resources.find(isIt);
  if (!resource) throw new Error(`The managed response headers policy ${id} is not emulated.`);
  const { SecurityHeadersConfig, CustomHeadersConfig, RemoveHeadersConfig } = readProperties(
    properties,
    resource,
  ).ResponseHeadersPolicyConfig;
  const custom = CustomHeadersConfig.Items.map(({ Header, Value, Override }) => ({
    name: Header.toLowerCase(),
    value: Value,
    override: Override,
  }));
  return {
    add: [...security(SecurityHeadersConfig, cloud), ...custom],
    remove: RemoveHeadersConfig.Items.map(({ Header }) => Header.toLowerCase()),
  };
}

function security(
  given: z.output<typeof securityHeaders>,
  cloud: Pick<Cloud, 'resources' | 'deployment'>,
): PolicyHeaders['add'] {
  const { ContentSecurityPolicy: csp, FrameOptions, ReferrerPolicy, XSSProtection } = given;
  const header = (name: string, value: string | undefined, by: { Override: boolean } | undefined) =>
    by && value !== undefined ? [{ name, value, override: by.Override }] : [];
  const protection = XSSProtection?.Protection ? `1${XSSProtection.ModeBlock ? '; mode=block' : ''}` : '0';
  return [
    ...header('content-security-policy', csp && localContentSecurityPolicy(csp.ContentSecurityPolicy, cloud), csp),
    ...header('x-content-type-options', 'nosniff', given.ContentTypeOptions),
    ...header('x-frame-options', FrameOptions?.FrameOption, FrameOptions),
    ...header('referrer-policy', ReferrerPolicy?.ReferrerPolicy, ReferrerPolicy),
    ...header('x-xss-protection', protection, XSSProtection),
  ];
}

/** `headers` as the policy leaves them; both have lower-case names. */
export function applyPolicy(headers: Record<string, string>, { add, remove }: PolicyHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !remove.includes(name));
  const result = Object.fromEntries(kept);
  for (const { name, value, override: wins } of add) if (wins || !(name in result)) result[name] = value;
  return result;
}
