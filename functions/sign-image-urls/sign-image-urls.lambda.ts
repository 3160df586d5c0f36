import { z } from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { photoBucket } from '../adapters/photo-bucket.ts';

const { BUCKET_NAME } = readEnvironment({ BUCKET_NAME: z.string() });
const photos = photoBucket(BUCKET_NAME);

/** What the resolvers of the image links send: one element for each analysis whose link is asked for. */
const request = z.array(z.object({ owner: z.string().min(1), id: z.string().min(1), thumbnail: z.boolean() }));

/** Answers a list in the order of the request; signing calls nothing, so a page of links costs one invocation. */
export const handler = (event: unknown): Promise<{ url: string }[]> =>
  Promise.all(
    request.parse(event).map(async ({ owner, id, thumbnail }) => ({
      url: await (thumbnail ? photos.thumbnailLink(owner, id) : photos.viewLink(owner, id)),
    })),
  );
