import { App } from 'aws-cdk-lib';
import { bundle } from './bundle.ts';
import { ConformanceStack } from './stack.ts';

/** `npx cdk deploy --app 'tsx test/conformance/stack/app.ts' --outputs-file conformance.json` puts it on AWS. */
await bundle();
const app = new App();
new ConformanceStack(app, 'ImageAnalyzerConformance', {
  description: 'What the conformance cases of the Serverless Image Analyzer look at; nothing of the product',
});
