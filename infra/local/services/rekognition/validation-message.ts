import type * as z from 'zod';
import type { AwsError } from '../service.ts';
import { rekognitionError } from './errors.ts';

type Issue = z.core.$ZodIssue;

/**
 * The error for a request that does not fit the service's model: a SerializationException when a value is of another
 * type, else a ValidationException that lists every broken constraint in AWS's words.
 */
export function describeIssues(issues: readonly Issue[]): AwsError {
  const mistyped = issues.find((issue) => issue.code === 'invalid_type' && !isMissing(issue));
  if (mistyped) return rekognitionError('SerializationException', `${pathOf(mistyped)} is of the wrong type.`);
  const described = issues.map(
    (issue) => `${valueOf(issue)} at '${pathOf(issue)}' failed to satisfy constraint: ${constraintOf(issue)}`,
  );
  const errors = issues.length === 1 ? '1 validation error' : `${String(issues.length)} validation errors`;
  return rekognitionError('ValidationException', `${errors} detected: ${described.join('; ')}`);
}

function isMissing({ input }: Issue): boolean {
  return input === undefined || input === null;
}

/** `Image.S3Object.Bucket` is called `image.s3Object.bucket`, and the second of a list `features.2.member`. */
function pathOf({ path }: Issue): string {
  return path
    .map((part) => (typeof part === 'number' ? `${String(part + 1)}.member` : lowerFirst(String(part))))
    .join('.');
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function valueOf(issue: Issue): string {
  if (isMissing(issue)) return 'Value null';
  const { input } = issue;
  return `Value '${Array.isArray(input) ? `[${input.join(', ')}]` : String(input)}'`;
}

function constraintOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${measured(issue.origin)} greater than or equal to ${String(issue.minimum)}`;
    case 'too_big':
      return `Member must have ${measured(issue.origin)} less than or equal to ${String(issue.maximum)}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${patternOf(issue.pattern)}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    default:
      return 'Member must not be null';
  }
}

function measured(origin: string): string {
  return origin === 'number' || origin === 'int' ? 'value' : 'length';
}

/** The service's model writes its patterns without the anchors. */
function patternOf(pattern: string | undefined): string {
  return pattern?.replace(/^\/\^|\$\/$/g, '') ?? '';
}
