import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import product from '../../package.json' with { type: 'json' };
import { readTemplate } from '../../infra/release/template.ts';
import { judge, places, readUpgradeNotes } from '../../infra/release/verdict.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { version } = product;

describe('a release', () => {
  it('loses nothing of what the last one keeps, but what docs/upgrade.md tells of', () => {
    const { untold } = judge(readTemplate(places.lastRelease), readTemplate(places.synthesized), readUpgradeNotes());
    expect(untold).toEqual([]);
  });

  it('has one version: in the stack, in the changelog, and of the resources that were kept', () => {
    expect(readTemplate(places.synthesized).Outputs?.Version?.Value).toBe(version);
    expect(readTemplate(places.lastRelease).Outputs?.Version?.Value).toBe(version);
    const changelog = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
    const releases = [...changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/gm)].map(
      ([, number]) => number,
    );
    expect(releases[0]).toBe(version);
  });
});

describe('npm run diff', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'diff-'));
  const released = readTemplate(places.lastRelease);
  const [table] = Object.keys(released.Resources).filter(
    (id) => released.Resources[id]!.Type === 'AWS::DynamoDB::Table',
  );

  function diff(resources: typeof released.Resources) {
    const after = path.join(folder, 'after.json');
    writeFileSync(after, JSON.stringify({ Resources: resources }));
    const script = path.join(root, 'infra/release/diff.ts');
    return promisify(execFile)(path.join(root, 'node_modules/.bin/tsx'), [script, places.lastRelease, after]);
  }

  it('ends well when nothing is lost, and says what changes', async () => {
    const { stdout } = await diff({ ...released.Resources, Topic: { Type: 'AWS::SNS::Topic', Properties: {} } });
    expect(stdout).toContain('No stateful resource would be replaced');
    expect(stdout).toContain('- `Topic` (AWS::SNS::Topic) new');
  });

  it('fails, and says what is lost', async () => {
    const others = Object.entries(released.Resources).filter(([id]) => id !== table);
    await expect(diff(Object.fromEntries(others))).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`- \`${table}\` (AWS::DynamoDB::Table) would leave the stack`) as string,
    });
  });
});
