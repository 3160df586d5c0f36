import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { services } from '../../../infra/local/services/registry.ts';
import { Stack } from '../../support/stack.ts';
import { median } from '../measuring.ts';
import { picturesOf } from '../pictures.ts';
import { detectorAlone, WholePath } from './paths.ts';
import { overheard, type Span } from './spans.ts';
const spans: Span[] = [];
const stack = await Stack.start({ assemblyDir: path.resolve('cdk.out'), delivery: { duplicates: 0, maxDelayMs: 0, seed: 1 }, services: overheard(services, (s) => spans.push(s)) });
const pictures = await picturesOf(undefined);
const A = await detectorAlone(stack, pictures);
const B = new WholePath(stack, pictures);
await setTimeout(3000);
for (let i = 0; i < 6; i++) { await A(i); await B.take(i); }
const lat: { a: number; b: number; an: number; put: number }[] = [];
for (let i = 0; i < 24; i++) {
  const a = await A(i % 6);
  spans.length = 0;
  const b = await B.take(i % 6);
  lat.push({ a: a.ended - a.began, b: b.ended - b.began, an: b.announced - b.began, put: b.sent - b.announced });
  if (i === 20) {
    for (const s of spans.filter((s) => s.to > b.began).sort((x, y) => x.from - y.from)) console.log((s.from - b.began).toFixed(1).padStart(8), (s.to - b.began).toFixed(1).padStart(8), s.service, s.operation, s.by.split('/').pop());
    console.log({ announced: b.announced - b.began, sent: b.sent - b.began, end: b.ended - b.began });
  }
  if (process.env.PAUSE) await setTimeout(300);
}
const m = (f: (x: (typeof lat)[0]) => number) => median(lat.map(f)).toFixed(1);
console.log('A', m((x) => x.a), 'B', m((x) => x.b), 'over', m((x) => x.b - x.a), 'announce', m((x) => x.an), 'put', m((x) => x.put));
for (const c of [8]) {
  const work = async (take: (n: number) => Promise<unknown>, n: number) => { let next = 0; const t = performance.now(); await Promise.all(Array.from({ length: c }, async () => { while (next < n) await take(next++ % 6); })); return n / ((performance.now() - t) / 1000); };
  for (let r = 0; r < 3; r++) { const cpu0 = process.cpuUsage(); const a = await work(A, 48); const b = await work(B.take, 48); const cpu = process.cpuUsage(cpu0); console.log('A/s', a.toFixed(2), 'B/s', b.toFixed(2), 'ratio', (b / a).toFixed(3), 'cpu', (cpu.user + cpu.system) / 1e6); }
}
B.close();
await stack.stop();
setTimeout(5000).then(()=>process.exit(0));

