import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, '.github/workflows');
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const job = z.object({
  permissions: permissions.optional(),
  environment: z.string().optional(),
  uses: z.string().optional(),
  steps: z.array(step).default([]),
});
const workflow = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  jobs: z.record(z.string(), job),
});

const workflows = readdirSync(folder).map((file) => ({ file, ...workflow.parse(parse(read(file))) }));
const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, each]) => ({ name: `${file} ${name}`, ...each })),
);
const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

it('there is a workflow for checks, tests, the audit, the difference and deployments', () => {
  expect(workflows.map(({ file }) => file)).toEqual(['audit.yml', 'check.yml', 'deploy.yml', 'diff.yml', 'test.yml']);
});

it.each(workflows)('$file may read and no more, unless a job says otherwise', ({ on, permissions }) => {
  expect(permissions).toEqual({ contents: 'read' });
  // It runs what a stranger sent, with this repository's rights.
  expect(on).not.toHaveProperty('pull_request_target');
});

it('jobs that may write are the two that have to, and neither runs code of a pull request', () => {
  const writing = jobs.filter(({ permissions = {} }) => Object.values(permissions).includes('write'));
  expect(writing.map(({ name, permissions }) => [name, permissions])).toEqual([
    ['deploy.yml deploy', { contents: 'read', 'id-token': 'write' }],
    ['diff.yml comment', { 'pull-requests': 'write' }],
  ]);
  const [deploy, comment] = writing;
  expect(deploy?.environment).toBeDefined();
  expect(Object.keys(workflows.find(({ file }) => file === 'deploy.yml')!.on)).toEqual(['push', 'workflow_dispatch']);
  expect(comment?.steps.map(({ uses, run }) => uses ?? run?.split(' ', 2).join(' '))).toEqual([
    'actions/download-artifact@v4',
    'gh pr',
  ]);
});

it('what builds the stack that is deployed has no credentials yet', () => {
  const { steps } = jobs.find(({ name }) => name === 'deploy.yml deploy')!;
  const at = (part: string) => steps.findIndex(({ uses = '', run = '' }) => `${uses}${run}`.includes(part));
  expect(at('npm run synth')).toBeGreaterThan(at('npm ci'));
  expect(at('configure-aws-credentials')).toBeGreaterThan(at('npm run synth'));
  expect(at('npm run deploy')).toBeGreaterThan(at('configure-aws-credentials'));
});

it('no secret is used: roles are assumed', () => {
  for (const { file } of workflows) expect(read(file)).not.toMatch(/secrets\.|AKIA/);
});

it('every action is pinned to a version, and every script is one of package.json', () => {
  const actions = jobs.flatMap(({ uses, steps }) => [uses, ...steps.map(({ uses }) => uses)]).filter((uses) => uses);
  for (const action of actions)
    expect(action).toMatch(/^(actions|aws-actions)\/[\w-]+@v\d+$|^\.\/\.github\/workflows\//);
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(manifest()));
  const named = commands.flatMap((run) =>
    [...run.matchAll(/npm (?:run (?:--\S+ )*(\S+)|(test))/g)].map(([, script, test]) => script ?? test),
  );
  expect(named).toEqual(expect.arrayContaining(['check', 'test', 'synth', 'diff', 'deploy']));
  for (const script of named) expect(Object.keys(scripts)).toContain(script);
});

it('what people write never becomes part of a command', () => {
  for (const run of commands) expect(run).not.toContain('${{');
});

describe('npm run check', () => {
  it('refuses a workflow that GitHub would', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'workflow-')), 'broken.yml');
    writeFileSync(file, read('check.yml').replace('permissions:', 'permisions:'));
    const tsx = path.join(root, 'node_modules/.bin/tsx');
    const checked = promisify(execFile)(tsx, [path.join(root, 'test/check-workflows.ts'), file]);
    await expect(checked).rejects.toMatchObject({
      stderr: expect.stringContaining("broken.yml:6: Unexpected value 'permisions'") as string,
    });
  });
});

function manifest(): string {
  return readFileSync(path.join(root, 'package.json'), 'utf8');
}
