import { decodeTime } from 'ulid';
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { compile } from './compile.ts';
import type { Evaluation } from './evaluation.ts';
import type { HandlerContext } from './realm.ts';

const ends = 'export const request = (ctx) => ({}); export const response = (ctx) => ctx.result;';

function evaluation(handler: Evaluation['handler'] = 'request'): Evaluation & { lines: string[] } {
  const lines: string[] = [];
  return {
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    typeName: 'Query',
    fieldName: 'thing',
    handler,
    authType: 'User Pool Authorization',
    log: (_level, message) => lines.push(message),
    appended: [],
    invalidations: [],
    lines,
  };
}

const context: HandlerContext = {
  arguments: { id: 'a' },
  source: null,
  stash: {},
  identity: null,
  request: { headers: {}, domainName: null },
  env: {},
  info: { fieldName: 'thing', parentTypeName: 'Query', variables: {} },
  selection: { list: () => ['id'], graphql: () => '{ id }' },
};

/** The value of an expression inside a request handler. */
function valueOf(expression: string, input: Partial<HandlerContext> = {}): unknown {
  const code = `import { util, runtime } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export function request(ctx) { return ${expression}; }
export function response(ctx) { return null; }`;
  return compile(code, 'Query.thing').run({ ...context, ...input }, evaluation()).value.value;
}

describe('what APPSYNC_JS refuses', () => {
  it.each([
    ['throw', 'throw "no";', '`throw`'],
    ['try', 'try { ctx.a; } catch { }', '`try`'],
    ['while', 'while (false) {}', '`while`'],
    ['do while', 'do {} while (false)', '`do while`'],
    ['the loop with a counter', 'for (let i = 0; i < 1; i += 1) {}', '`for (;;)`'],
    ['continue', 'for (const a of []) { continue; }', '`continue`'],
    ['a label', 'here: for (const a of []) { break here; }', 'a label'],
    ['a class', 'class A {}', 'a class'],
    ['this', 'const a = this;', '`this`'],
    ['new', 'const a = new Set();', '`new`'],
    ['async', 'const a = async () => 1;', '`async`'],
    ['a generator', 'const a = function* () {};', 'generators'],
    ['++', 'let a = 1; a++;', '`++` and `--`'],
    ['--', 'let a = 1; --a;', '`++` and `--`'],
    ['~', 'const a = ~1;', '`~`'],
    ['in', 'const a = "b" in ctx;', '`in`'],
    ['instanceof', 'const a = ctx instanceof Object;', '`instanceof`'],
    ['a regular expression', 'const a = /b/;', 'regular expression literals'],
    ['BigInt', 'const a = 1n;', 'BigInt'],
    ['sort with a comparator', '[].sort((a, b) => a - b);', 'arguments of `sort()`'],
    ['apply', 'String.apply(null, []);', '`.apply`'],
    ['the way to Function', 'const a = [].constructor;', '`.constructor`'],
    ['eval', 'eval("1");', 'no eval'],
    ['Function', 'Function("return 1");', 'no Function'],
    ['Date', 'const a = Date.now();', 'no Date'],
    ['process', 'const a = process.env;', 'no process'],
    ['fetch', 'fetch("http://localhost");', 'no fetch'],
    ['parseInt', 'const a = parseInt("1");', 'no parseInt'],
    ['an undocumented member', 'const a = Math.pow(1, 2);', 'no Math.pow'],
    ['an undocumented method', 'const a = "b".padStart(2);', 'no method .padStart()'],
    ['a utility that is not there', 'util.time.nowFormatted("yyyy");', 'util.time.nowFormatted is not emulated'],
    ['utilities under another name', 'const a = util.time; a.nowISO8601();', 'only members of util.time'],
    ['all utilities as a value', 'const { time } = util;', 'only members of util'],
  ])('%s', (_name, statement, message) => {
    const code = `import { util } from '@aws-appsync/utils';\nexport function request(ctx) {\n  ${statement}\n}\nexport const response = (ctx) => null;`;
    expect(() => compile(code, 'Query.thing')).toThrow(message);
    expect(() => compile(code, 'Query.thing')).toThrow(/^Query\.thing:3:/m);
  });

  it.each([
    [
      'a module that is not there',
      'import { select } from "@aws-appsync/utils/rds";',
      'the module @aws-appsync/utils/rds is not',
    ],
    ['an export that is not there', 'import { sync } from "@aws-appsync/utils/dynamodb";', 'has no sync here'],
    [
      'a member of a namespace that is not there',
      'import * as d from "@aws-appsync/utils/dynamodb"; const a = d.transactGet;',
      'd.transactGet is not emulated',
    ],
    ['recursion', 'function f(a) { return g(a); } function g(a) { return f(a); }', 'recursion: `f`'],
    ['functions handed to functions', 'function f(a) { return a(); } const b = f(() => 1);', 'does not pass functions'],
    ['what does not parse', 'function (', 'Unexpected token'],
  ])('%s', (_name, statements, message) => {
    expect(() => compile(`${statements}\n${ends}`, 'Query.thing')).toThrow(message);
  });

  it('code of more than 32 KB, and a missing handler', () => {
    expect(() => compile(`${ends}\n// ${'x'.repeat(32 * 1024)}`, 'Query.thing')).toThrow('bytes of code');
    expect(() => compile('export const request = (ctx) => null;', 'Query.thing')).toThrow('handler response');
  });

  it('names everything that is wrong, in the order of the lines', () => {
    const code = `export function request(ctx) {\n  fetch();\n  throw 1;\n}\n`;
    expect(() => compile(code, 'F')).toThrow(/F:1:1: .*response.*\nF:2:3: .*fetch\nF:3:3: .*throw/);
  });
});

