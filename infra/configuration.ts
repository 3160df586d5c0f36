import type { Node } from 'constructs';
import * as z from 'zod';
import { photoLimits } from '../schema/limits.ts';
import { concurrencyIn, regions } from './region.ts';

const flag = z.union([z.boolean(), z.stringbool()]);

/** Several values with commas between them, as a command line can give them. */
function list(value: z.ZodType<string, string>) {
  const split = (text: string) => text.split(',').map((each) => each.trim().toLowerCase());
  return z.string().transform(split).pipe(z.array(value));
}

function isOrigin(url: string): boolean {
  return new URL(url).origin === url;
}

/** What an operator can set with `--context key=value`; the defaults suit a small installation. */
const shape = {
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/)
    .default('production')
    .describe('name of an installation; several lie side by side in an account, and only `production` keeps its data'),
  region: z
    .enum(regions)
    .optional()
    .describe('where it is deployed, one of those that have DetectLabels; by default that of your credentials'),
  dailyLimit: z.coerce.number().int().min(1).max(10_000).default(100).describe('photos a person can send a day (UTC)'),
  monthlyCeiling: z.coerce
    .number()
    .int()
    .min(0)
    .default(100_000)
    .describe(
      'photos that the whole service looks at in a month (UTC); then uploads pause with `ServicePaused` and an alarm. ' +
        'At about a tenth of a cent each, the default is 100 dollars',
    ),
  maxMegabytes: z.coerce
    .number()
    .min(1)
    .max(photoLimits.maxBytes / 1024 ** 2)
    .default(photoLimits.maxBytes / 1024 ** 2)
    .describe(
      'megabytes (of 1,048,576 bytes) that a photo can have; more is made smaller by the page, refused by the API',
    ),
  retentionDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe(
      'days that a photo and its labels are kept, then [deleted](#how-long-photos-are-kept); by default until somebody deletes them',
    ),
  concurrentAnalyses: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe(
      'photos looked at at the same time; by default what the rate of DetectLabels in the region allows, 10 or 3',
    ),
  tries: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(6)
    .describe('how often a photo is tried before it ends as FAILED'),
  selfSignUp: flag
    .default(true)
    .describe('whether people can sign up by themselves; else an administrator invites them'),
  emailDomains: list(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/))
    .default([])
    .describe('whose people can sign up, like `example.com,example.org`; by default everybody’s'),
  googleClientId: z
    .string()
    .endsWith('.apps.googleusercontent.com')
    .optional()
    .describe('lets people sign in with Google, with `googleSecretName`'),
  googleSecretName: z
    .string()
    .min(1)
    .optional()
    .describe('name of the secret in Secrets Manager that holds the secret of that client, as plain text'),
  domain: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
    .optional()
    .describe(
      'where the page lives, like `photos.example.com`, with `certificateArn`; by default an address of CloudFront',
    ),
  certificateArn: z
    .string()
    .startsWith('arn:aws:acm:us-east-1:')
    .optional()
    .describe('the certificate of that domain in ACM; CloudFront takes those of us-east-1'),
  allowedOrigins: list(z.url({ protocol: /^https$/ }).refine(isOrigin, { error: 'an origin has no path' }))
    .default([])
    .describe('further origins whose pages may sign people in and send photos, like `https://app.example.com`'),
  waf: flag
    .default(false)
    .describe(
      'whether a web ACL guards the API: no other origins, no floods; 8 dollars a month, and 0.60 a million calls',
    ),
  adminEmail: z.email().optional().describe('who is invited as the first administrator'),
  alarmsEmail: z.email().optional().describe('where alarms and budget alerts go, once the address has been confirmed'),
  monthlyBudget: z.coerce
    .number()
    .positive()
    .default(150)
    .describe(
      'US dollars a month of the whole account; alerts at 80 % and when 100 % are forecast. Needs `alarmsEmail`',
    ),
  logLevel: z
    .enum(['DEBUG', 'INFO', 'WARN', 'ERROR'])
    .default('INFO')
    .describe('the least that functions write into their logs'),
  analyticsExport: flag
    .default(false)
    .describe(
      'whether every end of an analysis also goes to a bucket for Athena: see [scale](scale.md#analytics-leave-the-table)',
    ),
};

/** Settings that mean something only together. */
const pairs = [
  ['domain', 'certificateArn'],
  ['googleClientId', 'googleSecretName'],
] as const;

const configuration = z
  .strictObject(shape)
  .check(({ value, issues }) => {
    for (const [one, other] of pairs) {
      if ((value[one] === undefined) === (value[other] === undefined)) continue;
      const missing = value[one] === undefined ? one : other;
      issues.push({ code: 'custom', path: [missing], message: `${one} and ${other} go together`, input: value });
    }
  })
  .transform(({ concurrentAnalyses, ...others }) => ({
    ...others,
    concurrentAnalyses: concurrentAnalyses ?? concurrencyIn(others.region),
  }));

export type Configuration = z.infer<typeof configuration>;

/** A key that nobody knows, or a value that cannot be. Its message is for whoever deploys. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What an operator can set, as a table of the documentation shows it. */
export const settings = Object.entries(shape).map(([key, schema]) => ({
  key,
  meaning: schema.description ?? '',
  byDefault: schema.safeParse(undefined).data,
}));

/** Context that is not an operator's: the CDK's own flags and what it has looked up. */
function isOfCdk(key: string): boolean {
  return /[:/@]/.test(key) || key === 'acknowledged-issue-numbers' || key === 'cli-telemetry';
}

/**
 * Reads the configuration from the CDK's context.
 * @param region of the credentials, as the CDK's command line gives it
 * @throws ConfigurationError
 */
export function readConfiguration(node: Node, region?: string): Configuration {
  const context = z.record(z.string(), z.unknown()).parse(node.getAllContext());
  const given = Object.entries(context).filter(([key]) => !isOfCdk(key));
  const read = configuration.safeParse({ ...(region && { region }), ...Object.fromEntries(given) });
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new ConfigurationError(
    `This cannot be deployed:\n${problems.join('\n')}\nWhat can be set: ${Object.keys(shape).join(', ')} (docs/deploy.md).`,
  );
}
