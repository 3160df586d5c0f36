import * as z from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { exportBucket } from '../adapters/export-bucket.ts';
import { observed } from '../adapters/observed-handler.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';

const { BUCKET_NAME } = readEnvironment({ BUCKET_NAME: z.string() });
const photos = photoBucket(BUCKET_NAME);
const exports = exportBucket(BUCKET_NAME);

const named = z.object({ owner: z.string().min(1), id: z.string().min(1) });
const image = named.extend({ thumbnail: z.boolean() });
const exported = named.extend({ format: z.enum(['CSV', 'JSONL']) });

/** What the resolvers of links send: one element for each analysis or export whose link is asked for. */
const request = z.array(z.union([image, exported]));

/** Answers a list in the order of the request; signing calls nothing, so a page of links costs one invocation. */
export const handler = observed((event: unknown): Promise<{ url: string }[]> =>
  Promise.all(request.parse(event).map(async (wanted) => ({ url: await linkTo(wanted) }))),
);

function linkTo(wanted: z.infer<typeof request>[number]): Promise<string> {
  if ('format' in wanted) return exports.link(wanted);
  const { owner, id, thumbnail } = wanted;
  return thumbnail ? photos.thumbnailLink(owner, id) : photos.viewLink(owner, id);
}
