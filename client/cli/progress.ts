import { stderr } from 'node:process';
import type { Step } from './send.ts';

const words: Record<Step, string> = {
  announcing: 'checking',
  uploading: 'uploading',
  waiting: 'waiting',
  AWAITING_UPLOAD: 'waiting',
  ANALYZING: 'looking',
  COMPLETED: 'done',
  REJECTED: 'rejected',
  FAILED: 'failed',
  EXPIRED: 'expired',
};

/** Progress on stderr: one line that is written over on a terminal, a line a step elsewhere. */
export class Progress {
  #done = 0;
  readonly #total: number;

  constructor(total: number) {
    this.#total = total;
  }

  readonly step = (file: string, step: Step): void => {
    if (['COMPLETED', 'REJECTED', 'FAILED', 'EXPIRED'].includes(step)) this.#done += 1;
    this.say(`[${this.#done}/${this.#total}] ${file}: ${words[step]}`);
  };

  readonly wait = (file: string, { photos, seconds }: { photos: number; seconds: number }): void => {
    this.say(`[${this.#done}/${this.#total}] ${file}: waiting, about ${seconds} s (${photos} before it at most)`);
  };

  readonly say = (line: string): void => {
    stderr.write(stderr.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  };

  end(): void {
    if (stderr.isTTY) stderr.write('\r\u001b[2K');
  }
}
