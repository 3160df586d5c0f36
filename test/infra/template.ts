import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfiguration, type Configuration } from '../../infra/configuration.ts';
import { ImageAnalyzerStack } from '../../infra/stack.ts';

/** What an operator configures with these settings; a key of the CDK itself is always among the context. */
export function configured(context: Record<string, unknown>, region?: string): Configuration {
  return readConfiguration(new App({ context: { '@aws-cdk/core:checkSecretUsage': true, ...context } }).node, region);
}

/** A stack with each switch of an operator on: every resource that there can be. */
export const everySwitch: Record<string, unknown> = {
  stage: 'staging',
  adminEmail: 'me@example.com',
  alarmsEmail: 'ops@example.com',
  allowedOrigins: 'https://app.example.com',
  analyticsExport: true,
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
  domain: 'photos.example.com',
  emailDomains: 'example.com',
  googleClientId: '1.apps.googleusercontent.com',
  googleSecretName: 'google-sign-in',
  waf: true,
};

/** The installations that rules hold for, by name. */
export const installations: Record<string, Record<string, unknown>> = {
  'in production': {},
  'of another stage': { stage: 'staging' },
  'with every switch on': everySwitch,
  'in production with every switch on': { ...everySwitch, stage: 'production' },
};

/** The stack's template with these settings, of the bundles that the last synthesis made. */
export function templateOf(context: Record<string, unknown>): Template {
  return Template.fromStack(new ImageAnalyzerStack(new App(), configured(context)));
}
