import * as z from 'zod';
import type { Principal } from '../service.ts';
import { unsupported } from './errors.ts';
import { duration } from './input.ts';
import { checkMessage, md5, md5OfAttributes, type MessageAttribute } from './message.ts';
import type { Queue } from './queue.ts';

const attribute = z.looseObject({ DataType: z.string(), StringValue: z.string().optional() });

/** The members that SendMessage and an entry of SendMessageBatch share. */
export const outgoing = {
  MessageBody: z.string().default(''),
  DelaySeconds: duration(900).optional(),
  MessageAttributes: z.record(z.string(), attribute).default({}),
};

type Outgoing = z.output<z.ZodObject<typeof outgoing>>;

/** Accepts one message and answers what SendMessage does. */
export async function send(queue: Queue, input: Outgoing, sender: Principal): Promise<Record<string, string>> {
  const attributes = readAttributes(input.MessageAttributes);
  checkMessage(input.MessageBody, attributes, queue.settings.maximumMessageSize);
  const message = await queue.send(input.MessageBody, {
    attributes,
    senderId: sender.arn,
    ...(input.DelaySeconds !== undefined && { delayMs: input.DelaySeconds }),
  });
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(message.body),
    ...(Object.keys(attributes).length > 0 && { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

export function readAttributes(attributes: Outgoing['MessageAttributes']): Record<string, MessageAttribute> {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue }]) => {
    if (!/^(String|Number)(\.|$)/.test(DataType) || StringValue === undefined) {
      throw unsupported(`The attribute type ${DataType} of ${name}`);
    }
    return [name, { DataType, StringValue }] as const;
  });
  return Object.fromEntries(entries);
}
