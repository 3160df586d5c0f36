import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const template = Template.fromJSON(
  z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(path.join(root, 'cdk.out/ImageAnalyzer.template.json'), 'utf8'))),
);

const arnOf = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const queue = z.object({
  Properties: z.object({ RedrivePolicy: z.object({ deadLetterTargetArn: arnOf }).optional() }),
});
const target = z.object({ DeadLetterConfig: z.object({ Arn: arnOf }).optional() });
const rule = z.object({ Properties: z.object({ Targets: z.array(target) }) });

const queues = Object.entries(template.findResources('AWS::SQS::Queue')).map(([id, found]) => ({
  id,
  deadLetters: queue.parse(found).Properties.RedrivePolicy?.deadLetterTargetArn['Fn::GetAtt'][0],
}));
const undelivered = Object.values(template.findResources('AWS::Events::Rule'))
  .flatMap((found) => rule.parse(found).Properties.Targets)
  .flatMap(({ DeadLetterConfig }) => DeadLetterConfig?.Arn['Fn::GetAtt'][0] ?? []);
const deadLetterQueues = new Set([...queues.flatMap(({ deadLetters }) => deadLetters ?? []), ...undelivered]);

describe('a queue', () => {
  it.each(queues)('$id takes dead letters or has somewhere to put them', ({ id, deadLetters }) => {
    expect(deadLetters !== undefined || deadLetterQueues.has(id)).toBe(true);
  });

  it.each(queues)('$id has an alarm on what waits in it, which names a chapter of the runbook', ({ id }) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: Match.stringLikeRegexp(
        deadLetterQueues.has(id) ? '^ApproximateNumberOfMessagesVisible$' : '^ApproximateAgeOfOldestMessage$',
      ),
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
      AlarmDescription: Match.stringLikeRegexp('docs/runbook\\.md#[a-z-]+$'),
    });
  });
});

/** A screen, without blank lines and comments. */
const screen = 60;

describe('a construct', () => {
  const folder = path.join(root, 'infra/constructs');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

  it.each(files)('%s is no longer than a screen, or says why', (name) => {
    const file = ts.createSourceFile(name, readFileSync(path.join(folder, name), 'utf8'), ts.ScriptTarget.Latest, true);
    for (const statement of file.statements.filter((each) => ts.isClassDeclaration(each))) {
      const lines = statement.getText().split('\n');
      const code = lines.filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/?\*)/.test(line));
      const comment = statement.getFullText().slice(0, -statement.getText().length);
      if (!comment.includes('Longer than a screen')) expect(code.length).toBeLessThanOrEqual(screen);
    }
  });
});
