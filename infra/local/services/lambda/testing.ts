import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { startFakeCloud } from '../../testing/fake-cloud.ts';
import type { FakeCloud, FakeCloudOptions } from '../../testing/fake-cloud.ts';
import { sqs } from '../sqs/index.ts';
import { lambda } from './index.ts';

export const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

/** One function `f` as a template has it. */
export const functionResource = (properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: 'code' },
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/r',
    Runtime: 'nodejs22.x',
    FunctionName: 'f',
    Timeout: 20,
    ...properties,
  },
});

/** Gives each test a folder for the code of `f` and a cloud that runs it. */
export function lambdaBench() {
  let folder: string;
  let fake: FakeCloud | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lambda-'));
    // As in a project of ES modules: the code must not be taken for one because of where it lies.
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  });
  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  return {
    /** Where the function's code runs. */
    taskRoot: () => path.join(folder, 'lambda', 'f'),
    /** Puts the function's code where its asset would be. */
    code: async (source: string, file = 'index.js') => {
      await mkdir(path.join(folder, 'code'), { recursive: true });
      await writeFile(path.join(folder, 'code', file), source);
    },
    boot: async (properties: Record<string, unknown> = {}, options: Partial<FakeCloudOptions> = {}) => {
      const resources = { f: functionResource(properties), ...options.resources };
      fake = await startFakeCloud({ services: [sqs, lambda], dataDir: folder, ...options, resources });
      const { cloud } = fake;
      return { ...fake, invoke: (event: unknown = {}) => cloud.services.lambda.invoke(arn, event) };
    },
  };
}
