import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The project as somebody has it who has cloned it and run `npm ci`, and nothing else. */
export interface Checkout {
  folder: string;
  /** What keeps what earlier runs left behind on this machine out of it. */
  env: NodeJS.ProcessEnv;
  remove: () => Promise<void>;
}

export async function checkOut(root: string): Promise<Checkout> {
  const parent = await mkdtemp(path.join(tmpdir(), 'image-analyzer-start-'));
  const [folder, temporary] = [path.join(parent, 'checkout'), path.join(parent, 'tmp')];
  await mkdir(folder);
  // Compiled scripts are kept there from run to run.
  await mkdir(temporary);
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  for (const file of stdout.split('\0').filter((name) => name !== '' && !name.startsWith('docs/'))) {
    await cp(path.join(root, file), path.join(folder, file)).catch(ignoreMissing);
  }
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  return { folder, env: { TMPDIR: temporary }, remove: () => rm(parent, { recursive: true, force: true }) };
}

/** A file that was deleted and not yet committed is still listed. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
