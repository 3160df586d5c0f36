import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noValue, resolve } from './intrinsics.ts';
import type { Scope } from './intrinsics.ts';

const scope: Scope = {
  reference: (name) => (name === 'AWS::NoValue' ? noValue : `ref(${name})`),
  attribute: (logicalId, attribute) => `${logicalId}!${attribute}`,
  condition: (name) => name === 'Yes',
  mapping: (map, first, second) => [map, first, second],
};

const examples: [string, unknown, unknown][] = [
  ['Ref', { Ref: 'Bucket' }, 'ref(Bucket)'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table!Arn'],
  ['GetAtt as text, with a nested name', { 'Fn::GetAtt': 'Nested.Outputs.Url' }, 'Nested!Outputs.Url'],
  ['Join of calls', { 'Fn::Join': ['/', ['a', { Ref: 'B' }, 3]] }, 'a/ref(B)/3'],
  ['Select from Split', { 'Fn::Select': ['1', { 'Fn::Split': ['-', 'x-y-z'] }] }, 'y'],
  ['Sub of references and attributes', { 'Fn::Sub': '${A}/${B.Arn}/${AWS::Region}' }, 'ref(A)/B!Arn/ref(AWS::Region)'],
  ['Sub with variables', { 'Fn::Sub': ['${A}-${V}', { V: { Ref: 'C' } }] }, 'ref(A)-ref(C)'],
  ['Base64', { 'Fn::Base64': 'photo' }, 'cGhvdG8='],
  ['If', { 'Fn::If': ['No', 1, { Ref: 'Else' }] }, 'ref(Else)'],
  ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'R' }, 'k'] }, ['M', 'ref(R)', 'k']],
  ['NoValue drops a member', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['NoValue drops an element', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
  [
    'a policy statement with a condition',
    { Condition: { Bool: { a: 'true' } } },
    { Condition: { Bool: { a: 'true' } } },
  ],
];

describe('resolve', () => {
  it.each(examples)('%s', (_name, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it('refuses an intrinsic function it does not know, by name', () => {
    expect(() => resolve({ 'Fn::ImportValue': 'other-stack' }, scope)).toThrow('Fn::ImportValue');
    expect(() => resolve([{ deep: { 'Fn::Transform': {} } }], scope)).toThrow('Fn::Transform');
  });

  it('refuses an element that is not there, and a list where text belongs', () => {
    expect(() => resolve({ 'Fn::Select': [2, ['a', 'b']] }, scope)).toThrow('Fn::Select has no element 2');
    expect(() => resolve({ 'Fn::Join': ['', [['nested']]] }, scope)).toThrow('Fn::Join expects text');
  });

  it('leaves what holds no call as it is', () => {
    const key = fc.string().filter((name) => !/^(Ref|Condition|Fn::.*|__proto__)$/.test(name));
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('json')),
        fc.dictionary(key, tie('json')),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        expect(resolve(value, scope)).toEqual(value);
      }),
    );
  });

  it('splits what it joined', () => {
    const part = fc.string().filter((text) => !text.includes('|'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        expect(resolve({ 'Fn::Split': ['|', { 'Fn::Join': ['|', parts] }] }, scope)).toEqual(parts);
      }),
    );
  });

  it('keeps escaped variables of Sub literal', () => {
    const inner = fc.string().filter((text) => !text.includes('}'));
    fc.assert(
      fc.property(inner, (text) => {
        expect(resolve({ 'Fn::Sub': `<\${!${text}}>` }, scope)).toBe(`<\${${text}}>`);
      }),
    );
  });

  it('gives text that is nested in any way', () => {
    type Text = { call: unknown; value: string };
    const plain = fc.string().filter((text) => !text.includes('|'));
    const name = fc.stringMatching(/^[A-Z][a-z]{0,5}$/);
    const joined = (parts: Text[]) => ({
      call: { 'Fn::Join': ['+', parts.map(({ call }) => call)] },
      value: parts.map(({ value }) => value).join('+'),
    });
    const { text } = fc.letrec<{ text: Text }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        plain.map((value) => ({ call: value, value })),
        name.map((logicalId) => ({ call: { Ref: logicalId }, value: `ref(${logicalId})` })),
        name.map((logicalId) => ({ call: { 'Fn::GetAtt': [logicalId, 'Arn'] }, value: `${logicalId}!Arn` })),
        fc.array(tie('text'), { maxLength: 3 }).map(joined),
        fc.tuple(tie('text'), tie('text')).map(([a, b]) => ({
          call: { 'Fn::Sub': ['<${A}>${Bucket}${B}', { A: a.call, B: b.call }] },
          value: `<${a.value}>ref(Bucket)${b.value}`,
        })),
        fc.tuple(fc.array(plain, { minLength: 1 }), fc.nat()).map(([parts, pick]) => ({
          call: { 'Fn::Select': [pick % parts.length, { 'Fn::Split': ['|', parts.join('|')] }] },
          value: parts[pick % parts.length] ?? '',
        })),
        fc.tuple(fc.boolean(), tie('text'), tie('text')).map(([yes, a, b]) => ({
          call: { 'Fn::If': [yes ? 'Yes' : 'No', a.call, b.call] },
          value: yes ? a.value : b.value,
        })),
        tie('text').map(({ call, value }) => ({
          call: { 'Fn::Base64': call },
          value: Buffer.from(value).toString('base64'),
        })),
      ),
    }));
    fc.assert(
      fc.property(text, ({ call, value }) => {
        expect(resolve(call, scope)).toBe(value);
        expect(resolve({ deep: [{ in: call }] }, scope)).toEqual({ deep: [{ in: value }] });
      }),
    );
  });

  it('drops what is AWS::NoValue, and only that, wherever it is', () => {
    const kept = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.option(kept, { nil: undefined })), (items) => {
        const given = items.map((item) => (item === undefined ? { Ref: 'AWS::NoValue' } : item));
        const left = items.filter((item) => item !== undefined);
        expect(resolve({ list: given, when: { 'Fn::If': ['No', given, { list: given }] } }, scope)).toEqual({
          list: left,
          when: { list: left },
        });
      }),
    );
  });

  it('refuses every function that it does not know, however deep, by name', () => {
    const known = /^(GetAtt|Join|Split|Select|Sub|FindInMap|Base64|If|Equals|And|Or|Not)$/;
    const unknown = fc.stringMatching(/^[A-Z][A-Za-z]{0,10}$/).filter((name) => !known.test(name));
    fc.assert(
      fc.property(unknown, fc.integer({ min: 0, max: 4 }), (name, depth) => {
        let value: unknown = { [`Fn::${name}`]: [] };
        for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { member: value };
        expect(() => resolve(value, scope)).toThrow(`Fn::${name}`);
      }),
    );
  });

  it('agrees with boolean algebra', () => {
    type Expression = { call: unknown; value: boolean };
    const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom({ call: { Condition: 'Yes' }, value: true }, { call: { Condition: 'No' }, value: false }),
        fc.tuple(fc.string(), fc.string()).map(([a, b]) => ({ call: { 'Fn::Equals': [a, b] }, value: a === b })),
        tie('expression').map(({ call, value }) => ({ call: { 'Fn::Not': [call] }, value: !value })),
        fc.array(tie('expression'), { minLength: 2, maxLength: 4 }).map((parts) => ({
          call: { 'Fn::And': parts.map((part) => part.call) },
          value: parts.every((part) => part.value),
        })),
        fc.array(tie('expression'), { minLength: 2, maxLength: 4 }).map((parts) => ({
          call: { 'Fn::Or': parts.map((part) => part.call) },
          value: parts.some((part) => part.value),
        })),
      ),
    }));
    fc.assert(
      fc.property(expression, ({ call, value }) => {
        expect(resolve(call, scope)).toBe(value);
      }),
    );
  });
});
