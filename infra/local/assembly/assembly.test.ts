import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '../services/service.ts';
import { openAssembly } from './assembly.ts';

const deployment: Deployment = {
  region: 'eu-west-1',
  account: '000000000000',
  partition: 'aws',
  addresses: { aws: '', graphql: '', web: '', signIn: '' },
};

const stack = {
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/eu-west-1',
  properties: { templateFile: 'Photos.template.json', stackName: 'Photos' },
};
const assets = { type: 'cdk:asset-manifest', properties: { file: 'Photos.assets.json' } };

describe('openAssembly', () => {
  let folder: string;
  const write = (name: string, content: unknown) => writeFile(path.join(folder, name), JSON.stringify(content));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assembly-'));
    await write('Photos.template.json', { Resources: {} });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('finds the one stack, its environment and its assets', async () => {
    await write('manifest.json', {
      version: '1',
      artifacts: { Photos: stack, 'Photos.assets': assets, Tree: { type: 'cdk:tree' } },
    });
    const destination = {
      bucketName: 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}',
      objectKey: 'abc.zip',
      assumeRoleArn: 'arn:${AWS::Partition}:iam::role',
    };
    const source = { path: 'asset.abc', packaging: 'zip' };
    await write('Photos.assets.json', {
      version: '1',
      files: { abc: { source, destinations: { here: destination } } },
    });
    const assembly = await openAssembly(folder);
    expect(assembly).toMatchObject({ stackName: 'Photos', account: undefined, region: 'eu-west-1' });
    const assetPath = await assembly.assetPaths(deployment);
    expect(assetPath('cdk-hnb659fds-assets-000000000000-eu-west-1', 'abc.zip')).toBe(path.join(folder, 'asset.abc'));
    expect(() => assetPath('cdk-hnb659fds-assets-000000000000-eu-west-1', 'other.zip')).toThrow('s3://');
  });

  it('refuses two stacks, nested assemblies, macros and files that are not what they should be', async () => {
    await write('manifest.json', { artifacts: { Photos: stack, Other: stack } });
    await expect(openAssembly(folder)).rejects.toThrow('2 stacks');
    await write('manifest.json', { artifacts: { Photos: stack, Stage: { type: 'cdk:cloud-assembly' } } });
    await expect(openAssembly(folder)).rejects.toThrow('nested assembly Stage');
    await write('manifest.json', { artifacts: { Photos: stack } });
    await write('Photos.template.json', { Resources: {}, Transform: 'AWS::Serverless-2016-10-31' });
    await expect(openAssembly(folder)).rejects.toThrow('macros');
    await write('Photos.template.json', { Resources: { A: { Properties: {} } } });
    await expect(openAssembly(folder)).rejects.toThrow('Photos.template.json');
  });

  it('says which file is missing', async () => {
    await expect(openAssembly(folder)).rejects.toThrow('manifest.json');
  });
});
