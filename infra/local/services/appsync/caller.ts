import type { Principal } from '../service.ts';

/** Who makes a request, as one of the API's authorization modes found out. */
export type Caller = UserPoolCaller | IamCaller;

export interface UserPoolCaller {
  mode: 'AMAZON_COGNITO_USER_POOLS';
  identity: {
    sub: string;
    issuer: string;
    username: string;
    claims: Record<string, unknown>;
    sourceIp: string[];
    groups: string[] | null;
    defaultAuthStrategy: 'ALLOW' | 'DENY';
  };
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface IamCaller {
  mode: 'AWS_IAM';
  principal: Principal;
  identity: {
    accountId: string;
    userArn: string;
    username: string;
    sourceIp: string[];
    cognitoIdentityPoolId: null;
    cognitoIdentityId: null;
    cognitoIdentityAuthType: null;
    cognitoIdentityAuthProvider: null;
  };
}

export function iamCaller(principal: Principal, account: string, sourceIp: string[]): IamCaller {
  const userArn = sessionArn(principal.arn, account);
  return {
    mode: 'AWS_IAM',
    principal,
    identity: {
      accountId: account,
      userArn,
      username: userArn.split('/').slice(1).join(':'),
      sourceIp,
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    },
  };
}

/** A role calls as one of its sessions. */
function sessionArn(arn: string, account: string): string {
  const [, name] = /:role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return name ? `arn:aws:sts::${account}:assumed-role/${name}/session` : arn;
}

/** As `util.authType()` says it. */
export const authTypes: Record<Caller['mode'], string> = {
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  AWS_IAM: 'IAM Authorization',
};
