import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { LocalCloud } from './boot.ts';

const runningOutputs = z.object({ AwsEndpointUrl: z.url() });

interface Places {
  /** Where `outputs.json` and `credentials` go. */
  localFolder: string;
  data: string;
}

/**
 * Says where everything is: to people on stdout, to programs in `outputs.json` (the stack's outputs) and `credentials`
 * (a profile of the operator's, for the AWS SDKs). The files of another local cloud that runs are left alone.
 * Returns how to take it back.
 */
export async function announce(cloud: LocalCloud, { localFolder, data }: Places): Promise<() => Promise<void>> {
  const outputsFile = path.join(localFolder, 'outputs.json');
  const credentialsFile = path.join(localFolder, 'credentials');
  const content = `${JSON.stringify(cloud.outputs, null, 2)}\n`;
  const alone = !(await isOfAnother(outputsFile, cloud.deployment.addresses.aws));
  if (alone) {
    await mkdir(localFolder, { recursive: true });
    await writeFile(outputsFile, content);
    await writeFile(credentialsFile, profile(cloud), { mode: 0o600 });
  }
  const { outputs, notes } = cloud;
  const lines = [
    '',
    `Version  ${outputs['Version'] ?? '-'}`,
    `Web      ${outputs['WebUrl'] ?? '-'}`,
    `GraphQL  ${outputs['GraphqlUrl'] ?? '-'}`,
    `AWS      ${outputs['AwsEndpointUrl'] ?? '-'}${alone ? ` (AWS_SHARED_CREDENTIALS_FILE=${shown(credentialsFile)})` : ''}`,
    ...notes,
    `Data     ${shown(data)} (kept; --fresh forgets it)`,
    ...(alone ? [] : [`Another local cloud runs: ${shown(outputsFile)} stays its own.`]),
    'Ctrl-C stops.',
  ];
  console.log(lines.join('\n'));
  return async () => {
    if ((await readFile(outputsFile, 'utf8').catch(() => '')) !== content) return;
    await rm(outputsFile, { force: true });
    await rm(credentialsFile, { force: true });
  };
}

function profile({ credentials: { accessKeyId, secretAccessKey } }: LocalCloud): string {
  return `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}

/** Whether a local cloud elsewhere wrote this file and still runs. */
async function isOfAnother(outputsFile: string, ownAddress: string): Promise<boolean> {
  try {
    const { AwsEndpointUrl } = runningOutputs.parse(JSON.parse(await readFile(outputsFile, 'utf8')));
    if (AwsEndpointUrl === ownAddress) return false;
    await fetch(AwsEndpointUrl, { method: 'OPTIONS' });
    return true;
  } catch {
    return false; // there is no file, or whoever wrote it was killed
  }
}

/** A path as it is best read: relative to where the command runs when it is below. */
function shown(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? file : relative;
}
