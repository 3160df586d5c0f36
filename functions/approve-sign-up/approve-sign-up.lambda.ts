import * as z from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { approveSignUp } from './approve-sign-up.ts';

const environment = readEnvironment({ EMAIL_DOMAINS: z.string().transform((domains) => domains.split(',')) });

const signUp = z.looseObject({
  triggerSource: z.string(),
  request: z.looseObject({ userAttributes: z.looseObject({ email: z.string().optional() }) }),
});

/** Cognito wants its event back, or an error. */
export const handler = (event: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    approveSignUp(signUp.parse(event), environment.EMAIL_DOMAINS);
    resolve(event);
  });
