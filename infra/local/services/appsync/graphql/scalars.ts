import { isIP } from 'node:net';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** What AppSync calls the type in its messages, and whether a value is one. */
interface Check {
  name: string;
  description: string;
  kind: string;
  valid: (value: unknown) => boolean;
}

const offset = '(Z|[+-]\\d{2}:\\d{2}(:\\d{2})?)';
const date = '\\d{4}-\\d{2}-\\d{2}';
const time = '\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?';

/** AppSync's own scalars, those that this stack can meet. `AWSJSON` and `AWSPhone` are not emulated. */
const checks: Check[] = [
  {
    name: 'AWSDate',
    description: 'A day, `YYYY-MM-DD`, with or without an offset.',
    kind: 'Date Object',
    valid: matching(`${date}${offset}?`, (text) => isDay(text.slice(0, 10))),
  },
  {
    name: 'AWSTime',
    description: 'A time of day, `hh:mm:ss.sss`, with or without an offset.',
    kind: 'Time Object',
    valid: matching(`${time}${offset}?`, isTimeOfDay),
  },
  {
    name: 'AWSDateTime',
    description: 'A moment, `YYYY-MM-DDThh:mm:ss.sssZ`.',
    kind: 'DateTime Object',
    valid: matching(`${date}T${time}${offset}`, (text) => isDay(text.slice(0, 10)) && isTimeOfDay(text.slice(11))),
  },
  {
    name: 'AWSTimestamp',
    description: 'Seconds since the epoch.',
    kind: 'Timestamp',
    valid: (value) => typeof value === 'number' && Number.isInteger(value),
  },
  {
    name: 'AWSEmail',
    description: 'An address of the form `local-part@domain-part`.',
    kind: 'Email',
    valid: matching('[^\\s@]+@[^\\s@]+', () => true),
  },
  {
    name: 'AWSURL',
    description: 'A URL with its scheme.',
    kind: 'URL',
    valid: (value) => typeof value === 'string' && URL.canParse(value),
  },
  {
    name: 'AWSIPAddress',
    description: 'An IPv4 or IPv6 address, or a block of them.',
    kind: 'IP Address',
    valid: isAddress,
  },
];

function matching(pattern: string, check: (text: string) => boolean): Check['valid'] {
  const whole = new RegExp(`^${pattern}$`);
  return (value) => typeof value === 'string' && whole.test(value) && check(value);
}

function isDay(text: string): boolean {
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
}

function isTimeOfDay(text: string): boolean {
  const [hour = 24, minute = 60, second = 0] = text
    .slice(0, 8)
    .split(':')
    .map((each) => Number.parseInt(each, 10));
  return hour < 24 && minute < 60 && second < 60;
}

function isAddress(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [address = '', suffix, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return suffix === undefined || (/^\d{1,3}$/.test(suffix) && Number(suffix) <= (version === 4 ? 32 : 128));
}

export const awsScalars = checks.map(({ name, description, kind, valid }) => {
  const parse = (value: unknown): unknown => {
    if (valid(value)) return value;
    throw new GraphQLError(`Unable to parse \`${String(value)}\` as a valid ${kind}.`);
  };
  return new GraphQLScalarType({
    name,
    description,
    parseValue: parse,
    parseLiteral(node) {
      if (node.kind === Kind.INT) return parse(Number(node.value));
      return parse(node.kind === Kind.STRING ? node.value : undefined);
    },
    serialize(value) {
      if (valid(value)) return value;
      throw new GraphQLError(`Unable to serialize \`${String(value)}\` as a valid ${kind}.`);
    },
  });
});
