/** Entry of a detector thread: loads the networks, says so, then answers one photo after the other. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { AwsError } from '../service.ts';
import { loadDetector, type DetectObjects } from './detect-objects.ts';
import { threadOptions, type Answer, type Job, type ThreadOptions } from './thread-messages.ts';

if (!parentPort) throw new Error('The detector runs in a worker thread.');
void serve(parentPort, threadOptions.parse(workerData));

async function serve(port: MessagePort, { intraOpThreads }: ThreadOptions): Promise<void> {
  const detectObjects = await loadDetector(intraOpThreads);
  let last = Promise.resolve();
  port.on('message', (job: Job) => {
    last = last.then(async () => {
      port.postMessage(await answer(detectObjects, job));
    });
  });
  port.postMessage({ ready: true } satisfies Answer);
}

async function answer(detectObjects: DetectObjects, { id, photo }: Job): Promise<Answer> {
  try {
    return { id, objects: await detectObjects(photo) };
  } catch (error) {
    if (error instanceof AwsError) {
      return { id, refusal: { code: error.code, message: error.message, status: error.status } };
    }
    return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
