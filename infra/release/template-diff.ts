import { isDeepStrictEqual } from 'node:util';
import { fullDiff, ResourceImpact, type ResourceDifference } from '@aws-cdk/cloudformation-diff';
import { isStateful, type Resource, type Template } from './template.ts';

/** A stateful resource that would not be what it was, or not be at all. */
export interface Loss {
  logicalId: string;
  type: string;
  /** What would become of it, in words that follow its name. */
  fate: string;
}

/** Impacts that take away what a resource holds. */
const fates: Partial<Record<ResourceImpact, string>> = {
  [ResourceImpact.WILL_REPLACE]: 'would be replaced by an empty one',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced by an empty one',
  [ResourceImpact.WILL_DESTROY]: 'would be deleted, with what it holds',
  [ResourceImpact.WILL_ORPHAN]: 'would leave the stack: it is kept, and nothing uses it any more',
};

/**
 * Properties that Cognito refuses to change, whatever the specification says ("Updates are not allowed for property"):
 * another value needs another pool.
 */
const fixedOfUserPools = ['AliasAttributes', 'Schema', 'UsernameAttributes', 'UsernameConfiguration'];

/** What of the stateful resources of `before` would be lost by deploying `after`. */
export function losses(before: Template, after: Template): Loss[] {
  const found: Loss[] = [];
  fullDiff(before, after).resources.forEachDifference((logicalId, difference) => {
    const was = before.Resources[logicalId];
    if (!was || !isStateful(was)) return;
    const fate = fateOf(difference, was, after.Resources[logicalId]);
    if (fate !== undefined) found.push({ logicalId, type: was.Type, fate });
  });
  return found;
}

function fateOf(difference: ResourceDifference, was: Resource, becomes: Resource | undefined): string | undefined {
  const fate = fates[difference.changeImpact];
  const because = replacing(difference);
  if (fate !== undefined) return because.length > 0 ? `${fate}: ${because.join(', ')}` : fate;
  const refused = becomes ? changedForGood(was, becomes) : [];
  if (refused.length > 0) return `could not be changed so, only be made anew: ${refused.join(', ')}`;
  const isKept = (policy: string | undefined) => policy?.startsWith('Retain') === true;
  if (isKept(was.DeletionPolicy) && !isKept(becomes?.DeletionPolicy)) return 'would no longer be kept when it goes';
  return undefined;
}

/** The properties whose change replaces it. */
function replacing({ propertyUpdates }: ResourceDifference): string[] {
  return Object.entries(propertyUpdates)
    .filter(([, { changeImpact }]) => changeImpact !== undefined && changeImpact in fates)
    .map(([name]) => name);
}

function changedForGood(was: Resource, becomes: Resource): string[] {
  if (was.Type !== 'AWS::Cognito::UserPool') return [];
  return fixedOfUserPools.filter((name) => !isDeepStrictEqual(was.Properties[name], becomes.Properties[name]));
}

/** Words of a change, for each impact. */
const verbs: Record<ResourceImpact, string> = {
  [ResourceImpact.WILL_CREATE]: 'new',
  [ResourceImpact.WILL_UPDATE]: 'changed',
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.MAY_REPLACE]: 'perhaps replaced',
  [ResourceImpact.WILL_DESTROY]: 'deleted',
  [ResourceImpact.WILL_ORPHAN]: 'left behind',
  [ResourceImpact.WILL_IMPORT]: 'taken in',
  // Of a type that the specification does not know.
  [ResourceImpact.NO_CHANGE]: 'changed',
};

/** Each resource that deploying `after` would touch, a line each, as Markdown. */
export function changes(before: Template, after: Template): string[] {
  const lines: string[] = [];
  fullDiff(before, after).resources.forEachDifference((logicalId, difference) => {
    const { changeImpact, isAddition, isRemoval } = difference;
    const type = (isRemoval ? before : after).Resources[logicalId]?.Type ?? '';
    const touched = isAddition || isRemoval ? [] : Object.keys(difference.propertyUpdates);
    lines.push(`- \`${logicalId}\` (${type}) ${[verbs[changeImpact], ...touched].join(', ')}`);
  });
  return lines.sort();
}
