import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const given = {
  Region: 'us-east-1',
  GraphqlUrl: 'http://127.0.0.1:4/graphql',
  Issuer: 'http://i',
  ClientId: 'c',
  MaxPhotoBytes: '5242880',
  Version: '1.2.3',
};

describe('parseConfig', () => {
  it('reads what the page needs', () => {
    expect(parseConfig(given)).toEqual({
      graphqlUrl: given.GraphqlUrl,
      issuer: 'http://i',
      clientId: 'c',
      maxPhotoBytes: 5_242_880,
      version: '1.2.3',
    });
  });

  it('does without a version', () => {
    expect(parseConfig({ ...given, Version: undefined })).toMatchObject({ clientId: 'c', version: undefined });
  });

  it.each([
    [{ ...given, Issuer: '' }, 'config.json has no Issuer'],
    [{ ...given, ClientId: 7, GraphqlUrl: undefined }, 'config.json has no GraphqlUrl, ClientId'],
    [{ ...given, MaxPhotoBytes: 'many' }, 'config.json has no MaxPhotoBytes'],
    [null, 'config.json has no GraphqlUrl, Issuer, ClientId, MaxPhotoBytes'],
  ])('names what is missing in %j', (value, message) => {
    expect(() => parseConfig(value)).toThrow(message);
  });
});
