import { describe, expect, it } from 'vitest';
import { plainHttp } from './plain-http.ts';

const addresses = {
  aws: 'http://127.0.0.1:4002',
  graphql: 'http://127.0.0.1:4001',
  web: 'http://127.0.0.1:400',
  signIn: 'http://127.0.0.1:4003',
};

describe('plainHttp', () => {
  it.each([
    ['https://127.0.0.1:4002', 'http://127.0.0.1:4002'],
    ['https://127.0.0.1:400/callback', 'http://127.0.0.1:400/callback'],
    [
      "connect-src 'self' https://127.0.0.1:4001 wss://127.0.0.1:4001;",
      "connect-src 'self' http://127.0.0.1:4001 ws://127.0.0.1:4001;",
    ],
    ['https://127.0.0.1:4000 https://127.0.0.1', 'https://127.0.0.1:4000 https://127.0.0.1'],
    ['https://127a0a0a1:4001', 'https://127a0a0a1:4001'],
    ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
    ['https://127.0.0.1:4001.example.com', 'https://127.0.0.1:4001.example.com'],
  ])('%s becomes %s', (text, expected) => {
    expect(plainHttp(text, addresses)).toBe(expected);
  });
});
