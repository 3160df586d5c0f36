import { describe, expect, it } from 'vitest';
import { arn, lambdaBench } from './testing.ts';

describe('lambda over HTTP', () => {
  const { code, boot } = lambdaBench();

  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20201122/us-east-1/lambda/aws4_request' };
  const call = (endpoint: string, body: string, more = {}, name = 'f') =>
    fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body,
    });

  it('answers with the payload, the error and the logs', async () => {
    await code(
      'exports.handler = async ({ fail }) => { console.log("hi"); if (fail) throw new Error("no"); return "yes"; };',
    );
    const { client, asked } = await boot();
    const good = await call(client.endpoint, '{}', { 'x-amz-log-type': 'Tail' }, encodeURIComponent(arn));
    expect([good.status, await good.json()]).toEqual([200, 'yes']);
    expect(Buffer.from(good.headers.get('x-amz-log-result') ?? '', 'base64').toString()).toBe('hi\n');
    const bad = await call(client.endpoint, '{"fail":true}');
    expect([bad.status, bad.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(await bad.json()).toMatchObject({ errorMessage: 'no' });
    expect(asked).toContainEqual(
      expect.objectContaining({ permission: { action: 'lambda:InvokeFunction', resource: arn } }),
    );
  });

  it.each([
    ['a dry run', '{}', { 'x-amz-invocation-type': 'DryRun' }, 'f', 400, 'InvalidParameterValueException'],
    ['a body that is not JSON', '{', {}, 'f', 400, 'InvalidRequestContentException'],
    ['an unknown function', '{}', {}, 'ghost', 404, 'ResourceNotFoundException'],
  ])('refuses %s', async (_name, body, more, name, status, code_) => {
    await code('exports.handler = async () => 1;');
    const { client } = await boot();
    const response = await call(client.endpoint, body, more, name);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, code_]);
  });
});
