import * as z from 'zod';

const answer = z.strictObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.looseObject({ message: z.string(), errorType: z.string().nullish() }))
    .min(1)
    .optional(),
});

/** What a request may be refused as. Everything else is a fault of the service's, or a name that is not kept. */
const known: ReadonlySet<string> = new Set([
  // Of the product.
  ...['QuotaExceeded', 'UserBlocked', 'FileTooLarge', 'UnsupportedType', 'InvalidInput', 'NotFound', 'Conflict'],
  // Of AppSync.
  ...['Unauthorized', 'UnauthorizedException', 'MalformedHttpRequestException', 'RequestEntityTooLargeException'],
  ...['BadRequestException', 'UnsupportedOperation', 'QueryDepthLimitReached', 'ResolverExecutionLimitReached'],
  // Of signatures.
  ...['IncompleteSignatureException', 'InvalidSignatureException', 'UnrecognizedClientException'],
  ...['MissingAuthenticationTokenException', 'NotFoundException'],
]);

/** AppSync gives no `errorType` to what it finds before anything runs: the message begins with what is wrong. */
const knownBeginnings = /^Validation error of type [A-Z]\w+:|^Variable '|^The variables /;

const traces =
  /\n\s+at |\bat .+:\d+:\d+|node_modules|node:internal|file:\/\/\/\w|\.[cm]?[jt]s:\d|\/(infra|functions|resolvers|work|tmp)\//;

/** What is wrong with an answer; undefined when nothing is. */
export function problemWith(status: number, text: string, secret: string): string | undefined {
  if (text.includes(secret)) return 'shows what belongs to another';
  if (status >= 500) return `status ${status}`;
  const { success, data: body } = answer.safeParse(parsed(text));
  if (!success) return 'is no GraphQL answer';
  const { errors = [] } = body;
  if (status !== 200 && errors.length === 0) return `status ${status} without an error`;
  for (const { errorType, message } of errors) {
    if (traces.test(message)) return `tells of its inside: ${message}`;
    if (errorType ? !known.has(errorType) : !knownBeginnings.test(message))
      return `an error without a kept name: ${String(errorType)}, ${message.slice(0, 200)}`;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same for an answer of S3, whose errors have a `Code`; an answer to HEAD has no body. */
export function problemWithS3(
  { status, text, method }: { status: number; text: string; method: string },
  secret: string,
): string | undefined {
  if (text.includes(secret)) return 'shows what belongs to another';
  if (status === 501) return /<Code>NotImplemented<|^$/.test(text) || method === 'HEAD' ? undefined : 'status 501';
  if (status >= 500 || status < 200) return `status ${status}`;
  if (status < 400 || method === 'HEAD') return undefined;
  if (traces.test(text)) return `tells of its inside: ${text}`;
  return /<Code>\w+<\/Code>|"__type":"\w+"/.test(text) ? undefined : `status ${status} without a code`;
}