describe('what APPSYNC_JS runs', () => {
  it('has arguments under two names, the stash, and a selection that JSON leaves out', () => {
    expect(valueOf('[ctx.args.id, ctx.arguments.id, ctx.info.selectionSetList, ctx.info.selectionSetGraphQL]')).toEqual(
      ['a', 'a', ['id'], '{ id }'],
    );
    expect(valueOf('JSON.stringify(ctx.info)')).toBe('{"fieldName":"thing","parentTypeName":"Query","variables":{}}');
  });

  it('keeps what a handler does to its context from the outside, except for the stash', () => {
    const code = compile(
      `export function request(ctx) { ctx.args.id = 'b'; ctx.stash.kept = ctx.args; return undefined; }
       export const response = (ctx) => null;`,
      'F',
    );
    const { value, stash } = code.run(context, evaluation());
    expect({ value: value.value, stash }).toEqual({ value: null, stash: { kept: { id: 'b' } } });
    expect(context.arguments).toEqual({ id: 'a' });
  });

  it('does not let the stash be replaced', () => {
    const code = compile(
      'export function request(ctx) { ctx.stash = {}; } export const response = (ctx) => null;',
      'F',
    );
    expect(() => code.run(context, evaluation())).toThrow('Runtime Error');
  });

  it('parses bad JSON to a blank string and reads patterns as Java does', () => {
    expect(valueOf('[JSON.parse("{"), JSON.parse("[1]")]')).toEqual(['', [1]]);
    expect(valueOf('["a.b".replace(".", "x"), "a.b".replaceAll("[ab]", "<$0>")]')).toEqual(['x.b', '<a>.<b>']);
  });

  it('runs a loop 1,000 times and no more', () => {
    const code = `export function request(ctx) { let n = 0; for (const each of ctx.args.list) { n = n + each; } return n; }
      export const response = (ctx) => null;`;
    const run = (length: number) =>
      compile(code, 'F').run({ ...context, arguments: { list: Array(length).fill(1) } }, evaluation()).value.value;
    expect(run(1000)).toBe(1000);
    expect(() => run(1001)).toThrow('Runtime Error');
  });

  it('says to the log, not to the caller, what failed and where', () => {
    const code = compile(
      'export function request(ctx) {\n  return ctx.source.id;\n}\nexport const response = (ctx) => null;',
      'F',
    );
    const running = evaluation();
    expect(() => code.run(context, running)).toThrow(new FieldError('Runtime Error', { errorType: 'Code' }));
    expect(running.lines).toEqual([expect.stringMatching(/^F request at F\.js:2:\d+: TypeError: /) as string]);
  });

  it('logs what the console is told', () => {
    const code = compile(
      `export function request(ctx) { console.log('seen', ctx.args); } export const response = (ctx) => null;`,
      'F',
    );
    const running = evaluation();
    code.run(context, running);
    expect(running.lines).toEqual(['seen {"id":"a"}']);
  });

  it('returns early with a value', () => {
    const code = compile(
      `import { runtime } from '@aws-appsync/utils';
       export function request(ctx) { runtime.earlyReturn({ a: 1 }, { skipTo: 'END' }); }
       export const response = (ctx) => null;`,
      'F',
    );
    const { value, ...outcome } = code.run(context, evaluation());
    expect({ value: value.value, ...outcome }).toEqual({ value: { a: 1 }, stash: {}, early: { skipTo: 'END' } });
  });
});

