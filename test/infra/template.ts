import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfiguration, type Configuration } from '../../infra/configuration.ts';
import { ImageAnalyzerStack } from '../../infra/stack.ts';

/** What an operator configures with these settings; a key of the CDK itself is always among the context. */
export function configured(context: Record<string, unknown>, region?: string): Configuration {
  return readConfiguration(new App({ context: { '@aws-cdk/core:checkSecretUsage': true, ...context } }).node, region);
}

/** The stack's template with these settings, of the bundles that the last synthesis made. */
export function templateOf(context: Record<string, unknown>): Template {
  return Template.fromStack(new ImageAnalyzerStack(new App(), configured(context)));
}
