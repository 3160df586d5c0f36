import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface ApiFirewallProps {
  api: GraphqlApi;
  /** Whose pages may call the API. */
  origins: string[];
}

/** Calls from one address within five minutes, at most: a page with a hundred photos under way makes about 300. */
const mostCalls = 2000;

/**
 * Guards the API before it is paid for: AppSync itself answers pages of any origin. What names no origin is no page (an
 * app, the command line, the service itself) and passes.
 */
export class ApiFirewall extends Construct {
  constructor(scope: Construct, id: string, { api, origins }: ApiFirewallProps) {
    super(scope, id);
    const rules = [
      rule('OtherOrigins', { block: {} }, fromOtherOrigins(origins)),
      rule('Floods', { block: {} }, { rateBasedStatement: { limit: mostCalls, aggregateKeyType: 'IP' } }),
      managedRule('AWSManagedRulesKnownBadInputsRuleSet'),
    ];
    const acl = new CfnWebACL(this, 'Acl', {
      description: 'Keeps other origins and floods from the API',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      rules: rules.map((each, priority) => ({ ...each, priority })),
      visibilityConfig: visibility('Api'),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: api.arn, webAclArn: acl.attrArn });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority'>;

function rule(name: string, action: CfnWebACL.RuleActionProperty, statement: CfnWebACL.StatementProperty): Rule {
  return { name, action, statement, visibilityConfig: visibility(name) };
}

function managedRule(name: string): Rule {
  const statement = { managedRuleGroupStatement: { vendorName: 'AWS', name } };
  return { name, overrideAction: { none: {} }, statement, visibilityConfig: visibility(name) };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}

function fromOtherOrigins(origins: string[]): CfnWebACL.StatementProperty {
  const fieldToMatch = { singleHeader: { Name: 'origin' } };
  const textTransformations = [{ priority: 0, type: 'LOWERCASE' }];
  const namesAny = {
    sizeConstraintStatement: { fieldToMatch, textTransformations, comparisonOperator: 'GT', size: 0 },
  };
  const isNot = (origin: string) => ({
    notStatement: {
      statement: {
        byteMatchStatement: {
          fieldToMatch,
          textTransformations,
          searchString: origin,
          positionalConstraint: 'EXACTLY',
        },
      },
    },
  });
  return { andStatement: { statements: [namesAny, ...origins.map(isNot)] } };
}
