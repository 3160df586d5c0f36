import type { Analysis } from '../../client/api/api.ts';
import { announced, another, pastoral } from '../support/photos.ts';
import { pushedEnd, send, type Person, type Stack } from '../support/stack.ts';
import type { Subject } from './questions.ts';
import { bySignature, byToken, type Authorize } from './wire.ts';

export type Owner = Person & Subject;

/** Looking at a photo fails at once and for good, so that no detector is needed and a retry is offered. */
export function failAnalyses(stack: Stack): void {
  const effect = { error: { code: 'InvalidParameterException' } };
  stack.cloud.faults.set([{ service: 'rekognition', operation: 'DetectLabels', effect }]);
}

/** A person with one photo that has ended, another that is only announced, and a text in its name and its bytes that nobody else may see. */
export async function owner(stack: Stack, user: string): Promise<Owner> {
  const person = await stack.person(user);
  const photo = withComment(pastoral, secretOf(user));
  const { id } = await send(person.api, photo, 'image/jpeg', secretOf(user));
  await pushedEnd(person, id);
  await person.api.createUploads([announced(another(pastoral), 'image/jpeg', secretOf(user))]);
  const wish = await person.api.exportAnalyses({ format: 'CSV' });
  const { nextToken } = await person.api.analyses({ limit: 1 });
  const analysis = await person.api.analysis(id);
  return { ...person, photo, nextToken: nextToken ?? '', analysis: existing(analysis), export: wish };
}

function withComment(jpeg: Uint8Array, comment: string): Buffer {
  const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, Buffer.from(comment), jpeg.subarray(2)]);
}

/** What only this user's own answers may hold. */
export function secretOf(user: string): string {
  return `canary-of-${user}.jpg`;
}

function existing(analysis: Analysis | null): Analysis {
  if (!analysis) throw new Error('The analysis is gone');
  return analysis;
}

/** The roles of the stack, by the name of what has them. */
export function rolesOf(stack: Stack): Record<string, Authorize> {
  return Object.fromEntries(
    Object.entries(roleCredentials(stack)).map(([name, credentials]) => [name, bySignature(stack, credentials)]),
  );
}

export function roleCredentials({ cloud }: Stack) {
  const roles = cloud.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return Object.fromEntries(
    roles.map(({ logicalId, attributes }) => [
      logicalId.replace(/(Role|[0-9A-F]{8}).*$/, ''),
      cloud.credentialsOf(attributes['Arn'] ?? ''),
    ]),
  );
}

/** Everybody who asks, by the column of the table, and about whose data. */
export async function cast(stack: Stack) {
  const [alice, bob, carol] = await Promise.all([owner(stack, 'alice'), owner(stack, 'bob'), owner(stack, 'carol')]);
  const admin = await stack.person('root', { groups: ['admins'] });
  await admin.api.setUserBlocked({ userId: carol.owner, blocked: true });
  const expired = await stack.token('alice', { expiresIn: -60 });
  const { Publisher: publisher, ...otherRoles } = rolesOf(stack);
  if (!publisher) throw new Error('The stack has no publisher');
  const columns: Record<string, { by: Authorize[]; about: Owner }> = {
    'no token': { by: [byToken()], about: alice },
    'expired token': { by: [byToken(expired.accessToken)], about: alice },
    "another's": { by: [byToken(alice.accessToken)], about: bob },
    "admin, another's": { by: [byToken(admin.accessToken)], about: carol },
    operator: { by: [bySignature(stack, stack.cloud.credentials)], about: bob },
    'publisher role': { by: [publisher], about: bob },
    'every other role': { by: Object.values(otherRoles), about: bob },
    own: { by: [byToken(alice.accessToken)], about: alice },
    'own, blocked': { by: [byToken(carol.accessToken)], about: carol },
  };
  return { alice, bob, columns };
}
