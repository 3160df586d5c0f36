import { DeleteMessageCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** A message with its body as JSON. */
export interface Letter {
  body: unknown;
  /** Message attributes, by name. */
  attributes: Record<string, string>;
  message: Message;
}

const patienceMs = 60_000;
const json = z.string().transform((text): unknown => JSON.parse(text));

/** Takes all messages off a queue, and gives each case those that are meant for it. */
export class Inbox {
  readonly #client: SQSClient;
  readonly #url: string;
  readonly #letters: Letter[] = [];

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  /** At least `count` messages that have `text` in their body: the id of a run, of a request. Throws when they do not come. */
  async with(text: string, count = 1): Promise<Letter[]> {
    return this.where((letter) => letter.message.Body?.includes(text) === true, count);
  }

  async where(isMeant: (letter: Letter) => boolean, count = 1): Promise<Letter[]> {
    const end = performance.now() + patienceMs;
    const found = () => this.#letters.filter(isMeant);
    while (found().length < count) {
      if (performance.now() > end) throw new Error(`${found().length} of ${count} messages have come`);
      await this.#takeMore();
    }
    return found();
  }

  /** What has come so far, and what is there now. */
  async all(): Promise<Letter[]> {
    while (await this.#takeMore(0));
    return this.#letters;
  }

  async #takeMore(WaitTimeSeconds = 1): Promise<boolean> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    for (const message of Messages) {
      const { ReceiptHandle, MessageAttributes = {} } = message;
      await this.#client.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
      const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]);
      this.#letters.push({
        body: json.parse(message.Body),
        attributes: z.record(z.string(), z.string()).parse(Object.fromEntries(attributes)),
        message,
      });
    }
    return Messages.length > 0;
  }
}
