import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import * as z from 'zod';

/** What a page went through from the drop to the last label. */
const felt = z.object({
  tookMs: z.number(),
  /** Tasks of the main thread that took longer than 50 ms, as the browser reports them. */
  longTasksMs: z.array(z.number()),
  /** Frames of the screen that came without a new picture. */
  droppedFrames: z.number(),
  frames: z.number(),
});

export type Felt = z.output<typeof felt>;

/** Drops photos onto the page, all at once, and resolves when each of them shows its labels. */
export async function drop(page: Page, photos: readonly Buffer[]): Promise<Felt> {
  const folder = await mkdtemp(path.join(tmpdir(), 'image-analyzer-drop-'));
  try {
    const files = photos.map((_, nth) => path.join(folder, `photo-${nth}.jpg`));
    for (const [nth, photo] of photos.entries()) await writeFile(files[nth] ?? '', photo);
    // A page may only drop files that somebody gave it.
    await page.evaluate(() => {
      const given = document.createElement('input');
      Object.assign(given, { type: 'file', multiple: true, id: 'given', hidden: true });
      document.body.append(given);
    });
    await page.locator('#given').setInputFiles(files);
    // tsx names functions by it, and the page knows nothing of tsx.
    await page.evaluate('globalThis.__name = (named) => named');
    return felt.parse(await page.evaluate(dropGiven, photos.length));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs in the page. */
function dropGiven(count: number): Promise<Felt> {
  const given = document.querySelector<HTMLInputElement>('#given');
  const dataTransfer = new DataTransfer();
  for (const file of given?.files ?? []) dataTransfer.items.add(file);
  given?.remove();
  const longTasksMs: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasksMs.push(duration);
  });
  observer.observe({ type: 'longtask' });
  const frameMs = 1000 / 60;
  const began = performance.now();
  let [last, frames, droppedFrames] = [began, 0, 0];
  window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  return new Promise((resolve, reject) => {
    const look = (now: number) => {
      frames += 1;
      droppedFrames += Math.max(0, Math.round((now - last) / frameMs) - 1);
      last = now;
      const ended = document.querySelectorAll('.photo-card[data-step="ended"]').length;
      if (ended > 0) reject(new Error(`${ended} photos did not come to their labels.`));
      else if (document.querySelectorAll('.photo-card[data-step="done"]').length < count) requestAnimationFrame(look);
      // The observer hears of a task after its end.
      else setTimeout(() => resolve({ tookMs: now - began, longTasksMs, droppedFrames, frames }), 500);
    };
    requestAnimationFrame(look);
  });
}
