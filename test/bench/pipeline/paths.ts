import { performance } from 'node:perf_hooks';
import { DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { WebSocket } from 'ws';
import { createApi, type Api } from '../../../client/api/api.ts';
import { putPhoto } from '../../../client/api/upload.ts';
import { labelFloor, maxLabels } from '../../../schema/limits.ts';
import { announced, another } from '../../support/photos.ts';
import type { Stack } from '../../support/stack.ts';

/** When what happened to one photo on its way, in milliseconds of `performance.now()`. */
export interface Trip {
  began: number;
  announced: number;
  ended: number;
}

/** Takes a picture all the way, and resolves once its labels are there. */
export type Path = (picture: number) => Promise<Trip>;

/** The detector's endpoint alone, asked as the function asks it, about photos that lie in the bucket already. */
export async function detectorAlone(stack: Stack, pictures: readonly Buffer[]): Promise<Path> {
  const Bucket = stack.output('BucketName');
  const s3 = new S3Client({ ...stack.operator, forcePathStyle: true });
  const keyOf = (picture: number) => `bench/${picture}`;
  for (const [nth, Body] of pictures.entries()) {
    await s3.send(new PutObjectCommand({ Bucket, Key: keyOf(nth), Body, ContentType: 'image/jpeg' }));
  }
  const rekognition = new RekognitionClient(stack.operator);
  return async (picture) => {
    const began = performance.now();
    const question = {
      Image: { S3Object: { Bucket, Name: keyOf(picture) } },
      MinConfidence: labelFloor,
      MaxLabels: maxLabels,
    };
    const { Labels } = await rekognition.send(new DetectLabelsCommand(question));
    if (!Labels) throw new Error('The detector gave no labels.');
    return { began, announced: began, ended: performance.now() };
  };
}

/** The whole path, from `createUploads` to the labels in the subscriber. */
export class WholePath {
  readonly #stack: Stack;
  readonly #pictures: readonly Buffer[];
  #somebody: Promise<Somebody> | undefined;
  readonly #closing: (() => void)[] = [];
  #sent = 0;

  constructor(stack: Stack, pictures: readonly Buffer[]) {
    this.#stack = stack;
    this.#pictures = pictures;
  }

  /** Nobody sends more than their daily limit. */
  readonly take: Path = async (picture) => {
    if (this.#sent % dailyLimit === 0) {
      this.#somebody = Somebody.signIn(this.#stack, `bench-${this.#sent / dailyLimit}`, this.#closing);
    }
    this.#sent += 1;
    const somebody = await this.#somebody;
    const bytes = this.#pictures[picture];
    if (!somebody || !bytes) throw new Error(`There is no picture ${picture}.`);
    return somebody.send(another(bytes));
  };

  /** Nobody watches any longer. */
  close(): void {
    for (const close of this.#closing) close();
  }
}

/** The stack's, unless it is configured otherwise. */
const dailyLimit = 100;

/** A signed-in person who watches their own photos. */
class Somebody {
  readonly #api: Api;
  /** Who waits for the end of which photo. */
  readonly #waiting = new Map<string, (status: string) => void>();

  private constructor(api: Api) {
    this.#api = api;
  }

  static async signIn(stack: Stack, user: string, closing: (() => void)[]): Promise<Somebody> {
    const { accessToken, sub } = await stack.token(user);
    const token = () => Promise.resolve(accessToken);
    const somebody = new Somebody(createApi({ graphqlUrl: stack.output('GraphqlUrl'), token, WebSocket }));
    await new Promise<void>((resolve, reject) => {
      const close = somebody.#api.onAnalysis(sub, {
        next: ({ id, status }) => {
          if (status !== 'ANALYZING') somebody.#ended(id, status);
        },
        error: reject,
        state: (state) => {
          if (state === 'connected') resolve();
        },
      });
      closing.push(close);
    });
    return somebody;
  }

  async send(bytes: Uint8Array): Promise<Trip> {
    const photo = announced(bytes);
    const began = performance.now();
    const [upload] = await this.#api.createUploads([photo]);
    const announcedAt = performance.now();
    if (!upload) throw new Error('createUploads answered nothing');
    const { id } = upload.analysis;
    const end = new Promise<string>((resolve) => this.#waiting.set(id, resolve));
    await putPhoto(upload, new Blob([new Uint8Array(bytes)], { type: photo.contentType }));
    const status = await end;
    if (status !== 'COMPLETED') throw new Error(`The photo ${id} ended ${status}.`);
    return { began, announced: announcedAt, ended: performance.now() };
  }

  #ended(id: string, status: string): void {
    this.#waiting.get(id)?.(status);
    this.#waiting.delete(id);
  }
}
