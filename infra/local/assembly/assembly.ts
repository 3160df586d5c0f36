/**
 * Reads a synthesized CDK assembly with one stack and resolves its template.
 *
 * Covered: Ref, Fn::GetAtt, Join, Split, Select, Sub, FindInMap, Base64, If, Equals, And, Or, Not, conditions,
 * mappings, parameters with defaults, pseudo parameters, outputs, file assets. Refused by name: every other intrinsic
 * function (Fn::ImportValue, Fn::GetAZs, ...), macros, parameters read from SSM, container images, nested assemblies,
 * resource types without a kind, attributes that a kind does not give. Rules, metadata and policies on update or
 * deletion have no effect: stacks are not deployed here, they run.
 */
import path from 'node:path';
import * as z from 'zod';
import type { Deployment, ResourceKind } from '../services/service.ts';
import { assetPaths } from './assets.ts';
import type { AssetPath } from './assets.ts';
import { readJson } from './json-file.ts';
import { resolveStack } from './stack.ts';
import type { ResolvedStack } from './stack.ts';
import { AssemblyError, templateSchema } from './template.ts';

const stackArtifact = z.object({
  type: z.literal('aws:cloudformation:stack'),
  environment: z.string(),
  properties: z.object({ templateFile: z.string(), stackName: z.string().optional() }),
});
const assetArtifact = z.object({
  type: z.literal('cdk:asset-manifest'),
  properties: z.object({ file: z.string() }),
});
const otherArtifact = z.object({ type: z.string() });
const manifestSchema = z.object({
  artifacts: z.record(z.string(), z.union([stackArtifact, assetArtifact, otherArtifact])),
});

/** A synthesized CDK application with one stack. */
export interface Assembly {
  stackName: string;
  /** As the stack was synthesized for; undefined when it is for any account or region. */
  account: string | undefined;
  region: string | undefined;
  assetPaths(deployment: Deployment): Promise<AssetPath>;
  resolve(deployment: Deployment, kinds: readonly ResourceKind[]): ResolvedStack;
}

/** Reads `manifest.json` and the template of the assembly in `folder`. Throws an {@link AssemblyError}. */
export async function openAssembly(folder: string): Promise<Assembly> {
  const { artifacts } = await readJson(path.join(folder, 'manifest.json'), manifestSchema);
  const nested = Object.entries(artifacts).find(([, { type }]) => type === 'cdk:cloud-assembly');
  if (nested) throw new AssemblyError(`The nested assembly ${nested[0]} does not run on this machine.`);
  const stacks = Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { success, data } = stackArtifact.safeParse(artifact);
    return success ? [{ id, ...data }] : [];
  });
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    throw new AssemblyError(`The assembly in ${folder} has ${String(stacks.length)} stacks; one is expected.`);
  }
  const assetManifests = Object.values(artifacts).flatMap((artifact) => {
    const { success, data } = assetArtifact.safeParse(artifact);
    return success ? [path.join(folder, data.properties.file)] : [];
  });
  const template = await readJson(path.join(folder, stack.properties.templateFile), templateSchema);
  const stackName = stack.properties.stackName ?? stack.id;
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(stack.environment) ?? [];
  return {
    stackName,
    account: account === 'unknown-account' ? undefined : account,
    region: region === 'unknown-region' ? undefined : region,
    assetPaths: (deployment) => assetPaths(folder, assetManifests, deployment),
    resolve: (deployment, kinds) => resolveStack({ template, stackName, deployment, kinds }),
  };
}
