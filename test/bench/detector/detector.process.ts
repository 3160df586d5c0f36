/** A detector in a process of its own: loads the networks, says so, then answers photos until it is disconnected. */
import { loadDetector, openSession } from '../../../infra/local/services/rekognition/detect-objects.ts';
import { networks } from '../../../infra/local/services/rekognition/process-messages.ts';
import { job, setting, type Answer } from './messages.ts';

const { engine, threads, lanes } = setting.parse(JSON.parse(process.argv[2] ?? ''));
const send = (message: Answer) => process.send?.(message);

process.on('disconnect', () => process.exit());
// Ours does without TensorFlow.js, in memory too.
const open = engine === 'ours' ? openSession : (await import('./tensorflow.ts')).openInTensorFlow;
const detect = await loadDetector(networks, threads, open);
const before = process.cpuUsage();
const last = Array.from({ length: lanes }, () => Promise.resolve());

process.on('message', (message) => {
  const lane = last.shift() ?? Promise.resolve();
  last.push(lane.then(() => answer(message)));
});
send({ ready: true });

async function answer(message: unknown): Promise<void> {
  try {
    const { id, photo } = job.parse(message);
    const objects = await detect(photo);
    const { user, system } = process.cpuUsage(before);
    const usage = { cpuMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 1024 ** 2 };
    send({ id, found: objects.filter(({ confidence }) => confidence >= 55).map(({ className }) => className), usage });
  } catch (error) {
    send({ failure: String(error) });
  }
}
