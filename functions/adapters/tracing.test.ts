import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import * as z from 'zod';

const part = z.object({
  name: z.string(),
  trace_id: z.string(),
  parent_id: z.string(),
  annotations: z.record(z.string(), z.unknown()),
  fault: z.boolean().optional(),
});

/** A function whose work fails once it knows what it is about, bundled as the stack's are. */
const source = `
  import { annotate, traced } from './tracing.ts';
  const handler = traced('analyze-image', async () => {
    annotate({ correlationId: 'a-click-0001' });
    throw new Error('The detector is away');
  });
  handler({}, {}).catch(() => {});
`;

/** Runs it where Lambda's own variables are set, and gives what it tells the X-Ray daemon. */
async function sentBy(variables: Record<string, string>): Promise<unknown> {
  const daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  const heard = once(daemon, 'message').then(([message]) => String(message));
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] },
  });
  const env = { ...variables, AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}` };
  const worker = new Worker(outputFiles[0]?.text ?? '', { eval: true, env });
  const [, body = ''] = (await heard).split('\n');
  await worker.terminate();
  daemon.close();
  return JSON.parse(body);
}

it('a look at a photo is a part of Lambda’s trace, found by its correlation id, and marked when it fails', async () => {
  const sent = part.parse(
    await sentBy({
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      LAMBDA_TASK_ROOT: '/var/task',
      POWERTOOLS_SERVICE_NAME: 'image-analyzer',
      _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    }),
  );
  expect(sent).toMatchObject({
    name: '## analyze-image',
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    parent_id: '53995c3f42cd8ad8',
    annotations: { correlationId: 'a-click-0001', Service: 'image-analyzer' },
    fault: true,
  });
});
