import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ConfigurationError, settings } from '../../infra/configuration.ts';
import { regions } from '../../infra/region.ts';
import { configured, templateOf } from './template.ts';

const resources = z.record(
  z.string(),
  z.looseObject({ Type: z.string(), DeletionPolicy: z.string().optional(), Properties: z.unknown() }),
);

function resourcesOf(template: Template) {
  return Object.entries(resources.parse(template.toJSON()['Resources']));
}

describe('the configuration', () => {
  it('suits a small installation when nothing is said', () => {
    expect(configured({})).toMatchObject({ stage: 'production', dailyLimit: 100, concurrentAnalyses: 10 });
  });

  it('takes what a command line gives, which is text', () => {
    const given = { stage: 'staging', dailyLimit: '7', selfSignUp: 'false', alarmsEmail: 'ops@example.com' };
    expect(configured(given)).toMatchObject({ ...given, dailyLimit: 7, selfSignUp: false });
  });

  it.each([
    ['a key that nobody knows', { dailyLimits: '7' }, 'dailyLimits'],
    ['a limit that is none', { dailyLimit: 'many' }, 'dailyLimit'],
    ['a stage that no name can carry', { stage: 'My Stage' }, 'stage'],
    ['an address that is none', { alarmsEmail: 'ops' }, 'alarmsEmail'],
    ['more than Rekognition takes', { maxMegabytes: '16' }, 'maxMegabytes'],
    ['a domain without its certificate', { domain: 'photos.example.com' }, 'certificateArn'],
    ['Google without its secret', { googleClientId: '1.apps.googleusercontent.com' }, 'googleSecretName'],
    ['an origin with a path', { allowedOrigins: 'https://app.example.com/page' }, 'allowedOrigins'],
    ['an origin that anybody can read', { allowedOrigins: 'http://app.example.com' }, 'allowedOrigins'],
    ['a photo that is gone before it came', { retentionDays: '0' }, 'retentionDays'],
    ['a mail domain that is none', { emailDomains: 'example.com,@' }, 'emailDomains'],
  ])('refuses %s, and says which', (_what, context, key) => {
    expect(() => configured(context)).toThrow(ConfigurationError);
    expect(() => configured(context)).toThrow(key);
  });

  it.each(['ca-central-1', 'sa-east-1', 'eu-north-1'])('refuses %s, where no labels are detected', (region) => {
    expect(() => configured({}, region)).toThrow('region');
    expect(() => configured({ region })).toThrow('region');
  });

  it('looks at as many photos at a time as the region allows, unless it is told otherwise', () => {
    const chosen = regions.filter((region) => configured({}, region).concurrentAnalyses > 5);
    expect(chosen).toEqual(['eu-west-1', 'us-east-1', 'us-west-2']);
    expect(configured({ concurrentAnalyses: '4' }, 'us-east-1').concurrentAnalyses).toBe(4);
  });

  it('takes several values with commas between them', () => {
    const given = { emailDomains: 'Example.com, example.org', allowedOrigins: 'https://a.example,https://b.example' };
    expect(configured(given)).toMatchObject({
      emailDomains: ['example.com', 'example.org'],
      allowedOrigins: ['https://a.example', 'https://b.example'],
    });
  });

  it('says of each setting what it means', () => {
    for (const { meaning } of settings) expect(meaning).not.toBe('');
  });
});

describe('a stage', () => {
  it('keeps data in production, and leaves nothing behind elsewhere', () => {
    const kept = (stage: string) =>
      resourcesOf(templateOf({ stage, analyticsExport: true })).filter(([, { DeletionPolicy }]) =>
        ['Retain', 'RetainExceptOnCreate'].includes(DeletionPolicy ?? ''),
      );
    expect(new Set(kept('production').map(([, { Type }]) => Type))).toEqual(
      new Set(['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool']),
    );
    expect(kept('staging')).toEqual([]);
    const staging = templateOf({ stage: 'staging', analyticsExport: true });
    const buckets = Object.keys(staging.findResources('AWS::S3::Bucket')).length;
    expect(Object.keys(staging.findResources('Custom::S3AutoDeleteObjects'))).toHaveLength(buckets);
  });

  it('shares no name with another', () => {
    const named = z.object({
      BucketName: z.unknown(),
      Domain: z.unknown(),
      DatabaseInput: z.object({ Name: z.unknown() }).optional(),
    });
    const types = ['AWS::S3::Bucket', 'AWS::Cognito::UserPoolDomain', 'AWS::Glue::Database'];
    const names = (stage: string) =>
      resourcesOf(templateOf({ stage, analyticsExport: true })).flatMap(([, { Type, Properties }]) => {
        if (!types.includes(Type)) return [];
        const { BucketName, Domain, DatabaseInput } = named.partial().parse(Properties ?? {});
        return [BucketName, Domain, DatabaseInput?.Name].filter(Boolean).map((name) => JSON.stringify(name));
      });
    const [one, other] = [names('production'), names('staging')];
    expect(one).toHaveLength(3);
    expect(other).toHaveLength(3);
    expect(one.filter((name) => other.includes(name))).toEqual([]);
  });
});

describe('alarms', () => {
  const runbook = readFileSync(path.resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const anchors = [...runbook.matchAll(/^## (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s+/g, '-'),
  );
  const alarm = z.object({
    AlarmDescription: z.string(),
    AlarmActions: z.array(z.unknown()).optional(),
  });

  function alarmsOf(template: Template) {
    return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }: { Properties?: unknown }) => alarm.parse(Properties),
    );
  }

  it('each names the chapter of the runbook that says what to do', () => {
    const alarms = alarmsOf(templateOf({}));
    expect(alarms.length).toBeGreaterThanOrEqual(8);
    for (const { AlarmDescription } of alarms) {
      expect(anchors).toContain(/docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription)?.[1]);
    }
  });

  it('all go to the address of the operator, and so does the bill', () => {
    const template = templateOf({ alarmsEmail: 'ops@example.com', monthlyBudget: '20' });
    for (const { AlarmActions } of alarmsOf(template)) expect(AlarmActions).toHaveLength(1);
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    template.hasResourceProperties('AWS::Budgets::Budget', { Budget: { BudgetLimit: { Amount: 20, Unit: 'USD' } } });
  });
});

it('invites the first administrator', () => {
  const template = templateOf({ adminEmail: 'me@example.com' });
  template.hasResourceProperties('AWS::Cognito::UserPoolUser', { Username: 'me@example.com' });
  const [group] = Object.keys(
    template.findResources('AWS::Cognito::UserPoolGroup', { Properties: { GroupName: 'admins' } }),
  );
  template.hasResourceProperties('AWS::Cognito::UserPoolUserToGroupAttachment', { GroupName: { Ref: group } });
});
