import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { templateOf } from './template.ts';

const domain = { domain: 'photos.example.com', certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' };
const site = 'https://photos.example.com';
const google = { googleClientId: '7.apps.googleusercontent.com', googleSecretName: 'image-analyzer/google' };

describe('a domain of one’s own', () => {
  const template = templateOf({ ...domain, allowedOrigins: 'https://app.example.com' });

  it('is what the page is served at, with its certificate', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: [domain.domain],
        ViewerCertificate: { AcmCertificateArn: domain.certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    });
    template.hasOutput('WebUrl', { Value: site });
  });

  it('is where people are sent back to, and may send photos from, beside the origins that are allowed', () => {
    const origins = [site, 'https://app.example.com'];
    template.hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: { CorsRules: [Match.objectLike({ AllowedOrigins: origins })] },
    });
    const addresses = origins.map((origin) => `${origin}/`);
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      CallbackURLs: addresses,
      LogoutURLs: addresses,
      SupportedIdentityProviders: ['COGNITO'],
    });
  });
});

describe('sign-in', () => {
  it('asks Google too, whose secret is read when it is deployed and stands in no template', () => {
    const template = templateOf(google);
    template.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName: 'Google',
      ProviderDetails: Match.objectLike({
        client_id: google.googleClientId,
        client_secret: '{{resolve:secretsmanager:image-analyzer/google:SecretString:::}}',
      }),
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      SupportedIdentityProviders: ['COGNITO', 'Google'],
    });
  });

  it('lets a function say whose e-mail may sign up', () => {
    const template = templateOf({ emailDomains: 'example.com,example.org' });
    const [approve] = Object.keys(
      template.findResources('AWS::Lambda::Function', {
        Properties: { Environment: { Variables: { EMAIL_DOMAINS: 'example.com,example.org' } } },
      }),
    );
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: { PreSignUp: { 'Fn::GetAtt': [approve, 'Arn'] } },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'cognito-idp.amazonaws.com' });
  });
});

/** As much of a web ACL's statements as the firewall uses. */
interface Statement {
  AndStatement?: { Statements: Statement[] } | undefined;
  NotStatement?: { Statement: Statement } | undefined;
  ByteMatchStatement?: { SearchString: string } | undefined;
  SizeConstraintStatement?: { ComparisonOperator: 'GT'; Size: number } | undefined;
}
const onOrigin = { FieldToMatch: z.object({ SingleHeader: z.object({ Name: z.literal('origin') }) }) };
const statement: z.ZodType<Statement> = z.lazy(() =>
  z.strictObject({
    AndStatement: z.strictObject({ Statements: z.array(statement) }).optional(),
    NotStatement: z.strictObject({ Statement: statement }).optional(),
    ByteMatchStatement: z
      .object({ SearchString: z.string(), PositionalConstraint: z.literal('EXACTLY'), ...onOrigin })
      .optional(),
    SizeConstraintStatement: z
      .object({ ComparisonOperator: z.literal('GT'), Size: z.number(), ...onOrigin })
      .optional(),
  }),
);

function matches({ AndStatement, NotStatement, ByteMatchStatement, SizeConstraintStatement }: Statement, origin = '') {
  const results: boolean[] = [];
  if (AndStatement) results.push(AndStatement.Statements.every((each): boolean => matches(each, origin)));
  if (NotStatement) results.push(!matches(NotStatement.Statement, origin));
  if (ByteMatchStatement) results.push(ByteMatchStatement.SearchString === origin);
  if (SizeConstraintStatement) results.push(origin.length > SizeConstraintStatement.Size);
  expect(results).toHaveLength(1);
  return results[0] ?? false;
}

describe('the firewall', () => {
  const template = templateOf({ ...domain, allowedOrigins: 'https://app.example.com', waf: 'true' });
  const rules = z.array(z.looseObject({ Name: z.string() }));
  const acl = z.object({ Properties: z.object({ Scope: z.literal('REGIONAL'), Rules: rules }) });
  const [found] = Object.values(template.findResources('AWS::WAFv2::WebACL'));
  const byName = Object.fromEntries(acl.parse(found).Properties.Rules.map((rule) => [rule.Name, rule]));

  it('refuses pages of other origins, and lets pass what is no page', () => {
    const { Statement, Action } = z.object({ Statement: statement, Action: z.unknown() }).parse(byName['OtherOrigins']);
    expect(Action).toEqual({ Block: {} });
    const refused = (origin?: string) => matches(Statement, origin);
    for (const own of [site, 'https://app.example.com', undefined]) expect([own, refused(own)]).toEqual([own, false]);
    for (const other of ['https://evil.example', `${site}.evil.example`, 'null', 'http://photos.example.com']) {
      expect([other, refused(other)]).toEqual([other, true]);
    }
  });

  it('refuses floods, and guards the API', () => {
    expect(byName['Floods']).toMatchObject({ Statement: { RateBasedStatement: { AggregateKeyType: 'IP' } } });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Graphql'), 'Arn'] },
    });
  });

  it('is there only when it is asked for', () => {
    templateOf({}).resourceCountIs('AWS::WAFv2::WebACL', 0);
  });
});
