import type { Log, Photos, Thumbnailer } from '../domain/ports.ts';

/**
 * A photo that takes more than this to be decoded gets no thumbnail. With libvips itself (160 MB), the photo in three
 * places (45 MB) and the function (100 MB), that stays well within the function's memory.
 */
const mostHeldBytes = 400 * 1024 * 1024;

interface Photo {
  owner: string;
  id: string;
  bytes: Uint8Array;
  /** See `PhotoStructure`. */
  heldBytes: number;
}

/**
 * Makes and stores a photo's thumbnail. A photo that has none is shown itself, so nothing that goes wrong here is a
 * reason to try again or to end the analysis otherwise.
 */
export async function storeThumbnail(
  { owner, id, bytes, heldBytes }: Photo,
  { photos, thumbnailer, log }: { photos: Pick<Photos, 'putThumbnail'>; thumbnailer: Thumbnailer; log: Log },
): Promise<{ thumbnail?: true }> {
  if (heldBytes > mostHeldBytes) return {};
  try {
    await photos.putThumbnail(owner, id, await thumbnailer.thumbnail(bytes));
    return { thumbnail: true };
  } catch (error) {
    log.warn('No thumbnail was stored', { error });
    return {};
  }
}
