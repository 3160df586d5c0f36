/** An API of things to subscribe to, for tests. */
import { expect } from 'vitest';
import { answering, publisher, type TestApi } from '../testing.ts';

export const schema = `
  type Query { hello: String }
  type Mutation {
    save(thing: ThingInput): Thing @aws_iam @aws_cognito_user_pools
    fail: Thing
    drop(group: String): String
  }
  type Subscription {
    onSave(owner: ID, name: String): Thing @aws_subscribe(mutations: ["save", "fail"])
    onOwn(owner: ID!): Thing @aws_subscribe(mutations: ["save"])
    onBig(least: Int): Thing @aws_subscribe(mutations: ["save"])
    onGroup(group: String): Thing @aws_subscribe(mutations: ["save"])
    onAdmin: Thing @aws_subscribe(mutations: ["save"]) @aws_cognito_user_pools(cognito_groups: ["admins"])
  }
  type Thing @aws_iam @aws_cognito_user_pools {
    id: ID!
    owner: ID
    name: String
    size: Int
    part: Part
    link: String
    text: String
    secret: String @aws_iam
  }
  type Part @aws_iam @aws_cognito_user_pools { id: ID! name: String }
  input ThingInput { id: ID!, owner: ID, name: String, size: Int, part: PartInput, text: String, secret: String }
  input PartInput { id: ID!, name: String }
`;

const subscription = (then: string) => `import { util, extensions } from '@aws-appsync/utils';
export function request(ctx) { return { payload: null }; }
export function response(ctx) { ${then} return null; }`;

export const resolvers = {
  'Mutation.save': { code: answering('ctx.args.thing') },
  'Mutation.fail': { code: answering('util.error("no")') },
  'Mutation.drop': {
    code: answering(
      'extensions.invalidateSubscriptions({ subscriptionField: "onGroup", payload: { group: ctx.args.group } }) ?? "done"',
    ),
  },
  'Thing.link': { code: answering('"/" + ctx.source.id') },
  'Subscription.onOwn': { code: subscription('if (ctx.args.owner !== ctx.identity.sub) util.unauthorized();') },
  'Subscription.onBig': {
    code: subscription(
      'extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ size: { ge: ctx.args.least } }));',
    ),
  },
  'Subscription.onGroup': {
    code: subscription(
      'extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter({ group: { eq: ctx.args.group } }));',
    ),
  },
};

/** Publishes a thing as the service does; fragments may follow the selection. */
export async function publish(
  { arn, execute }: TestApi,
  thing: object,
  selection = 'id owner name size part { id name } link text',
): Promise<void> {
  const [fields, ...fragments] = selection.split(' fragment ');
  const query = [`mutation($thing: ThingInput) { save(thing: $thing) { ${fields} } }`, ...fragments].join(' fragment ');
  expect(await execute(arn, publisher, query, { thing })).toMatchObject({ status: 200 });
}
