import { randomUUID } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import * as z from 'zod';
import type { Tokens } from './target.ts';

const signedIn = z.object({ AccessToken: z.string(), IdToken: z.string() });

interface Pool {
  region: string;
  poolId: string;
  clientId: string;
}

/** Signs a test user of a deployed user pool in, with a new password each time. */
export async function awsTokens(
  { region, poolId: UserPoolId, clientId: ClientId }: Pool,
  user: string,
  { groups = [], expiresIn }: { groups?: string[]; expiresIn?: number } = {},
): Promise<Tokens> {
  if (expiresIn !== undefined)
    throw new Error('Cognito chooses how long a token is valid: declare the case with here(…)');
  const client = new CognitoIdentityProviderClient({ region });
  const Username = `${user}@conformance.example`;
  const Password = `${randomUUID()}-Aa1`;
  await client
    .send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    .catch((error: unknown) => {
      if (!(error instanceof UsernameExistsException)) throw error;
    });
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  for (const GroupName of groups)
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  const { AuthenticationResult } = await client.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  const { AccessToken: accessToken, IdToken: idToken } = signedIn.parse(AuthenticationResult);
  return { accessToken, idToken, sub: z.string().parse(decodeJwt(accessToken).sub) };
}
