/** The whole stack in a process of its own. Its argument is the folder of the assembly. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { realtimeUrl } from '../../../client/api/realtime-connection.ts';
import { bootLocalCloud } from '../../../infra/local/boot.ts';
import { tellMemory } from './memory.ts';
import type { Started } from './messages.ts';

const cloud = await bootLocalCloud({
  assemblyDir: process.argv[2] ?? '',
  dataDir: await mkdtemp(path.join(tmpdir(), 'bench-realtime-')),
  ports: { web: 0, graphql: 0, aws: 0, signIn: 0 },
});
const { GraphqlUrl: graphqlUrl = '', Issuer: issuer, Region: region } = cloud.outputs;
const { accessKeyId, secretAccessKey } = cloud.credentials;
tellMemory();
const credentials = { accessKeyId, secretAccessKey };
process.send?.({ graphqlUrl, socketUrl: realtimeUrl(graphqlUrl), issuer, region, credentials } satisfies Started);
