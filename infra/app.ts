import { App } from 'aws-cdk-lib';
import { bundle } from './bundle.ts';
import { ImageAnalyzerStack } from './stack.ts';

await bundle();
const app = new App();
new ImageAnalyzerStack(app, 'ImageAnalyzer', {
  description: 'Serverless Image Analyzer: photos in, live labels out',
});
