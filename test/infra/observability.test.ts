import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readConfiguration } from '../../infra/configuration.ts';
import { ImageAnalyzerStack } from '../../infra/stack.ts';
import { metricNamespace, metricUnits } from '../../schema/metrics.ts';

function templateOf(context: Record<string, unknown>): Template {
  const { node } = new App({ context });
  return Template.fromStack(new ImageAnalyzerStack(new App(), readConfiguration(node)));
}

const template = templateOf({});
const ownMetrics = [...Object.keys(metricUnits), 'ColdStart'];

const lambda = z.object({
  LoggingConfig: z.object({ LogGroup: z.object({ Ref: z.string() }) }).optional(),
  TracingConfig: z.object({ Mode: z.string() }).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});

function propertiesOf(of: Template, type: string): unknown[] {
  return Object.values(of.findResources(type)).map(({ Properties }: { Properties?: unknown }) => Properties);
}

/** The functions of the product; what the CDK brings itself runs another handler or only while a stack is deployed. */
function functionsOf(of: Template) {
  return propertiesOf(of, 'AWS::Lambda::Function')
    .map((properties) => lambda.parse(properties))
    .filter(({ Environment }) => Environment?.Variables['POWERTOOLS_SERVICE_NAME'] !== undefined);
}

describe('every function', () => {
  it('is named by its stage in logs and metrics, says as much as is wanted, and is traced', () => {
    const functions = functionsOf(templateOf({ stage: 'staging', logLevel: 'DEBUG' }));
    expect(functions).toHaveLength(15);
    for (const { Environment, TracingConfig } of functions) {
      expect(Environment?.Variables).toMatchObject({
        POWERTOOLS_SERVICE_NAME: 'image-analyzer-staging',
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace,
        POWERTOOLS_LOG_LEVEL: 'DEBUG',
      });
      expect(TracingConfig).toEqual({ Mode: 'Active' });
    }
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', { XrayEnabled: true });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { POWERTOOLS_LOG_LEVEL: 'INFO' } },
    });
  });

  it('writes into a log that is kept for a month', () => {
    const kept = Object.keys(template.findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 } }));
    expect(Object.keys(template.findResources('AWS::Logs::LogGroup'))).toEqual(kept);
    const everyFunction = propertiesOf(template, 'AWS::Lambda::Function').map((properties) => lambda.parse(properties));
    for (const { LoggingConfig } of everyFunction) expect(kept).toContain(LoggingConfig?.LogGroup.Ref);
  });

  it('may send traces, which X-Ray knows no resources for, as every function has to', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' }),
        ]),
      },
    });
  });
});

it('counts few things, for each costs 0.30 US dollars a month', () => {
  expect(ownMetrics.length).toBeLessThan(20);
});

describe('the dashboard', () => {
  const [dashboard] = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
  const { DashboardName, DashboardBody } = z
    .object({
      DashboardName: z.string(),
      DashboardBody: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
    })
    .parse(dashboard);
  // What CloudFormation fills in is a name here: no quotes, so that the whole stays JSON.
  const text = DashboardBody['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'filled-in')).join('');
  const widget = z.object({
    type: z.string(),
    y: z.number(),
    properties: z.looseObject({
      markdown: z.string().optional(),
      title: z.string().optional(),
      metrics: z.array(z.array(z.unknown())).optional(),
      alarms: z.array(z.unknown()).optional(),
    }),
  });
  const { widgets } = z.object({ widgets: z.array(widget) }).parse(JSON.parse(text));

  /** The names of the metrics in the row under a title, with the title of each widget. */
  function row(question: string): Map<string, string> {
    const title = widgets.find(({ properties }) => properties.markdown === `# ${question}`);
    const next = widgets.filter(({ type, y }) => type === 'text' && y > (title?.y ?? 0)).map(({ y }) => y);
    const inRow = widgets.filter(
      ({ type, y }) => type !== 'text' && y > (title?.y ?? 0) && y < Math.min(...next, Infinity),
    );
    return new Map(
      inRow.map(({ properties: { title: name = '', metrics = [], alarms } }) => [
        name,
        JSON.stringify(alarms ?? metrics),
      ]),
    );
  }

  it('is named after its stage', () => {
    expect(DashboardName).toBe('ImageAnalyzer');
    templateOf({ stage: 'staging' }).hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'ImageAnalyzer-staging',
    });
  });

  it('says whether it is working: by end, what was given up on, errors, the sweeper, every alarm', () => {
    const working = row('Is it working?');
    for (const end of ['Completed', 'Rejected', 'Failed', 'Expired']) {
      expect(working.get('Photos by end')).toContain(`"Photos${end}"`);
    }
    expect(working.get('Given up')).toMatch(/"ApproximateNumberOfMessagesVisible".*"Dead letters".*"Not published"/);
    expect(working.get('Errors')).toContain('"5XXError"');
    expect(working.get('Errors')).toContain('Sweeps that failed');
    const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length;
    expect(JSON.parse(working.get('Alarms') ?? '[]')).toHaveLength(alarms);
  });

  it('says whether it is fast: from upload to labels, the queue, the functions, what slows down', () => {
    const fast = row('Is it fast?');
    expect(fast.get('Upload to labels, ms')).toMatch(/"UploadToLabels".*"stat":"p50".*"stat":"p95"/);
    expect(fast.get('Oldest photo that waits, s')).toContain('"ApproximateAgeOfOldestMessage"');
    expect(fast.get('Functions, p95, ms')).toContain('analyze-image');
    expect(fast.get('Slowed down')).toContain('"DetectorThrottles"');
  });

  it('says what it costs: photos, a thousand of them, what was refused, what Lambda bills', () => {
    const cost = row('What does it cost?');
    expect(cost.get('Photos looked at')).toContain('"PhotosDetected"');
    const estimate = cost.get('US dollars a thousand photos, by list prices') ?? '';
    // A thousandth of a dollar a photo, in millionths, and divided by photos again.
    expect(estimate).toMatch(/FILL\(m0,0\)\*1000\.0+\+.*\/\(m0\*1000\)/);
    for (const used of ['PhotosDetected', 'Invocations', 'Duration', 'ConsumedWriteCapacityUnits', 'Latency']) {
      expect(estimate).toContain(`"${used}"`);
    }
    expect(cost.get('Refused')).toMatch(/"QuotaRefusals".*"CeilingRefusals"/);
    expect(cost.get('Functions, GB-seconds')).toContain('"Duration"');
  });

  it('shows everything that the service counts', () => {
    for (const name of ownMetrics) expect(text).toContain(`"${name}"`);
  });
});
