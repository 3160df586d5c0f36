import { readFileSync } from 'node:fs';
import path from 'node:path';
import { losses, type Loss } from './template-diff.ts';
import { statefulPart, type Template } from './template.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const places = {
  /** The stateful resources of the last release. */
  lastRelease: path.join(import.meta.dirname, 'last-release.json'),
  /** What `npm run synth` writes for the stage that keeps its data. */
  synthesized: path.join(root, 'cdk.out/ImageAnalyzer.template.json'),
  upgradeNotes: path.join(root, 'docs/upgrade.md'),
};

/** What would be lost of what `before` holds, apart by whether the upgrade notes tell of it by its name. */
export interface Verdict {
  told: Loss[];
  untold: Loss[];
}

/** Judges a change of the template: what is lost on purpose is told of in the upgrade notes. */
export function judge(before: Template, after: Template, upgradeNotes: string): Verdict {
  const found = losses(statefulPart(before), statefulPart(after));
  const isTold = ({ logicalId }: Loss) => upgradeNotes.includes(`\`${logicalId}\``);
  return { told: found.filter(isTold), untold: found.filter((loss) => !isTold(loss)) };
}

export function readUpgradeNotes(): string {
  return readFileSync(places.upgradeNotes, 'utf8');
}

/** The verdict as Markdown, for people. */
export function inWords({ told, untold }: Verdict): string {
  const line = ({ logicalId, type, fate }: Loss) => `- \`${logicalId}\` (${type}) ${fate}.`;
  if (told.length + untold.length === 0) return 'No stateful resource would be replaced, removed or no longer kept.';
  return [
    ...(untold.length > 0 ? ['**What people have stored would be lost:**', '', ...untold.map(line)] : []),
    ...(told.length > 0 ? ['Lost on purpose, as docs/upgrade.md tells:', '', ...told.map(line)] : []),
  ].join('\n');
}
