import type { ConstDirectiveNode, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Caller } from './caller.ts';
import type { AuthenticationType, Configuration } from './configuration.ts';
import { modesOf } from './authenticate.ts';
import { directives, eachField, stringArgument } from './graphql/schema.ts';

type Field = GraphQLField<unknown, unknown>;

/** Who may have a field: a mode, and for user pools perhaps only these groups. */
interface Grant {
  mode: string;
  groups?: string[];
}

const modeOfDirective: Record<string, string> = {
  aws_api_key: 'API_KEY',
  aws_iam: 'AWS_IAM' satisfies AuthenticationType,
  aws_oidc: 'OPENID_CONNECT',
  aws_lambda: 'AWS_LAMBDA',
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS' satisfies AuthenticationType,
  aws_auth: 'AMAZON_COGNITO_USER_POOLS' satisfies AuthenticationType,
};

/** Whether the caller may have the field. */
export type MayHave = (caller: Caller, type: GraphQLObjectType, field: Field) => boolean;

/**
 * Reads the directives of the schema: those on the field, else those on its type, else the API's default mode (with
 * user pools: if the default action is ALLOW). Throws for `@aws_auth` beside several modes, where AppSync ignores it.
 */
export function fieldAuthorization(schema: GraphQLSchema, configuration: Configuration): MayHave {
  const modes = modesOf(configuration);
  const grants = new Map<Field, Grant[]>();
  eachField(schema, (type, field) => {
    if (modes.length > 1 && directives(field).some(({ name }) => name.value === 'aws_auth')) {
      throw new Error(`AppSync ignores @aws_auth on ${type.name}.${field.name}, because the API has several modes`);
    }
    grants.set(field, grantsOf(directives(field)) ?? grantsOf(directives(type)) ?? defaultGrants(configuration));
  });
  return (caller, _type, field) => (grants.get(field) ?? []).some((grant) => isGranted(grant, caller));
}

function grantsOf(found: readonly ConstDirectiveNode[]): Grant[] | undefined {
  const grants = found.flatMap((directive) => {
    const mode = modeOfDirective[directive.name.value];
    if (mode === undefined) return [];
    const groups = stringArgument(directive, directive.name.value, 'cognito_groups');
    return [groups.length > 0 ? { mode, groups } : { mode }];
  });
  return grants.length > 0 ? grants : undefined;
}

function defaultGrants({ api }: Configuration): Grant[] {
  return api.UserPoolConfig?.DefaultAction === 'DENY' ? [] : [{ mode: api.AuthenticationType }];
}

function isGranted({ mode, groups }: Grant, caller: Caller): boolean {
  if (mode !== caller.mode) return false;
  if (!groups) return true;
  const own = caller.mode === 'AMAZON_COGNITO_USER_POOLS' ? (caller.identity.groups ?? []) : [];
  return groups.some((group) => own.includes(group));
}
