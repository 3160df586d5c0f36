import { AwsError } from '../../services/service.ts';

/** What can be wrong with a signature, each with AWS's code, status and words for it. */
type Answer = readonly [code: string, status: number, message: string];

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
const badToken = 'The security token included in the request is invalid.';

const skewed = [
  'RequestTimeTooSkewed',
  403,
  'The difference between the request time and the current time is too large.',
] as const;

const s3 = {
  missing: ['AccessDenied', 403, 'Access Denied'],
  malformed: ['AuthorizationHeaderMalformed', 400, 'The authorization header that you provided is not valid.'],
  malformedQuery: ['AuthorizationQueryParametersError', 400, 'Query-string authentication is not valid.'],
  noDate: ['AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header'],
  unknownKey: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  wrongToken: ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
  wrongScope: ['AuthorizationHeaderMalformed', 400, 'The authorization header is malformed'],
  wrongScopeQuery: ['AuthorizationQueryParametersError', 400, 'Error parsing the X-Amz-Credential parameter'],
  skewed,
  ahead: skewed,
  expired: ['AccessDenied', 403, 'Request has expired'],
  notYetValid: ['AccessDenied', 403, 'Request is not yet valid'],
  unsignedHeaders: ['AccessDenied', 403, 'There were headers present in the request which were not signed'],
  mismatch: ['SignatureDoesNotMatch', 403, mismatch],
  noBodyHash: ['InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256'],
  badBodyHash: ['InvalidArgument', 400, 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.'],
  bodyMismatch: [
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  streaming: ['NotImplemented', 501, 'This way of streaming a signed body is not emulated.'],
  incompleteBody: ['IncompleteBody', 400, 'You did not provide the number of bytes that the headers announce.'],
} as const satisfies Record<string, Answer>;

export type Problem = keyof typeof s3;

const malformed: Answer = ['IncompleteSignatureException', 400, 'The Authorization header is not valid.'];
const invalid = (message: string): Answer => ['InvalidSignatureException', 400, message];

/** The services that speak JSON. They do not know S3's ways with bodies, so those are refused in general words. */
const json: Record<Problem, Answer> = {
  missing: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
  malformed,
  malformedQuery: malformed,
  noDate: ['IncompleteSignatureException', 400, "Authorization header requires existence of an 'X-Amz-Date' header."],
  unknownKey: ['UnrecognizedClientException', 400, badToken],
  wrongToken: ['UnrecognizedClientException', 400, badToken],
  wrongScope: invalid('Credential should be scoped to a valid region and to the correct service.'),
  wrongScopeQuery: invalid('Credential should be scoped to a valid region and to the correct service.'),
  skewed: invalid('Signature expired'),
  ahead: invalid('Signature not yet current'),
  expired: invalid('Signature expired'),
  notYetValid: invalid('Signature not yet current'),
  unsignedHeaders: invalid('There were headers present in the request which were not signed'),
  mismatch: invalid(mismatch),
  noBodyHash: malformed,
  badBodyHash: malformed,
  bodyMismatch: invalid(mismatch),
  streaming: malformed,
  incompleteBody: malformed,
};

/** The services whose refusals of a signature are 403 where others answer 400. */
const forbidding = new Set(['lambda', 'sqs', 'appsync']);

interface Particulars {
  /** Goes on where AWS's words end. */
  words?: string;
  /** Further members of S3's error document. */
  members?: Record<string, string>;
}

/** The error that `service` (a signing name) answers for `problem`. */
export function signatureError(
  problem: Problem,
  service: string,
  { words = '', members = {} }: Particulars = {},
): AwsError {
  const [code, status, message] = service === 's3' ? s3[problem] : json[problem];
  const answered = forbidding.has(service) && status === 400 ? 403 : status;
  return new AwsError(code, `${message}${words}`, answered, service === 's3' ? members : {});
}
