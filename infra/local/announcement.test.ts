import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announce } from './announcement.ts';
import type { LocalCloud } from './boot.ts';
import { systemClock } from './clock.ts';
import { Faults } from './gateway/faults.ts';

const cloudAt = (aws: string): LocalCloud => ({
  deployment: {
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    addresses: { aws, web: 'http://127.0.0.1:1', graphql: 'http://127.0.0.1:1', signIn: 'http://127.0.0.1:1' },
  },
  resources: [],
  outputs: { WebUrl: 'http://127.0.0.1:1', AwsEndpointUrl: aws, Version: '1.2.3' },
  credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
  credentialsOf: () => ({ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' }),
  faults: new Faults(systemClock),
  calls: () => [],
  notes: ['Sign in as ada'],
  stop: () => Promise.resolve(),
});

describe('announce', () => {
  let localFolder: string;
  const said: string[] = [];
  const outputs = () => readFile(path.join(localFolder, 'outputs.json'), 'utf8');

  beforeEach(async () => {
    localFolder = await mkdtemp(path.join(os.tmpdir(), 'announce-'));
    vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    said.length = 0;
    await rm(localFolder, { recursive: true });
  });

  it('says where everything is, to people and to programs, and takes it back', async () => {
    const retract = await announce(cloudAt('http://127.0.0.1:2'), { localFolder, data: '/data' });
    expect(JSON.parse(await outputs())).toEqual({
      WebUrl: 'http://127.0.0.1:1',
      AwsEndpointUrl: 'http://127.0.0.1:2',
      Version: '1.2.3',
    });
    expect(await readFile(path.join(localFolder, 'credentials'), 'utf8')).toContain('aws_secret_access_key = secret');
    expect(said.join()).toMatch(/Version .*1\.2\.3[^]*Web .*http:\/\/127.0.0.1:1[^]*Sign in as ada/);
    await retract();
    await expect(outputs()).rejects.toThrow('ENOENT');
  });

  it('leaves the files of another that runs alone', async () => {
    const other = createServer((_incoming, outgoing) => outgoing.end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const running = `{"AwsEndpointUrl":"http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}"}`;
    await writeFile(path.join(localFolder, 'outputs.json'), running);
    const retract = await announce(cloudAt('http://127.0.0.1:2'), { localFolder, data: '/data' });
    expect(said.join()).toContain('Another local cloud runs');
    await retract();
    expect(await outputs()).toBe(running);
    other.close();
    other.closeAllConnections();
  });

  it('replaces what one that was killed left behind', async () => {
    await writeFile(path.join(localFolder, 'outputs.json'), '{"AwsEndpointUrl":"http://127.0.0.1:1"}');
    await announce(cloudAt('http://127.0.0.1:2'), { localFolder, data: '/data' });
    expect(await outputs()).toContain('http://127.0.0.1:2');
  });
});
