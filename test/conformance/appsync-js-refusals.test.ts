import { expect } from 'vitest';
import { startApi } from '../../infra/local/services/appsync/testing.ts';
import { behavioursOf } from './behaviour.ts';
import { documented, here, recorded, type Evidence } from './evidence.ts';

const js = behavioursOf('APPSYNC_JS');
const features = documented('AppSync developer guide, Supported runtime features');
const plugin = recorded('@aws-appsync/eslint-plugin 2.0.2, its recommended rules');

/** Boots an API with one resolver of this code. */
async function boot(code: string): Promise<void> {
  const api = await startApi({ schema: 'type Query { thing: String }', resolvers: { 'Query.thing': { code } } });
  await api.stop();
}

const response = 'export function response(ctx) { return null; }';

/** A request handler whose second line, at column 3, is this one. */
const handler = (line: string) => `export function request(ctx) {\n  ${line}\n  return {};\n}\n${response}`;

/** What the runtime has not: what a reader looks up, the line, the complaint. */
const constructs: [construct: string, line: string, complaint: string][] = [
  ['`throw`', 'throw "no";', '`throw`'],
  ['`try`, `catch` and `finally`', 'try { ctx.a; } catch (e) { } finally { }', '`try`'],
  ['`while`', 'while (false) {}', '`while`'],
  ['`do … while`', 'do {} while (false);', '`do while`'],
  ['`for (;;)`', 'for (let i = 0; i < 1; i += 1) {}', '`for (;;)`'],
  ['`continue`', 'for (const a of []) { continue; }', '`continue`'],
  ['A label', 'here: for (const a of []) { break here; }', 'a label'],
  ['`++`', 'let a = 1; a++;', '`++` and `--`'],
  ['`--`', 'let a = 1; --a;', '`++` and `--`'],
  ['`~`', 'const a = ~1;', '`~`'],
  ['`in`', 'const a = "b" in ctx;', '`in`'],
  ['A regular expression literal', 'const a = /b/;', 'regular expression literals'],
  ['`sort` with a function', '[2, 1].sort((a, b) => a - b);', 'arguments of `sort()`'],
  ['`apply`, `bind` and `call`', 'request.apply(null, []);', '`.apply`'],
  ['A Function constructor', 'const a = Function("return 1");', 'no Function'],
  ['The way to it', 'const a = [].constructor;', '`.constructor`'],
  ['`async` and `await`', 'const a = async () => { await ctx; };', '`async`'],
  ['A promise', 'Promise.resolve();', 'no Promise'],
  ['The network', 'fetch("https://example.com");', 'no fetch'],
  ['`eval`', 'eval("1");', 'no eval'],
  ['`new`, and with it Date, Set, Map and RegExp', 'const a = new Set();', '`new`'],
  ['`Date`', 'const a = Date.now();', 'no Date'],
  ['`process` and other globals of Node.js', 'const a = process.env;', 'no process'],
  ['`parseInt` and other globals that the guide does not list', 'const a = parseInt("1");', 'no parseInt'],
  ['BigInt', 'const a = 1n;', 'BigInt'],
];

const ofPlugin: [construct: string, line: string, complaint: string][] = [
  ['A class', 'class A {}', 'a class'],
  ['`this`', 'const a = this;', '`this`'],
  ['A generator', 'const a = function* () { yield 1; };', 'generators'],
  ['`instanceof`', 'const a = ctx instanceof Object;', '`instanceof`'],
  ['`Array.from`, `Array.of` and `Array.isArray`', 'const a = Array.from([]);', 'no Array'],
  ['`Object.freeze` and others that the guide does not list', 'Object.freeze(ctx);', 'no Object.freeze'],
  ['`Math.pow` and others that the guide does not list', 'const a = Math.pow(1, 2);', 'no Math.pow'],
  ['`padStart`, `repeat` and other methods that the guide does not list', '"b".repeat(2);', 'no method .repeat()'],
];

const stops = 'stops the boot, with the bundle’s line';

function refuse(rows: typeof constructs, evidence: Evidence): void {
  for (const [construct, line, complaint] of rows) {
    js.covers(`${construct} ${stops}`, here(evidence), async () => {
      const booting = boot(handler(line));
      await expect(booting).rejects.toThrow(/^Query\.thing:2:\d+: /m);
      await expect(booting).rejects.toThrow(complaint);
    });
  }
}
refuse(constructs, features);
refuse(ofPlugin, plugin);