describe('util', () => {
  it('raises and appends errors', () => {
    const code = compile(
      `import { util } from '@aws-appsync/utils';
       export function request(ctx) { util.appendError('first', 'A'); util.error('second', 'B', { a: 1 }, { b: 2 }); }
       export const response = (ctx) => null;`,
      'F',
    );
    const running = evaluation();
    expect(() => code.run(context, running)).toThrow(
      expect.objectContaining({ message: 'second', errorType: 'B', data: { a: 1 }, errorInfo: { b: 2 } }),
    );
    expect(running.appended).toEqual([expect.objectContaining({ message: 'first', errorType: 'A', data: null })]);
    expect(() => valueOf('util.unauthorized()')).toThrow('Not Authorized to access thing on type Query');
  });

  it('tells the time of the cloud', () => {
    expect(valueOf('[util.time.nowISO8601(), util.time.nowEpochSeconds(), util.time.nowEpochMilliSeconds()]')).toEqual([
      '2026-01-02T03:04:05.000Z',
      1767323045,
      1767323045000,
    ]);
    expect(
      valueOf(
        'util.time.epochMilliSecondsToISO8601(util.time.parseISO8601ToEpochMilliSeconds("2026-01-02T03:04:05Z"))',
      ),
    ).toBe('2026-01-02T03:04:05.000Z');
    expect(() => valueOf('util.time.parseISO8601ToEpochMilliSeconds("tomorrow")')).toThrow('Runtime Error');
  });

  it('makes ids', () => {
    expect(valueOf('util.autoId()')).toMatch(/^[0-9a-f-]{36}$/);
    expect(decodeTime(String(valueOf('util.autoUlid()')))).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
  });

  it('matches, and tells the mode', () => {
    expect(valueOf('[util.matches("a*b", "aaaaab"), util.matches("a", "ab"), util.matches("^a$", "a")]')).toEqual([
      true,
      false,
      true,
    ]);
    expect(valueOf('util.authType()')).toBe('User Pool Authorization');
  });

  it('refuses patterns that only Java reads', () => {
    expect(() => valueOf('util.matches("a++", "aa")')).toThrow('Runtime Error');
    expect(() => valueOf('util.matches("\\\\p{L}", "a")')).toThrow('Runtime Error');
  });

  it('types values for DynamoDB as recorded on AWS', () => {
    expect(valueOf('util.dynamodb.toMapValues({ foo: "bar", baz: 1234, beep: ["boop"], no: null })')).toEqual({
      foo: { S: 'bar' },
      baz: { N: 1234 },
      beep: { L: [{ S: 'boop' }] },
      no: { NULL: null },
    });
    expect(
      valueOf('[util.dynamodb.toNull(), util.dynamodb.toNumberSet([1, 4.56]), util.dynamodb.toString(null)]'),
    ).toEqual([{ NULL: null }, { NS: [1, 4.56] }, null]);
    expect(
      valueOf('[util.dynamodb.toBoolean(true), util.dynamodb.toStringSet(["a"]), util.dynamodb.toBinary("foo")]'),
    ).toEqual([{ BOOL: true }, { SS: ['a'] }, { B: 'foo' }]);
  });
});
