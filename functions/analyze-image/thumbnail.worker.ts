/** Entry of a thread that makes thumbnails, one after the other: libvips blocks whoever calls it. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import Vips from 'wasm-vips';

/** Enough for a card of the page on a sharp screen. */
const longestSide = 512;
const quality = 80;

/** libvips, able to read JPEG and PNG and nothing else; what it warns of is the photos', not ours. */
async function load() {
  const vips = await Vips({
    dynamicLibraries: [],
    preRun: ({ ENV }: { ENV: Record<string, string> }) => {
      ENV['VIPS_WARNING'] = 'none';
    },
  });
  vips.concurrency(1);
  vips.Cache.max(0);
  vips.operationBlock('VipsForeignLoad', true);
  vips.operationBlock('VipsForeignLoadJpeg', false);
  vips.operationBlock('VipsForeignLoadPng', false);
  return vips;
}

/** A small JPEG of a photo: upright, in sRGB, on white where the photo lets through, with nothing but its pixels. */
function thumbnailOf(vips: typeof Vips, photo: Uint8Array): Uint8Array {
  const size = { height: longestSide, size: 'down' } as const;
  const image = vips.Image.thumbnailBuffer(photo, longestSide, {
    ...size,
    ...(!isPlainRgb(vips, photo) && { output_profile: 'srgb' }),
  });
  try {
    return image.jpegsaveBuffer({ Q: quality, keep: 'none', background: [255, 255, 255] });
  } finally {
    image.delete();
  }
}

/** Whether its colours are sRGB as they are: to convert them takes three times as long as all else, and changes nothing. */
function isPlainRgb(vips: typeof Vips, photo: Uint8Array): boolean {
  const image = vips.Image.newFromBuffer(photo);
  try {
    return image.interpretation === 'srgb' && image.getTypeof('icc-profile-data') === 0;
  } finally {
    image.delete();
  }
}

const loading = load();

async function answer({ photo, port }: { photo: Uint8Array; port: MessagePort }): Promise<void> {
  try {
    port.postMessage({ thumbnail: thumbnailOf(await loading, photo) });
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
}

parentPort?.on('message', (order: { photo: Uint8Array; port: MessagePort }) => void answer(order));
