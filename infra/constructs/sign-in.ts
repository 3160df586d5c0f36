import { Aws, Duration, SecretValue, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ProviderAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolIdentityProviderGoogle,
  UserPoolOperation,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { ServiceFunction } from './service-function.ts';
import { removalPolicyOf, stageName } from './stage.ts';

/**
 * Who may come in: a user pool with its hosted sign-in pages. Longer than a screen, since all of it is one pool's: its
 * groups, its pages, its first administrator.
 */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  readonly domain: UserPoolDomain;
  private readonly google: UserPoolIdentityProviderGoogle | undefined;

  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { stage, selfSignUp, adminEmail, emailDomains, googleClientId, googleSecretName } = configuration;
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      removalPolicy: removalPolicyOf(stage),
    });
    Validations.of(this.userPool).acknowledge(
      { id: 'AwsSolutions-COG2', reason: 'People choose a second factor themselves: what they have here are photos.' },
      {
        id: 'AwsSolutions-COG8',
        reason:
          'The Plus plan costs two cents a person and month; the monthly ceiling bounds what a stolen account can do.',
      },
    );
    const admins = this.userPool.addGroup('Admins', {
      groupName: 'admins',
      description: 'May block people and see everyone’s usage',
    });
    this.domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${stageName('image-analyzer', stage)}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    if (adminEmail !== undefined) this.inviteAdmin(adminEmail, admins.groupName);
    if (emailDomains.length > 0) this.approveSignUps(emailDomains);
    if (googleClientId !== undefined && googleSecretName !== undefined) {
      this.google = this.addGoogle(googleClientId, googleSecretName);
    }
  }

  /** The OpenID issuer, as it stands in every token. */
  get issuer(): string {
    return this.userPool.userPoolProviderUrl;
  }

  /** Origins that the page talks to while signing in. */
  get origins(): string[] {
    return [`https://cognito-idp.${Aws.REGION}.amazonaws.com`, this.domain.baseUrl()];
  }

  /** Lets the pages at these addresses sign people in with the code flow and PKCE; they have no secret. */
  addPage(addresses: string[]): UserPoolClient {
    const client = this.userPool.addClient('Page', {
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: addresses,
        logoutUrls: addresses,
      },
      supportedIdentityProviders: [
        UserPoolClientIdentityProvider.COGNITO,
        ...(this.google ? [UserPoolClientIdentityProvider.GOOGLE] : []),
      ],
      authFlows: {},
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
    });
    if (this.google) client.node.addDependency(this.google);
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    }).node.addDependency(this.domain);
    return client;
  }

  /** A function is asked before anybody is signed up, by a password or by Google. */
  private approveSignUps(emailDomains: string[]): void {
    const approveSignUp = new ServiceFunction(this, 'ApproveSignUp', {
      name: 'approve-sign-up',
      description: 'Lets people sign up whose e-mail is of certain domains',
      // Cognito waits five seconds.
      timeout: Duration.seconds(5),
      environment: { EMAIL_DOMAINS: emailDomains.join(',') },
      permissions: [],
    });
    this.userPool.addTrigger(UserPoolOperation.PRE_SIGN_UP, approveSignUp);
  }

  private addGoogle(clientId: string, secretName: string): UserPoolIdentityProviderGoogle {
    return new UserPoolIdentityProviderGoogle(this, 'Google', {
      userPool: this.userPool,
      clientId,
      clientSecretValue: SecretValue.secretsManager(secretName),
      scopes: ['openid', 'email', 'profile'],
      attributeMapping: {
        email: ProviderAttribute.GOOGLE_EMAIL,
        emailVerified: ProviderAttribute.GOOGLE_EMAIL_VERIFIED,
        fullname: ProviderAttribute.GOOGLE_NAME,
      },
    });
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
