import { devNull } from 'node:os';
import type { Cloud } from '../service.ts';
import type { FunctionSettings } from './function-settings.ts';

/**
 * All environment variables of a function: its own, its role's credentials and those of the runtime. Nothing of this
 * machine's is in it; the SDK's files of settings in the home folder are not read either.
 */
export function environmentOf(settings: FunctionSettings, taskRoot: string, cloud: Cloud): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = cloud.credentialsOf(settings.roleArn);
  const { region, addresses } = cloud.deployment;
  return {
    ...settings.variables,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: addresses.aws,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName(settings),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    // The runtime that the template names is not too old for the SDK; this machine's Node.js may be.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // Nothing is traced here, but X-Ray's SDK would follow every promise for it: a fifth of what a function costs.
    AWS_XRAY_MANUAL_MODE: 'true',
    // And it would say so, with a stack, of each function that starts.
    AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: settings.handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

export const logGroupName = ({ name }: FunctionSettings) => `/aws/lambda/${name}`;
export const logStreamName = 'local';
