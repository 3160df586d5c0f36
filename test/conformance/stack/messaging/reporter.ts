import { Duration } from 'aws-cdk-lib';
import { Code, Function, Runtime, type FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionBundle } from '../bundle.ts';

/** A function that reports each of its runs on a queue of its own, and then does what its event says. */
export class Reporter extends Construct {
  readonly function: Function;
  readonly reports: Queue;

  constructor(scope: Construct, id: string, options: FunctionOptions = {}) {
    super(scope, id);
    this.reports = new Queue(this, 'Reports');
    this.function = new Function(this, 'Function', {
      ...nodeFunction('reporter'),
      environment: { REPORTS_URL: this.reports.queueUrl },
      ...options,
    });
    this.reports.grantSendMessages(this.function);
  }
}

/** The bundle of `functions/<name>.ts` as a function with little time. */
export function nodeFunction(name: string) {
  return {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromAsset(functionBundle(name)),
    timeout: Duration.seconds(10),
    memorySize: 256,
  };
}
