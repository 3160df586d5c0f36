import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { synthesize } from './synthesis.ts';

/** Stands for a CDK app: writes what it was told, and how often it ran. */
const app = `
  const { writeFileSync, mkdirSync, existsSync, readFileSync } = require('node:fs');
  const out = process.env.CDK_OUTDIR;
  mkdirSync(out, { recursive: true });
  const runs = existsSync('runs') ? Number(readFileSync('runs', 'utf8')) + 1 : 1;
  writeFileSync('runs', String(runs));
  if (existsSync('schema/broken')) { console.error('cannot do this'); process.exit(1); }
  writeFileSync(out + '/manifest.json', process.env.CDK_CONTEXT_JSON);
  writeFileSync(out + '/S.template.json', readFileSync('schema/schema.graphql'));
`;

describe('synthesize', () => {
  let root: string;
  const write = (name: string, text: string) => writeFile(path.join(root, name), text);
  const runs = async () => Number(await readFile(path.join(root, 'runs'), 'utf8'));
  const run = (onStart = () => undefined) => synthesize({ root, signal: AbortSignal.timeout(20_000), onStart });

  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'synthesis-'));
    for (const folder of ['schema', 'infra', 'infra/local']) await mkdir(path.join(root, folder));
    await write('app.cjs', app);
    await write('cdk.json', JSON.stringify({ app: 'node app.cjs', output: 'cdk.out', context: { flag: true } }));
    await write('schema/schema.graphql', 'type Query');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('runs the app as cdk.json says', async () => {
    expect(await run()).toBe(path.join(root, 'cdk.out'));
    const context: unknown = JSON.parse(await readFile(path.join(root, 'cdk.out/manifest.json'), 'utf8'));
    expect(context).toMatchObject({ flag: true });
  });

  it('runs it again only when something changed that the assembly is made from', async () => {
    await run();
    await run(() => expect.unreachable('it is up to date'));
    await write('infra/local/main.ts', 'changed');
    await write('schema/schema.test.ts', 'changed');
    await run();
    expect(await runs()).toBe(1);
    await write('schema/schema.graphql', 'type Mutation');
    await run();
    expect(await runs()).toBe(2);
    await write('infra/new.ts', '');
    await run();
    expect(await runs()).toBe(3);
  });

  it('runs it again when somebody else wrote the assembly, or removed it', async () => {
    await run();
    await write('cdk.out/S.template.json', 'type Other');
    await run();
    expect(await runs()).toBe(2);
    await rm(path.join(root, 'cdk.out'), { recursive: true });
    await run();
    expect(await runs()).toBe(3);
  });

  it('says why it could not', async () => {
    await write('schema/broken', '');
    await expect(run()).rejects.toThrow('cannot do this');
    await expect(run()).rejects.toThrow('could not be synthesized');
  });
});
