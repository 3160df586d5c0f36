import type { Cloud, SignedRequest } from '../service.ts';
import { AwsError } from '../service.ts';
import { iamCaller, type Caller } from './caller.ts';
import type { AuthenticationType, Configuration } from './configuration.ts';
import { RequestError } from './errors.ts';
import { tokenVerifier, type UserPool } from './jwt.ts';

/** The modes of the API, the default one first. */
export function modesOf({ api }: Configuration): AuthenticationType[] {
  return [api, ...api.AdditionalAuthenticationProviders].map(({ AuthenticationType }) => AuthenticationType);
}

/**
 * Finds out who makes a request, by the mode that its headers ask for. `signed` is what a signature of the request
 * covers. Throws a {@link RequestError}.
 */
export type Authenticate = (signed: SignedRequest, sourceIp: string[]) => Promise<Caller>;

export function authenticator(configuration: Configuration, cloud: Cloud): Authenticate {
  const modes = modesOf(configuration);
  const verifyToken = tokenVerifier(userPools(configuration, cloud), cloud.clock, (message) => {
    cloud.log({ service: 'appsync', level: 'error', message });
  });
  return (signed, sourceIp) => {
    const { authorization } = signed.headers;
    if (!authorization) throw RequestError.unauthorized('Valid authorization header not provided.');
    if (authorization.startsWith('AWS4-HMAC-SHA256')) {
      if (!modes.includes('AWS_IAM')) throw RequestError.unauthorized();
      return Promise.resolve(iamCaller(principalOf(cloud, signed), cloud.deployment.account, sourceIp));
    }
    if (!modes.includes('AMAZON_COGNITO_USER_POOLS')) throw RequestError.unauthorized();
    return verifyToken(authorization, sourceIp);
  };
}

function principalOf(cloud: Cloud, signed: SignedRequest): ReturnType<Cloud['authenticate']> {
  try {
    return cloud.authenticate(signed, 'appsync');
  } catch (error) {
    if (error instanceof AwsError) throw new RequestError(error.status, error.code, error.message);
    throw error;
  }
}

function userPools({ api }: Configuration, cloud: Cloud): UserPool[] {
  const providers = [api, ...api.AdditionalAuthenticationProviders];
  return providers.flatMap(({ AuthenticationType, UserPoolConfig: config }) => {
    if (AuthenticationType !== 'AMAZON_COGNITO_USER_POOLS') return [];
    const pool = cloud.resources.find(
      ({ type, ref }) => type === 'AWS::Cognito::UserPool' && ref === config?.UserPoolId,
    );
    const issuer = pool?.attributes['ProviderURL'];
    if (!config || !issuer)
      throw new Error(`the user pool ${String(config?.UserPoolId)} of the API is not in the stack`);
    const clientIds =
      config.AppIdClientRegex === undefined ? undefined : new RegExp(`^(?:${config.AppIdClientRegex})$`);
    return [{ issuer, defaultAction: config.DefaultAction, clientIds }];
  });
}
