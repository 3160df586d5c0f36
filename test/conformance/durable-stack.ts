/**
 * A process to kill: it boots an assembly on a data folder and says where it is. Arguments: both folders.
 */
import { bootLocalCloud } from '../../infra/local/boot.ts';

const [, , assemblyDir = '', dataDir = ''] = process.argv;
const ports = { web: 0, graphql: 0, aws: 0, signIn: 0 };
const { outputs, credentials } = await bootLocalCloud({ assemblyDir, dataDir, ports, log: () => {} });
process.send?.({ outputs, credentials });
