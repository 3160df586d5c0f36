/** The whole stack in a process of its own. Its arguments are the folder of the assembly and one for its data. */
import { realtimeUrl } from '../../../client/api/realtime-connection.ts';
import { bootLocalCloud } from '../../../infra/local/boot.ts';
import { answerMeasurements } from './measured-process.ts';
import type { Started } from './messages.ts';

const [assemblyDir = '', dataDir = ''] = process.argv.slice(2);
const cloud = await bootLocalCloud({ assemblyDir, dataDir, ports: { web: 0, graphql: 0, aws: 0, signIn: 0 } });
const { GraphqlUrl: graphqlUrl = '', Issuer: issuer, Region: region } = cloud.outputs;
const { accessKeyId, secretAccessKey } = cloud.credentials;
answerMeasurements();
const credentials = { accessKeyId, secretAccessKey };
process.send?.({ graphqlUrl, socketUrl: realtimeUrl(graphqlUrl), issuer, region, credentials } satisfies Started);
