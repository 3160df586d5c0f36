/** A detector process: loads the networks, says so, then answers photos until it is disconnected. */
import { AwsError } from '../service.ts';
import { loadDetector, type DetectObjects } from './detect-objects.ts';
import { job, startOrder, type Answer, type Job, type StartOrder } from './process-messages.ts';

/** While one photo is in the networks the next one is decoded, which takes one core only. */
const PHOTOS_AT_ONCE = 2;

const send = (message: Answer) => process.send?.(message);

// Ctrl-C in a terminal reaches every process: this one ends with its parent, not before it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
void serve(startOrder.parse(JSON.parse(process.argv[2] ?? '')));

async function serve({ networks, intraOpThreads }: StartOrder): Promise<void> {
  const detectObjects = await loadDetector(networks, intraOpThreads);
  const lanes = Array.from({ length: PHOTOS_AT_ONCE }, () => Promise.resolve());
  process.on('message', (message) => {
    const before = lanes.shift() ?? Promise.resolve();
    lanes.push(before.then(async () => void send(await answer(detectObjects, job.parse(message)))));
  });
  send({ ready: true });
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
