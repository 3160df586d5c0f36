import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { sqs as service } from '../../infra/local/services/sqs/index.ts';
import { startFakeCloud } from '../../infra/local/testing/fake-cloud.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { openTarget, type Target } from './target.ts';

const sqs = behavioursOf('SQS');
const reference = here(documented('SQS API reference'));

let target: Target;
let client: SQSClient;
beforeAll(async () => {
  target = await openTarget();
  client = new SQSClient(target.client);
});
afterAll(() => target.stop());

const boot = (Properties: object) =>
  startFakeCloud({
    services: [service],
    resources: { Photos: { Type: 'AWS::SQS::Queue', Properties: { ...Properties } } },
  });

sqs.refuses('A FIFO queue in the template, at boot, by name', reference, async () => {
  await expect(boot({ FifoQueue: true })).rejects.toThrow('AWS::SQS::Queue Photos: FifoQueue');
});

sqs.refuses(
  'Properties of a queue that are not known, and a dead-letter queue of another stack, at boot',
  reference,
  async () => {
    await expect(boot({ DeduplicationScope: 'queue' })).rejects.toThrow('DeduplicationScope is not emulated');
    const elsewhere = 'arn:aws:sqs:us-east-1:000000000000:elsewhere';
    const redrive = { RedrivePolicy: { deadLetterTargetArn: elsewhere, maxReceiveCount: 3 } };
    await expect(boot(redrive)).rejects.toThrow(elsewhere);
  },
);

sqs.refuses(
  'Operations that make or change queues and permissions, with UnknownOperationException and the name',
  reference,
  async () => {
    await expect(client.send(new CreateQueueCommand({ QueueName: 'more' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('CreateQueue') as string,
    });
  },
);

sqs.refuses(
  'Binary attributes (UnsupportedOperation), message system attributes and the members of FIFO queues (InvalidParameterValue), each by name',
  reference,
  async () => {
    const send = (more: object) =>
      client.send(new SendMessageCommand({ QueueUrl: target.output('QueueUrl'), MessageBody: 'x', ...more }));
    const binary = { photo: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } };
    await expect(send({ MessageAttributes: binary })).rejects.toMatchObject({ name: 'UnsupportedOperation' });
    await expect(send({ MessageGroupId: 'g' })).rejects.toThrow('MessageGroupId is not emulated');
    const header = { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } };
    await expect(send({ MessageSystemAttributes: header })).rejects.toThrow('MessageSystemAttributes is not emulated');
  },
);
