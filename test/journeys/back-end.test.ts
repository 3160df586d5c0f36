import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createApi, type Analysis, type Api } from '../../client/api/api.ts';
import { byIam } from '../../client/api/iam.ts';
import { pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, type Person } from '../support/stack.ts';

/** The account's own credentials stand for an application's role: `app-root`. */
const owner = 'app-root';

let stack: Stack;
let alice: Person;
let application: Api;
beforeAll(async () => {
  stack = await Stack.start();
  alice = await stack.person('alice');
  application = apiOf(stack.cloud.credentials);
});
afterAll(() => stack.stop());

function apiOf(credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials']): Api {
  const authorize = byIam({ region: stack.output('Region'), credentials });
  return createApi({ graphqlUrl: stack.output('GraphqlUrl'), authorize, WebSocket });
}

/** What is pushed to somebody from now on. */
async function watch(api: Api, of: string): Promise<Analysis[]> {
  const pushed: Analysis[] = [];
  await new Promise<void>((resolve, reject) => {
    const state = (now: string) => {
      if (now === 'connected') resolve();
    };
    const close = api.onAnalysis(of, { next: (analysis) => pushed.push(analysis), error: reject, state });
    closing.push(close);
  });
  return pushed;
}
const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

describe('a back-end application, signing with IAM', () => {
  it('sends photos of its own and hears of their labels', async () => {
    const pushed = await watch(application, owner);
    const { id } = await send(application, pastoral);
    const end = await pushedEnd({ pushed }, id);
    expect(end).toMatchObject({ status: 'COMPLETED', owner, sourceIp: '127.0.0.1' });
    expect(await application.analysis(id)).toMatchObject({ id, status: 'COMPLETED' });
    expect((await application.analyses()).items.map((analysis) => analysis.id)).toEqual([id]);
    expect(await application.usage()).toMatchObject({ used: 1 });
  });

  it('is known to admins, who can block it', async () => {
    const admin = await stack.person('root', { groups: ['admins'] });
    expect((await admin.api.users()).items).toContainEqual(expect.objectContaining({ id: owner, name: 'root' }));
    await admin.api.setUserBlocked({ userId: owner, blocked: true });
    await expect(send(application, pastoral)).rejects.toMatchObject({ errorType: 'UserBlocked' });
    await admin.api.setUserBlocked({ userId: owner, blocked: false });
  });

  it('sees nothing of anybody else’s, and is no admin', async () => {
    const { id } = await send(alice.api, pastoral);
    expect(await application.analysis(id)).toBeNull();
    await expect(application.deleteAnalysis(id)).rejects.toMatchObject({ errorType: 'NotFound' });
    await expect(application.users()).rejects.toMatchObject({ errorType: 'Unauthorized' });
    await expect(watch(application, alice.owner)).rejects.toMatchObject({ errorType: 'Unauthorized' });
  });

  it('needs a role that may', async () => {
    const { attributes } = stack.cloud.resources.find(({ logicalId }) => logicalId.startsWith('SweeperSweepRole'))!;
    const sweeper = apiOf(stack.cloud.credentialsOf(attributes['Arn'] ?? ''));
    await expect(sweeper.usage()).rejects.toMatchObject({ errorType: 'UnauthorizedException' });
    const { accessKeyId } = stack.cloud.credentials;
    const forger = apiOf({ accessKeyId, secretAccessKey: 'guessed' });
    await expect(forger.usage()).rejects.toMatchObject({ errorType: 'InvalidSignatureException' });
  });
});
