import { md5, md5OfAttributes, type Message, type MessageAttribute, type Receipt } from './message.ts';

/** A received message as the API gives it, with the attributes that the receiver asked for. */
export function received({ message, receiptHandle }: Receipt, systemNames: string[], attributeNames: string[]) {
  const system = chosen(systemAttributes(message), systemNames);
  const attributes = chosen(message.attributes, attributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(system && { Attributes: system }),
    ...(attributes && { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

export function systemAttributes(message: Message): Record<string, string> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.deadLetterSource !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSource }),
  };
}

/** Those that are named, by `All`, by name or by `prefix.*`; undefined when there are none. */
function chosen<Value extends string | MessageAttribute>(
  values: Record<string, Value>,
  patterns: string[],
): Record<string, Value> | undefined {
  const matches = (name: string) =>
    patterns.some((pattern) =>
      pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === 'All' || pattern === name,
    );
  const entries = Object.entries(values).filter(([name]) => matches(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
