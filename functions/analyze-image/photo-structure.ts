import { imageSize } from 'image-size';

/** What a photo says of itself, once it is known to be whole. */
export interface PhotoStructure {
  /** Pixels as displayed. Rekognition and browsers turn a JPEG as its EXIF data says, and show a PNG as it lies. */
  width: number;
  height: number;
  /** At most so many bytes have to be held at once to decode it; 0 when that goes line by line. */
  heldBytes: number;
}

const endOfImage = 0xd9;
const startOfScan = 0xda;
const application1 = 0xe1;
/** Markers that no length follows. */
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= endOfImage);
/** Between the frame headers lie tables: Huffman's, an extension, arithmetic coding's. */
const startsFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const progressive = [0xc2, 0xc6, 0xca, 0xce];

interface Frame {
  /** With its marker. */
  segment: Buffer;
  components: number;
  /** Whether all of it is decoded before any of it is shown. */
  held: boolean;
}

/** Where the next marker's code is, from `at` on: past fill bytes, stuffed zeros and restarts. -1 when there is none. */
function nextMarker(photo: Buffer, at: number): number {
  for (let found = photo.indexOf(0xff, at); found >= 0; found = photo.indexOf(0xff, found + 1)) {
    const code = photo[found + 1] ?? 0;
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return found + 1;
  }
  return -1;
}

/**
 * Reads a JPEG (ITU-T T.81) from marker to marker until its end. What lies behind that is not looked at: phones put
 * films and depth maps there.
 * @returns undefined when it is cut short or is none
 */
export function readJpeg(bytes: Uint8Array): PhotoStructure | undefined {
  const photo = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let frame: Frame | undefined;
  let exif: Buffer = Buffer.alloc(0);
  let scanned = false;
  let at = nextMarker(photo, 2);
  while (at >= 0) {
    const marker = photo[at] ?? 0;
    if (marker === endOfImage) return frame && scanned ? jpegStructure(frame, exif) : undefined;
    let end = at + 1;
    if (!standsAlone(marker)) {
      if (end + 2 > photo.length) return undefined;
      end += photo.readUInt16BE(at + 1);
      if (end > photo.length) return undefined;
    }
    if (startsFrame(marker)) {
      if (frame || end < at + 9) return undefined;
      frame = {
        segment: photo.subarray(at - 1, end),
        components: photo[at + 8] ?? 0,
        held: progressive.includes(marker),
      };
    }
    if (marker === application1 && exif.length === 0 && photo.toString('latin1', at + 3, at + 7) === 'Exif') {
      exif = photo.subarray(at - 1, end);
    }
    if (marker === startOfScan) {
      if (!frame) return undefined;
      // Colours that come one after the other are held as well, until all are there.
      frame.held ||= (photo[at + 3] ?? 0) < frame.components;
      scanned = true;
    }
    at = nextMarker(photo, end);
  }
  return undefined;
}

/** A decoder holds two bytes for each coefficient. */
function jpegStructure({ segment, components, held }: Frame, exif: Buffer): PhotoStructure {
  const height = segment.readUInt16BE(5);
  const width = segment.readUInt16BE(7);
  const heldBytes = held ? 2 * components * width * height : 0;
  return orientation(segment, exif) >= 5 ? { width: height, height: width, heldBytes } : { width, height, heldBytes };
}

/** From 5 to 8 it turns the photo by a quarter. Only what says so is looked at, in a JPEG that holds nothing else. */
function orientation(frame: Buffer, exif: Buffer): number {
  try {
    return imageSize(Buffer.concat([Buffer.from([0xff, 0xd8]), exif, frame])).orientation ?? 1;
  } catch {
    return 1;
  }
}

/**
 * Reads a PNG (ISO/IEC 15948) from chunk to chunk until its end.
 * @returns undefined when it is cut short or is none
 */
export function readPng(bytes: Uint8Array): PhotoStructure | undefined {
  const photo = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let header: PhotoStructure | undefined;
  let pixels = false;
  for (let at = 8; at + 12 <= photo.length; at += 12 + photo.readUInt32BE(at)) {
    if (at + 12 + photo.readUInt32BE(at) > photo.length) return undefined;
    const type = photo.toString('latin1', at + 4, at + 8);
    if (!header) {
      if (type !== 'IHDR' || photo.readUInt32BE(at) !== 13) return undefined;
      header = pngHeader(photo.subarray(at + 8, at + 21));
    }
    pixels ||= type === 'IDAT';
    if (type === 'IEND') return pixels ? header : undefined;
  }
  return undefined;
}

/** An interlaced PNG is held whole: four channels at most, of one or two bytes. */
function pngHeader(data: Buffer): PhotoStructure {
  const width = data.readUInt32BE(0);
  const height = data.readUInt32BE(4);
  const interlaced = data[12] === 1;
  return { width, height, heldBytes: interlaced ? 4 * (data[8] === 16 ? 2 : 1) * width * height : 0 };
}