js.covers(`Recursion, of one function or several, ${stops}`, here(features), async () => {
  await expect(boot(`const f = (a) => f(a);\n${handler('')}`)).rejects.toThrow(/^Query\.thing:1:\d+: .*recursion: `f`/);
  const two = 'function f(a) { return g(a); }\nfunction g(a) { return f(a); }\n';
  await expect(boot(two + handler(''))).rejects.toThrow(/^Query\.thing:1:\d+: .*`f`\nQuery\.thing:2:\d+: .*`g`/);
});

js.covers(
  `A function passed to a function of the bundle ${stops}; to a method of arrays it may be`,
  here(features),
  async () => {
    const f = 'function f(a) { return a(); }\n';
    await expect(boot(f + handler('f(() => 1);'))).rejects.toThrow(/^Query\.thing:3:\d+: .*does not pass functions/);
    await expect(boot(f + handler('f(request);'))).rejects.toThrow(/^Query\.thing:3:\d+: .*does not pass functions/);
    await boot(handler('[1].map((each) => each);'));
  },
);

const notEmulated: [what: string, line: string, complaint: string][] = [
  ['A utility', 'util.time.nowFormatted("yyyy");', 'util.time.nowFormatted is not emulated'],
  ['A group of utilities', 'util.rds.toJsonObject({});', 'util.rds is not emulated'],
  ['An extension', 'extensions.evictFromApiCache("Query", "a", {});', 'extensions.evictFromApiCache is not emulated'],
  ['A utility behind another name', 'const t = util.time;', 'only members of util.time can be used'],
];

for (const [what, line, complaint] of notEmulated) {
  js.refuses(`${what} that is not emulated ${stops}: \`${complaint}\``, here(features), async () => {
    const code = `import { util, extensions } from '@aws-appsync/utils';\n${handler(line)}`;
    await expect(boot(code)).rejects.toThrow(new RegExp(`^Query\\.thing:3:\\d+: ${complaint}`));
  });
}

js.refuses(
  `A module that is not emulated (\`@aws-appsync/utils/rds\`, \`/ai\`, any other), or an export that a module does not have here (\`scan\`, \`sync\`, \`transactWrite\`), ${stops}`,
  here(documented('AppSync developer guide, Built-in modules')),
  async () => {
    const importing = (text: string) => boot(`\nimport ${text};\n${handler('')}`);
    await expect(importing('{ select } from "@aws-appsync/utils/rds"')).rejects.toThrow(
      /^Query\.thing:2:1: the module @aws-appsync\/utils\/rds is not emulated/,
    );
    await expect(importing('fs from "node:fs"')).rejects.toThrow('the module node:fs is not emulated');
    for (const name of ['scan', 'sync', 'transactWrite', 'transactGet']) {
      await expect(importing(`{ ${name} } from "@aws-appsync/utils/dynamodb"`)).rejects.toThrow(
        new RegExp(`^Query\\.thing:2:\\d+: @aws-appsync/utils/dynamodb has no ${name} here`),
      );
    }
    await expect(importing('* as ddb from "@aws-appsync/utils/dynamodb"; const all = ddb.scan')).rejects.toThrow(
      /^Query\.thing:2:\d+: ddb\.scan is not emulated/,
    );
  },
);

js.covers(`Code that does not parse, or lacks a handler, ${stops}`, here(features), async () => {
  await expect(boot('function (')).rejects.toThrow(/^Query\.thing: .*\(1:\d+\)/);
  await expect(boot(response)).rejects.toThrow(/^Query\.thing:1:1: the handler request is not exported/);
});

js.covers(
  'Code of more than 32 KB stops the boot, by the resolver’s name; 32 KB run',
  here(documented('AppSync endpoints and quotas: JavaScript resolver code size')),
  async () => {
    const code = `${handler('')}\n//`;
    const filled = code + 'x'.repeat(32 * 1024 - code.length);
    await boot(filled);
    await expect(boot(`${filled}x`)).rejects.toThrow('Query.thing: 32769 bytes of code are more than 32768');
  },
);

js.covers(
  'Everything that is wrong with all bundles is told at once, in the order of the lines',
  here(features),
  async () => {
    const code = `export function request(ctx) {\n  fetch();\n  throw 1;\n}\n`;
    const booting = startApi({
      schema: 'type Query { a: String b: String }',
      resolvers: { 'Query.a': { code }, 'Query.b': { code } },
    });
    await expect(booting).rejects.toThrow(
      /^Query\.a:1:1: .*response.*\nQuery\.a:2:3: .*fetch.*\nQuery\.a:3:3: .*throw.*\nQuery\.b:1:1: /,
    );
  },
);
