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
      keepDays: undefined,
      version: '1.2.3',
    });
  });

  it('knows for how long photos are kept, if they do not stay', () => {
    expect(parseConfig({ ...given, RetentionDays: '30' })).toMatchObject({ keepDays: 30 });
    expect(() => parseConfig({ ...given, RetentionDays: 'long' })).toThrow('RetentionDays');
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
