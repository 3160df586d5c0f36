import type { Photos } from '../domain/ports.ts';

export type Stored = Map<string, { bytes: Uint8Array; contentType: string }>;

const keyOf = (owner: string, id: string) => `${owner}/${id}`;

/** Photos and thumbnails kept in memory, for unit tests. */
export function inMemoryPhotos(stored: Stored, thumbnails: Map<string, Uint8Array>): Photos {
  return {
    uploadLink: ({ owner, id }) => Promise.resolve({ url: `https://photos.test/${owner}/${id}`, headers: [] }),
    viewLink: (owner, id) => Promise.resolve(`https://photos.test/${owner}/${id}`),
    thumbnailLink: (owner, id) => Promise.resolve(`https://photos.test/thumbnails/${owner}/${id}`),
    read(owner, id, atMost) {
      const photo = stored.get(keyOf(owner, id));
      return Promise.resolve(
        photo && {
          bytes: photo.bytes.subarray(0, atMost),
          totalBytes: photo.bytes.length,
          contentType: photo.contentType,
        },
      );
    },
    exists: (owner, id) => Promise.resolve(stored.has(keyOf(owner, id))),
    putThumbnail(owner, id, thumbnail) {
      const key = keyOf(owner, id);
      thumbnails.set(key, thumbnails.get(key) ?? thumbnail);
      return Promise.resolve();
    },
    remove(owner, id) {
      stored.delete(keyOf(owner, id));
      thumbnails.delete(keyOf(owner, id));
      return Promise.resolve();
    },
  };
}
