import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundles } from '../../infra/bundle.ts';
import { licensedPackages, licensesFile } from '../../infra/licenses.ts';
import { everySwitch, templateOf } from './template.ts';

/** What may be shipped without giving our own source away, by SPDX's names. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

const sourceMap = z.object({ sources: z.array(z.string()) });

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function licensesOf(folder: string) {
  return licensedPackages.parse(JSON.parse(readFileSync(path.join(folder, licensesFile), 'utf8')));
}

/** The packages in a bundle, as its source maps say: a list that the build does not make. */
function packagesIn(folder: string): string[] {
  const sources = filesIn(folder)
    .filter((file) => file.endsWith('.js.map') && !file.includes('node_modules'))
    .flatMap((file) => sourceMap.parse(JSON.parse(readFileSync(file, 'utf8'))).sources);
  const names = sources.flatMap((source) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  const copied = path.join(folder, 'node_modules');
  return [...new Set([...names, ...(existsSync(copied) ? readdirSync(copied) : [])])];
}

const functions = readdirSync(bundles.functions).map((name) => path.join(bundles.functions, name));

describe.each(functions.map((folder) => [path.basename(folder), folder]))('the bundle of %s', (_name, folder) => {
  it('lists all that others wrote of it', () => {
    const listed = licensesOf(folder).map(({ name }) => name);
    expect(packagesIn(folder).filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed).toContain('zod');
  });
});

it('the page lists what others wrote of it', () => {
  const listed = licensesOf(bundles.web).map(({ name }) => name);
  expect(listed).toEqual(expect.arrayContaining(['preact', 'intl-messageformat', 'oidc-client-ts']));
});

it('nothing is shipped under a licence that asks for our source', () => {
  const all = [...functions, bundles.web].flatMap(licensesOf);
  expect(all.filter(({ identifier }) => !permissive.includes(identifier))).toEqual([]);
});

describe('secrets', () => {
  const lint = async (content: string, filePath: string) => {
    const options = { config: { rules: [{ id: 'recommended', rule: creator }] } };
    const { messages } = await lintSource({ source: { content, filePath, contentType: 'text' }, options });
    return messages.map(({ message }) => `${filePath}: ${message}`);
  };

  it('are in no template: Google’s is named, not written', async () => {
    const template = templateOf(everySwitch);
    expect(await lint(JSON.stringify(template.toJSON(), null, 2), 'template.json')).toEqual([]);
    template.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderDetails: { client_secret: '{{resolve:secretsmanager:google-sign-in:SecretString:::}}' },
    });
  });

  it('are in no bundle, neither of a function nor of the page', async () => {
    const texts = [bundles.functions, bundles.resolvers, bundles.web]
      .flatMap(filesIn)
      .filter((file) => /\.(js|mjs|json|html|css|svg)$/.test(file));
    expect(texts.length).toBeGreaterThan(50);
    const found = await Promise.all(texts.map((file) => lint(readFileSync(file, 'utf8'), file)));
    expect(found.flat()).toEqual([]);
  });

  it('would be found', async () => {
    const key = ['AKIA', 'Q3EGUYV2NDI4WXYZ'].join('');
    const secret = ['wJalrXUtnFEMIK7MDENGb', 'PxRfiCYzEXbMPLEKEYa'].join('');
    const found = await lint(`const AWS_SECRET_ACCESS_KEY = "${secret}"; // ${key}`, 'index.js');
    expect(found.length).toBeGreaterThan(0);
  });
});
