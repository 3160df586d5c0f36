/**
 * The product's schema in Amplify's AppSync simulator, with resolvers in VTL over the table engine in the same process.
 * Its arguments: the folder of the assembly, one of a stack's data, and where the simulator is installed.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as z from 'zod';
import { answerMeasurements } from '../servers/measured-process.ts';
import type { Started } from '../servers/messages.ts';
import { announcing } from './announcing.ts';
import { openTable } from './table.ts';
import { templates } from './templates.ts';

const [assemblyDir = '', dataDir = '', peersDir = ''] = process.argv.slice(2);
const { address } = await openTable(assemblyDir, dataDir);
const { tableName, endpoint, region } = address;

/** What is used of it. */
interface Simulator {
  init: (config: object) => void;
  start: () => Promise<void>;
  localhostUrl: string;
}
const simulatorPackage = z.object({
  AmplifyAppSyncSimulator: z.custom<new (server: { port: number; wsPort: number }) => Simulator>(
    (value) => typeof value === 'function',
  ),
});
const { AmplifyAppSyncSimulator } = simulatorPackage.parse(
  createRequire(path.join(peersDir, 'package.json'))('@aws-amplify/amplify-appsync-simulator'),
);

const simulator = new AmplifyAppSyncSimulator({ port: 0, wsPort: 0 });
simulator.init({
  appSync: {
    name: 'bench',
    defaultAuthenticationType: { authenticationType: 'AMAZON_COGNITO_USER_POOLS', cognitoUserPoolConfig: {} },
    additionalAuthenticationProviders: [],
  },
  schema: { content: readFileSync(path.resolve(import.meta.dirname, '../../../schema/schema.graphql'), 'utf8') },
  resolvers: templates,
  dataSources: [
    {
      ...{ type: 'AMAZON_DYNAMODB', name: 'table' },
      config: { endpoint, region, tableName, accessKeyId: 'bench', secretAccessKey: 'bench' },
    },
    { type: 'AWS_LAMBDA', name: 'createUploads', invoke: announcing(tableName) },
  ],
});
await simulator.start();
answerMeasurements();
process.send?.({ graphqlUrl: new URL('/graphql', simulator.localhostUrl).href } satisfies Started);
