import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusEvent } from '../service.ts';
import { compileInput } from './input.ts';

const event: BusEvent = {
  version: '0',
  id: 'e1',
  'detail-type': 'AnalysisChanged',
  source: 'app',
  account: '000000000000',
  time: '2026-01-02T03:04:05Z',
  region: 'us-east-1',
  resources: ['arn:a', 'arn:b'],
  detail: { id: 'a"1', size: 3, ok: true, none: null, labels: [{ name: 'Car' }], 'file-name': 'x.jpg' },
};

const occasion = { ruleArn: 'arn:rule', ruleName: 'rule', ingestionTime: '2026-01-02T03:04:06Z' };

const template = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  compileInput({ InputTransformer: { InputPathsMap, InputTemplate } })(event, occasion);

describe('without a transformer', () => {
  test('a target gets the whole event', () => {
    expect(JSON.parse(compileInput({})(event, occasion))).toEqual(event);
  });

  test('or a constant, or a part', () => {
    expect(compileInput({ Input: '{"a":1}' })(event, occasion)).toBe('{"a":1}');
    expect(compileInput({ InputPath: '$.detail.size' })(event, occasion)).toBe('3');
    expect(compileInput({ InputPath: '$.resources[1]' })(event, occasion)).toBe('"arn:b"');
    expect(compileInput({ InputPath: '$.detail.labels[0]' })(event, occasion)).toBe('{"name":"Car"}');
  });

  test('two of them, or a path that is not emulated, stop the boot', () => {
    expect(() => compileInput({ Input: '1', InputPath: '$' })).toThrow('only one');
    for (const path of ['$.resources[*]', 'detail', '$..id', "$['id']"]) {
      expect(() => compileInput({ InputPath: path })).toThrow(path);
    }
  });
});

describe('a template', () => {
  test('gets JSON where it has no quotes', () => {
    const paths = { detail: '$.detail', id: '$.detail.id', 'file-name': '$.detail.file-name', none: '$.detail.none' };
    const text = template('{"analysis":<detail>,"id":<id>,"name":<file-name>,"none":<none>}', paths);
    expect(JSON.parse(text)).toEqual({ analysis: event.detail, id: 'a"1', name: 'x.jpg', none: null });
  });

  test('gets plain text within quotes; objects lose theirs', () => {
    const paths = { name: '$.detail.file-name', labels: '$.detail.labels', size: '$.detail.size' };
    expect(template('"<name> (<size>): <labels>"', paths)).toBe('"x.jpg (3): [{name:Car}]"');
    expect(template('"say \\"<name>\\""', paths)).toBe('"say \\"x.jpg\\""');
  });

  test('does not escape what it puts within quotes', () => {
    expect(template('{"id":"<id>"}', { id: '$.detail.id' })).toBe('{"id":"a"1"}');
  });

  test('leaves out what is not in the event', () => {
    expect(template('"from <who>"', { who: '$.detail.who' })).toBe('"from "');
  });

  test('knows the predefined variables', () => {
    const text = template(
      '{"all":<aws.events.event.json>,"head":<aws.events.event>,"rule":<aws.events.rule-arn>,' +
        '"name":"<aws.events.rule-name>","at":<aws.events.event.ingestion-time>}',
    );
    const { detail, ...head } = event;
    expect(JSON.parse(text)).toEqual({
      all: { ...head, detail },
      head,
      rule: 'arn:rule',
      name: 'rule',
      at: '2026-01-02T03:04:06Z',
    });
  });

  test('refuses placeholders without a path, and reserved names', () => {
    expect(() => template('{"a":<b>}')).toThrow('<b>');
    expect(() => template('{}', { 'aws.events.event': '$' })).toThrow('reserved');
  });

  test('keeps a comparison sign that is no placeholder', () => {
    expect(template('"1 < 2 <size>"', { size: '$.detail.size' })).toBe('"1 < 2 3"');
  });

  test('whatever the values are, the places without quotes make valid JSON that gives them back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const compiled = compileInput({
          InputTransformer: {
            InputPathsMap: { a: '$.detail.a', b: '$.detail.b' },
            InputTemplate: '{"x": [<a>, <b>], "y": {"z": <a>}}',
          },
        });
        const text = compiled({ ...event, detail: { a, b } }, occasion);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ x: [a, b], y: { z: a } })));
      }),
    );
  });
});
