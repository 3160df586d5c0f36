import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { expect, it } from 'vitest';
import { analysisStatuses } from '../../schema/events.ts';
import { AnalyticsExport } from './analytics-export.ts';

const stack = new Stack(new App(), 'Test');
new AnalyticsExport(stack, 'Analytics', { bus: new EventBus(stack, 'Bus'), stage: 'production' });
const template = Template.fromStack(stack);

it('takes every end of an analysis, each by one rule', () => {
  const rules = Object.values(template.findResources('AWS::Events::Rule'));
  const states = rules.flatMap(
    ({ Properties }) => (Properties as { EventPattern: { detail: { status: string[] } } }).EventPattern.detail.status,
  );
  const ends = analysisStatuses.filter((status) => status !== 'AWAITING_UPLOAD' && status !== 'ANALYZING');
  expect(states.sort()).toEqual([...ends].sort());
});

it('exports nothing that says whose photo it was', () => {
  const written = JSON.stringify(template.findResources('AWS::Events::Rule'));
  for (const personal of ['owner', 'fileName', 'sourceIp', 'sha256'])
    expect(written).not.toContain(`detail.${personal}`);
  expect(written).toContain('$.detail.labels');
});

it('writes lines of JSON into a folder a day, where the table for Athena looks for them', () => {
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    ExtendedS3DestinationConfiguration: {
      Prefix: 'analyses/day=!{timestamp:yyyy-MM-dd}/',
      ProcessingConfiguration: { Processors: [Match.objectLike({ Type: 'AppendDelimiterToRecord' })] },
    },
  });
  template.hasResourceProperties('AWS::Glue::Table', {
    TableInput: Match.objectLike({ PartitionKeys: [{ Name: 'day', Type: 'string' }] }),
  });
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
});
