import { afterAll, beforeAll, expect, it } from 'vitest';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, Stack, until, type Person } from '../support/stack.ts';
import { isJson, logLines } from '../support/telemetry.ts';

const fileName = 'result of my biopsy.jpg';
const userName = 'zoe-private';
const blockReason = 'She quarrels with everybody';

/** Those that have something to say, by how their names begin. */
const functions = [
  ...['CreateUploads', 'SearchAnalyses', 'ReadTotals', 'SetUserBlocked', 'DeleteMyData', 'SweeperSweep'],
  ...['AnalysisAnalyzeImage', 'AnalysisFailDeadLetter', 'ExporterExportAnalyses', 'ExporterWriteExport'],
];

let stack: Stack;
let zoe: Person;
let admin: Person;
/** What nobody may find in a log, by what it is. */
const secrets = new Map<string, string | RegExp>();
beforeAll(async () => {
  stack = await Stack.start();
  zoe = await stack.person(userName);
  admin = await stack.person('root-private', { groups: ['admins'] });
  for (const [what, secret] of [
    ['a file name', /biopsy/i],
    ['a user name or an e-mail address', /zoe|root-private|[\w.]+@[\w-]+\.\w+/i],
    ['a user id', zoe.owner],
    ['an admin’s user id', admin.owner],
    ['a source address', /"?source_?ip"?|x-forwarded-for|203\.0\.113\.\d+/i],
    ['a token', zoe.accessToken.split('.')[2]!],
    ['any token', /eyJ[\w-]{10,}\.[\w-]{10,}/],
    ['a signed link', /X-Amz-(Signature|Credential|Security-Token)/i],
    ['a label', /sheep|livestock/i],
    ['a reason', /quarrels/i],
  ] as const) {
    secrets.set(what, secret);
  }
});
afterAll(() => stack.stop());

function secretsIn(line: string): string[] {
  return [...secrets].flatMap(([what, secret]) =>
    (typeof secret === 'string' ? line.includes(secret) : secret.test(line)) ? [what] : [],
  );
}

const down = { error: { code: 'InternalServerError', status: 500 } };
const fault = (service: string, operation: string) => stack.cloud.faults.set([{ service, operation, effect: down }]);
const mended = () => stack.cloud.faults.set([]);

it('knows what nobody may find when it sees it', () => {
  const telling = [
    JSON.stringify({ fileName, message: 'A photo has ended' }),
    `No such user: ${userName}`,
    `uploads/${zoe.owner}/01KB3T0P5RJ2M8Q4W6X9YZABCD`,
    `blocked by ${admin.owner}`,
    JSON.stringify({ sourceIp: '127.0.0.1' }),
    zoe.accessToken,
    zoe.accessToken,
    'http://127.0.0.1/photo?X-Amz-Signature=00',
    JSON.stringify({ labels: [{ name: 'Sheep' }] }),
    blockReason,
  ];
  const found = telling.flatMap(secretsIn);
  expect(new Set(found)).toEqual(new Set(secrets.keys()));
});

it('nothing but JSON is written while all is well: a start of a function is no fault', async () => {
  const { id } = await send(zoe.api, another(pastoral), 'image/jpeg', fileName);
  await pushedEnd(zoe, id);
  await zoe.api.analyses({ filter: { labels: { any: ['sheep'] } } });
  expect(stack.printed.length).toBeGreaterThan(0);
  expect(stack.printed.filter(({ line }) => !isJson(line))).toEqual([]);
});

it('nothing of anybody’s is in the functions’ logs, whatever people did and whatever went wrong', async () => {
  const { id } = await send(zoe.api, pastoral, 'image/jpeg', fileName);
  await pushedEnd(zoe, id);
  await zoe.api.analyses({ filter: { labels: { any: ['sheep'] } } });
  await zoe.api.labels({ prefix: 'sheep' });

  // Refusals, of which one names the files in its answer.
  const tooLarge = { ...announced(another(pastoral), 'image/jpeg', fileName), size: 16 * 1024 * 1024 };
  await expect(zoe.api.createUploads([tooLarge])).rejects.toMatchObject({ errorType: 'FileTooLarge' });
  const many = () => Array.from({ length: 25 }, () => announced(another(pastoral), 'image/jpeg', fileName));
  for (let call = 0; call < 3; call += 1) await zoe.api.createUploads(many());
  await expect(zoe.api.createUploads(many())).rejects.toMatchObject({ errorType: 'QuotaExceeded' });

  // Faults on every way.
  fault('dynamodb', 'PutItem');
  await expect(zoe.api.createUploads([announced(another(pastoral), 'image/jpeg', fileName)])).rejects.toMatchObject({
    errorType: 'InternalError',
  });
  fault('s3', 'PutObject');
  await send(zoe.api, another(pastoral), 'image/jpeg', fileName).catch(() => undefined);
  await zoe.api.exportAnalyses({ format: 'CSV' });
  await until(() => logLines(stack.printed).find(({ message }) => message === 'An export failed'));
  fault('rekognition', 'DetectLabels');
  const failing = await send(zoe.api, another(pastoral), 'image/jpeg', fileName);
  await pushedEnd(zoe, failing.id, () => stack.clock.pass(2000));
  fault('s3', 'DeleteObject');
  await expect(zoe.api.deleteMyData()).rejects.toThrow();
  const sweepFailed = () => logLines(stack.printed).find(({ message }) => message.startsWith('An overdue item'));
  await until(sweepFailed, () => stack.clock.pass(60_000));
  mended();

  // A block with a reason, and what it refuses.
  await admin.api.setUserBlocked({ userId: zoe.owner, blocked: true, reason: blockReason });
  await expect(zoe.api.createUploads([announced(pastoral, 'image/jpeg', fileName)])).rejects.toMatchObject({
    errorType: 'UserBlocked',
  });
  await admin.api.users();

  const wrote = logLines(stack.printed).map(({ function_name: name }) => name);
  for (const name of functions) expect(wrote.filter((each) => each.startsWith(name))).not.toEqual([]);
  const leaks = stack.printed.flatMap(({ by, line }) => secretsIn(line).map((what) => `${by} wrote ${what}: ${line}`));
  expect(leaks).toEqual([]);
});
