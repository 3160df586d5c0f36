import { env } from 'node:process';
import { App } from 'aws-cdk-lib';
import { bundle } from './bundle.ts';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { ImageAnalyzerStack } from './stack.ts';

const app = new App();
try {
  const configuration = readConfiguration(app.node, env['CDK_DEFAULT_REGION']);
  await bundle();
  new ImageAnalyzerStack(app, configuration);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
