/** The whole stack in a process that can be killed. Its argument is a `StartOrder` in JSON. */
import { createWriteStream } from 'node:fs';
import { bootLocalCloud } from '../../infra/local/boot.ts';
import { SteerableClock } from '../../infra/local/clock.ts';
import { rekognition, rekognitionBy } from '../../infra/local/services/rekognition/index.ts';
import { services } from '../../infra/local/services/registry.ts';
import { instruction, startOrder, type Passed, type Started } from './process-messages.ts';

const { aheadMs, logFile, ...order } = startOrder.parse(JSON.parse(process.argv[2] ?? ''));
const clock = new SteerableClock();
clock.advance(aheadMs);
const log = createWriteStream(logFile, { flags: 'a' });
/** It is not the detector that is on trial: the lighter of its two networks is enough. */
const lightRekognition = rekognitionBy(['ssdMobileNet']);
const cloud = await bootLocalCloud({
  ...order,
  services: services.map((service) => (service === rekognition ? lightRekognition : service)),
  clock,
  log: (line) => {
    if (line.level !== 'info') log.write(`${JSON.stringify({ time: new Date(clock.now()).toISOString(), ...line })}\n`);
  },
});
process.on('message', (message) => {
  const told = instruction.parse(message);
  if ('passMs' in told) void clock.pass(told.passMs).then(() => process.send?.({ passed: true } satisfies Passed));
  else cloud.faults.set([]);
});
process.on('disconnect', () => process.exit());

const port = (address: string) => Number(new URL(address).port);
const { web, graphql, aws, signIn } = cloud.deployment.addresses;
const ports = { web: port(web), graphql: port(graphql), aws: port(aws), signIn: port(signIn) };
const { accessKeyId, secretAccessKey } = cloud.credentials;
process.send?.({ outputs: cloud.outputs, credentials: { accessKeyId, secretAccessKey }, ports } satisfies Started);
