import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

/** Another process works on the same data. */
export class DataInUseError extends Error {
  override readonly name = 'DataInUseError';

  constructor(folder: string, cause: unknown) {
    super(`The data in ${folder} is in use by another local cloud.`, { cause });
  }
}

/** Opens the store in a data folder, which is made when it is not there. Throws a {@link DataInUseError}. */
export async function openData(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true });
  try {
    return await openStore(storeIn(folder));
  } catch (error) {
    throw isLocked(error) ? new DataInUseError(folder, error) : error;
  }
}

/** Deletes a data folder. Throws when it is in use, or holds something else. */
export async function forgetData(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const isOurs = existsSync(path.join(storeIn(folder), 'CURRENT'));
  if (!isOurs && (await readdir(folder)).length > 0) {
    throw new Error(`${folder} does not hold data of the local cloud, so it is not deleted.`);
  }
  const store = await openData(folder);
  await store.close();
  await rm(folder, { recursive: true });
}

const storeIn = (folder: string) => path.join(folder, 'store');

function isLocked(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'LEVEL_LOCKED') || isLocked(error.cause);
}
