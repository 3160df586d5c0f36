import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../store.ts';
import { pageTokens } from './page-tokens.ts';

function store(): Store {
  const entries = new Map<string, unknown>();
  const unused = () => {
    throw new Error('not needed');
  };
  return {
    get: <T>(key: string) => Promise.resolve(entries.get(key) as T | undefined),
    batch(operations) {
      for (const each of operations) if (each.type === 'put') entries.set(each.key, each.value);
      return Promise.resolve();
    },
    entries: unused,
    close: unused,
  };
}

const key = fc.dictionary(fc.string(), fc.record({ S: fc.string() }), { noNullPrototype: true });

describe('page tokens', () => {
  it('open to what was sealed, for their own scope only, also after a restart', async () => {
    const durable = store();
    const before = await pageTokens(durable);
    const after = await pageTokens(durable);
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (lastKey, scope, other) => {
        const token = before.seal(lastKey, scope);
        expect(after.open(token, scope)).toEqual(lastKey);
        fc.pre(scope !== other);
        expect(after.open(token, other)).toBeUndefined();
      }),
    );
  });

  it('do not open once changed, nor under another key', async () => {
    const tokens = await pageTokens(store());
    const others = await pageTokens(store());
    const token = tokens.seal({ PK: { S: 'a' } }, 'scope');
    const { token: inner } = JSON.parse(Buffer.from(token, 'base64').toString()) as { token: string };
    const bytes = Buffer.from(inner, 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ change, at);
        const text = JSON.stringify({ version: 3, token: changed.toString('base64') });
        expect(tokens.open(Buffer.from(text).toString('base64'), 'scope')).toBeUndefined();
      }),
    );
    expect(others.open(token, 'scope')).toBeUndefined();
    expect(tokens.open('', 'scope')).toBeUndefined();
  });
});
