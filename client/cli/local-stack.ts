import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ApiError } from '../api/api-error.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readyMessage = z.object({ ready: z.record(z.string(), z.string()) });

export interface LocalStack {
  outputs: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts the local stack for one call, on free ports, with the data of `npm start` unless another folder is named. */
export function startLocalStack(data?: string): Promise<LocalStack> {
  const options = ['--port', '0', ...(data === undefined ? [] : ['--data', path.resolve(data)])];
  const child = spawn(
    process.execPath,
    ['--import', fileURLToPath(import.meta.resolve('tsx')), path.join(root, 'infra/local/main.ts'), ...options],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      const { data } = readyMessage.safeParse(message);
      if (data) resolve({ outputs: data.ready, stop });
    });
    void ended.then(() => reject(new ApiError('LocalStackFailed', `The local stack did not start.\n${said.trim()}`)));
  });
}
