import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkBytes, sendableName } from '../api/preflight.ts';
import { sha256 } from '../api/upload.ts';
import type { UploadInput } from '../api/api.ts';

export interface PhotoFile {
  file: string;
  input: UploadInput;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Why a file cannot be sent; `misuse` when it is not even a file that can be read. */
export interface Refusal {
  file: string;
  misuse: boolean;
  code: string;
  message: string;
}

const unreadable: Record<string, string> = {
  ENOENT: 'There is no such file.',
  EACCES: 'This file may not be read.',
};

/** Reads a photo from disk and checks it as the page does. */
export async function readPhoto(file: string): Promise<PhotoFile | Refusal> {
  const misuse = (code: string, message: string): Refusal => ({ file, misuse: true, code, message });
  try {
    if ((await stat(file)).isDirectory()) return misuse('IsDirectory', 'This is a directory, not a photo.');
    const bytes = new Uint8Array(await readFile(file));
    const verdict = checkBytes(bytes);
    if (verdict.refusal !== undefined) {
      return { file, misuse: false, code: verdict.code, message: verdict.refusal };
    }
    const fileName = sendableName(path.basename(file));
    const input = { fileName, contentType: verdict.contentType, size: bytes.length, sha256: await sha256(bytes) };
    return { file, input, bytes };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return misuse(code === 'ENOENT' ? 'NoSuchFile' : 'Unreadable', unreadable[code] ?? 'This file cannot be read.');
  }
}
