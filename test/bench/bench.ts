/** `npm run bench -- NAME`: runs a benchmark on this machine and writes down what it measured. */
import path from 'node:path';
import { synthesize } from '../../infra/local/synthesis.ts';
import { parseOrder, UsageError, usageOf, type Order } from './arguments.ts';
import type { Benchmark } from './benchmark.ts';
import { detector } from './detector/detector.ts';
import { writePictures, writeSection } from './document.ts';
import { cold } from './cold/cold.ts';
import { graphql } from './graphql/graphql.ts';
import { page } from './page/page.ts';
import { pipeline } from './pipeline/pipeline.ts';
import { realtime } from './realtime/realtime.ts';
import { reports } from './reports/reports.ts';
import { start } from './start/start.ts';
import { upload } from './upload/upload.ts';

const benchmarks: Readonly<Record<string, Benchmark>> = {
  reports,
  page,
  pipeline,
  cold,
  upload,
  realtime,
  graphql,
  start,
  detector,
};
const root = path.resolve(import.meta.dirname, '../..');

try {
  const order = parseOrder(process.argv.slice(2), benchmarks);
  if (order === 'help') console.log(usageOf(benchmarks));
  else await bench(order);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n${usageOf(benchmarks)}`);
  process.exitCode = 2;
}

async function bench({ name, run, json, assembly, cache }: Order): Promise<void> {
  const say = (line: string) => console.error(line);
  const onStart = () => say('Synthesizing the stack ...');
  const { signal } = new AbortController();
  const assemblyDir = assembly === undefined ? await synthesize({ root, signal, onStart }) : path.resolve(assembly);
  const { rows, table, section, pictures = {} } = await run({ assemblyDir, cacheDir: path.resolve(cache), say });
  if (section !== undefined) {
    await writeSection(path.join(root, 'docs/performance.md'), name, section);
    await writePictures(path.join(root, 'docs/performance'), pictures);
  }
  if (json) console.log(JSON.stringify({ rows }));
  else console.table(table);
}
