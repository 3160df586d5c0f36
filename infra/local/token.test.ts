import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { issuerOf, serveCognito } from './services/cognito/testing.ts';

const script = fileURLToPath(new URL('token.ts', import.meta.url));

async function token(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, ...args], { cwd });
  const closed = once(child, 'close') as Promise<[status: number]>;
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, status };
}

async function checkout(outputs?: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'checkout-'));
  await mkdir(path.join(folder, '.local'));
  if (outputs) await writeFile(path.join(folder, '.local', 'outputs.json'), JSON.stringify(outputs));
  return folder;
}

describe('the token command', () => {
  it('prints an access token of the running stack, and nothing else', async () => {
    const served = await serveCognito();
    const folder = await checkout({ Issuer: issuerOf(served), ClientId: 'c' });
    const { stdout, stderr, status } = await token(folder, '--user', 'carol', '--group', 'admins');
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(stdout)).toMatchObject({ username: 'carol', 'cognito:groups': ['admins'], token_use: 'access' });
    const refused = await token(folder, '--user', 'carol', '--group', 'owners');
    expect(refused).toEqual({ stdout: '', stderr: 'The pool has no group owners.\n', status: 2 });
    await served.stop();
    expect(await token(folder, '--user', 'carol')).toMatchObject({ stdout: '', status: 1 });
  });

  it('says how to start a stack when none runs', async () => {
    const { stdout, stderr, status } = await token(await checkout(), '--user', 'carol');
    expect([stdout, status]).toEqual(['', 1]);
    expect(stderr).toContain('npm start');
    const { stderr: unusable, status: failed } = await token(await checkout({ Issuer: 'none' }), '--user', 'carol');
    expect([unusable, failed]).toEqual(['.local/outputs.json names no Issuer: it is not what npm start wrote.\n', 1]);
  });

  it('explains itself when misused', async () => {
    const folder = await checkout();
    for (const args of [[], ['--who', 'carol'], ['--user']]) {
      const { stdout, stderr, status } = await token(folder, ...args);
      expect([stdout, status]).toEqual(['', 2]);
      expect(stderr).toContain('Usage: npm run --silent token -- --user NAME');
    }
  });
});
