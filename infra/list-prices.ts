/**
 * List prices of AWS in us-east-1 in US dollars, without any free tier and without the cheaper steps of large bills, as
 * they stood on that date. Change a price here, and nothing else.
 */
export const priceList = { date: '2026-11-23', region: 'us-east-1' } as const;

const million = 1_000_000;
const gigabyte = 1024 ** 3;

/** What a unit of something costs, and the page that says so. */
interface Price {
  service: string;
  /** The unit, as the bill has it. */
  unit: string;
  usd: number;
  source: string;
}

export const prices = {
  detection: price('Rekognition', 'DetectLabels, an image', 0.001, 'rekognition/pricing'),
  operation: price('AppSync', 'query or mutation', 4 / million, 'appsync/pricing'),
  push: price('AppSync', 'real-time update of 5 kB', 2 / million, 'appsync/pricing'),
  connection: price('AppSync', 'minute of a connection', 0.08 / million, 'appsync/pricing'),
  run: price('Lambda', 'request', 0.2 / million, 'lambda/pricing'),
  gigabyteSecond: price('Lambda', 'GB-second on arm64', 0.0000133334, 'lambda/pricing'),
  write: price('DynamoDB', 'write request unit', 0.625 / million, 'dynamodb/pricing/on-demand'),
  read: price('DynamoDB', 'read request unit', 0.125 / million, 'dynamodb/pricing/on-demand'),
  put: price('S3', 'PUT or LIST', 5 / million, 's3/pricing'),
  get: price('S3', 'GET or HEAD', 0.4 / million, 's3/pricing'),
  stored: price('S3', 'byte stored for a month', 0.023 / gigabyte, 's3/pricing'),
  event: price('EventBridge', 'event of 64 kB, S3’s included', 1 / million, 'eventbridge/pricing'),
  message: price('SQS', 'request of 64 kB', 0.4 / million, 'sqs/pricing'),
  scheduled: price('EventBridge', 'invocation by the Scheduler', 1 / million, 'eventbridge/pricing'),
  logged: price('CloudWatch', 'byte of logs', 0.5 / gigabyte, 'cloudwatch/pricing'),
  metric: price('CloudWatch', 'custom metric for a month', 0.3, 'cloudwatch/pricing'),
  alarm: price('CloudWatch', 'alarm for a month', 0.1, 'cloudwatch/pricing'),
  dashboard: price('CloudWatch', 'dashboard for a month', 3, 'cloudwatch/pricing'),
  trace: price('X-Ray', 'trace recorded', 5 / million, 'xray/pricing'),
  secret: price('Secrets Manager', 'secret for a month', 0.4, 'secrets-manager/pricing'),
  sentOut: price('Data transfer', 'byte to a browser', 0.09 / gigabyte, 'ec2/pricing/on-demand'),
  sentByCloudFront: price('CloudFront', 'byte to a browser', 0.085 / gigabyte, 'cloudfront/pricing'),
  pageRequest: price('CloudFront', 'HTTPS request', 1 / million, 'cloudfront/pricing'),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

function price(service: string, unit: string, usd: number, page: string): Price {
  return { service, unit, usd, source: `https://aws.amazon.com/${page}/` };
}
