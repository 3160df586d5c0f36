import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in bundles for the SDK's search for credentials (`@aws-sdk/credential-provider-node`), which knows a dozen places:
 * Lambda puts those of a function's role into its environment, and nowhere else.
 */
export const defaultProvider = () => fromEnv();
