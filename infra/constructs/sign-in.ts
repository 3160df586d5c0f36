import { Aws } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  ManagedLoginVersion,
  OAuthScope,
  UserPool,
  UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { removalPolicyOf, stageName } from './stage.ts';

/**
 * Who may come in: a user pool with its hosted sign-in pages. Longer than a screen, since all of it is one pool's: its
 * groups, its pages, its first administrator.
 */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string, { stage, selfSignUp, adminEmail }: Configuration) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12 },
      removalPolicy: removalPolicyOf(stage),
    });
    const admins = this.userPool.addGroup('Admins', {
      groupName: 'admins',
      description: 'May block people and see everyone’s usage',
    });
    this.domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${stageName('image-analyzer', stage)}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    if (adminEmail !== undefined) this.inviteAdmin(adminEmail, admins.groupName);
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

  /** Cognito sends them an e-mail with a password for the first time. */
  private inviteAdmin(email: string, groupName: string): void {
    const { userPoolId } = this.userPool;
    const user = new CfnUserPoolUser(this, 'FirstAdmin', {
      userPoolId,
      username: email,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: email },
        { name: 'email_verified', value: 'true' },
      ],
    });
    new CfnUserPoolUserToGroupAttachment(this, 'FirstAdminIsAdmin', {
      userPoolId,
      groupName,
      username: user.ref,
    });
  }
}
