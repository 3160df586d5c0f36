import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Upload } from '../../client/api/api.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { Stack } from '../support/stack.ts';
import { awsCalls } from './aws-calls.ts';
import { failAnalyses, owner, roleCredentials, type Owner } from './cast.ts';
import { readTables } from './tables.ts';
import { outcomeOf, send, signed, type Credentials, type HttpRequest } from './wire.ts';

const tables = readTables();

let stack: Stack;
let alice: Owner;
let bob: Owner;
beforeAll(async () => {
  stack = await Stack.start();
  failAnalyses(stack);
  [alice, bob] = await Promise.all([owner(stack, 'alice'), owner(stack, 'bob')]);
});
afterAll(() => stack.stop());

const outcome = async (request: HttpRequest) => outcomeOf(await send(request));

describe('Calls of AWS: by nobody, by impostors and by each role', () => {
  const expected = tables['Calls of AWS'] ?? {};

  it('the table has every call', () => {
    expect(Object.keys(expected)).toEqual(Object.keys(awsCalls(stack, bob)));
  });

  it.each(Object.keys(expected))('%s', async (name) => {
    const { service, ...call } = awsCalls(stack, bob)[name]!;
    const operator = stack.cloud.credentials;
    const as = async (credentials: Credentials) => outcome(await signed(service, credentials, call));
    const byRole = await Promise.all(
      Object.entries(roleCredentials(stack)).map(async ([role, own]) => [role, await as(own)] as const),
    );
    const refused = byRole.filter(([, answer]) => answer.includes('AccessDenied'));
    expect({
      unsigned: await outcome(call),
      'unknown key': await as({ ...operator, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }),
      'wrong secret': await as({ ...operator, secretAccessKey: 'guessed' }),
      'a role that may not': [...new Set(refused.map(([, answer]) => answer))].join(' or '),
      'roles that may': byRole
        .filter((each) => !refused.includes(each))
        .map(([role]) => role)
        .sort()
        .join(', '),
    }).toEqual(expected[name]);
  });
});

// Last, because time moves on.
describe('Links to photos: capabilities, each for one thing', () => {
  async function uploadLink(by: Owner): Promise<HttpRequest & { photo: Buffer }> {
    const photo = another(pastoral);
    const [upload] = await by.api.createUploads([announced(photo)]);
    const { url, headers } = upload as Upload;
    return {
      method: 'PUT',
      url: url ?? '',
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      photo,
    };
  }
  async function put(request: HttpRequest & { photo: Buffer }): Promise<string> {
    const { method, url, headers = {}, photo } = request;
    const response = await fetch(url, { method, headers, body: new Uint8Array(photo) });
    const text = await response.text();
    return outcomeOf({ status: response.status, type: /<Code>(\w+)/.exec(text)?.[1] ?? '', text });
  }

  it('are answered as the table says', async () => {
    const upload = await uploadLink(bob);
    const late = await uploadLink(bob);
    const view = { method: 'GET', url: bob.analysis.imageUrl ?? '' };
    const ownView = { method: 'GET', url: alice.analysis.imageUrl ?? '' };
    const changed = ({ url }: HttpRequest, from: string | RegExp, to: string) => {
      const other = url.replace(from, to);
      expect(other).not.toBe(url);
      return other;
    };
    const keyOf = ({ url }: HttpRequest) => new URL(url).pathname;
    const unsigned = (method: string, { url }: HttpRequest) => ({ method, url: url.split('?')[0] ?? '' });
    const got: Record<string, string> = {
      'PUT with it, to another key': await put({ ...upload, url: changed(upload, keyOf(upload), keyOf(view)) }),
      'PUT with it, of a longer life': await put({ ...upload, url: changed(upload, 'Expires=900', 'Expires=9000') }),
      'PUT with it, without its security token': await put({
        ...upload,
        url: changed(upload, /X-Amz-Security-Token=[^&]*&?/, ''),
      }),
      'GET with the link for a PUT': await outcome({ method: 'GET', url: upload.url }),
      'PUT with another’s link, by nobody in particular': await put(upload),
      'PUT with it again': await put(upload),
      'GET with another’s link, by nobody in particular': await outcome(view),
      'GET with one’s own link, of another’s photo': await outcome({
        ...ownView,
        url: changed(ownView, keyOf(ownView), keyOf(view)),
      }),
      'GET with it, as another type': await outcome({ ...view, url: `${view.url}&response-content-type=text/html` }),
      'DELETE with the link for a GET': await outcome({ ...view, method: 'DELETE' }),
      'GET of a photo whose key is known, unsigned': await outcome(unsigned('GET', view)),
      'PUT to a photo’s key, unsigned': await outcome({ ...unsigned('PUT', view), body: 'other' }),
      'DELETE of a photo, unsigned': await outcome(unsigned('DELETE', view)),
      'list of the bucket, unsigned': await outcome({
        method: 'GET',
        url: `${new URL(view.url).origin}/${stack.output('BucketName')}?list-type=2`,
      }),
    };
    stack.clock.advance(15 * 60_000 + 1000);
    got['PUT with a link that has expired'] = await put(late);
    stack.clock.advance(45 * 60_000);
    got['GET with a link that has expired'] = await outcome(view);
    const expected = Object.entries(tables['Links to photos'] ?? {});
    expect(got).toEqual(Object.fromEntries(expected.map(([name, { answer = '' }]) => [name, answer])));
  });
});
