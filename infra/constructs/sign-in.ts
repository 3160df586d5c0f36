import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ManagedLoginVersion,
  OAuthScope,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** Who may come in: a user pool with its hosted sign-in pages. */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12 },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.userPool.addGroup('Admins', { groupName: 'admins', description: 'May block people and see everyone’s usage' });
    this.domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `image-analyzer-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
  }

  /** The OpenID issuer, as it stands in every token. */
  get issuer(): string {
    return this.userPool.userPoolProviderUrl;
  }

  /** Origins that the page talks to while signing in. */
  get origins(): string[] {
    return [`https://cognito-idp.${Aws.REGION}.amazonaws.com`, this.domain.baseUrl()];
  }

  /** Lets a page at `siteUrl` sign people in with the code flow and PKCE; it has no secret. */
  addPage(siteUrl: string): UserPoolClient {
    const client = this.userPool.addClient('Page', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [siteUrl],
        logoutUrls: [siteUrl],
      },
      authFlows: {},
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
    });
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    }).node.addDependency(this.domain);
    return client;
  }
}
