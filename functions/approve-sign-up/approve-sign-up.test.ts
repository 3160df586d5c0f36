import { describe, expect, it } from 'vitest';
import { approveSignUp } from './approve-sign-up.ts';

const domains = ['example.com', 'example.org'];
const signUp = (email: string | undefined, triggerSource = 'PreSignUp_SignUp') =>
  approveSignUp({ triggerSource, request: { userAttributes: { email } } }, domains);

describe('who signs up', () => {
  it.each(['ann@example.com', 'ann@EXAMPLE.org', '"a@b"@example.com'])('may be %s', (email) => {
    expect(() => signUp(email)).not.toThrow();
  });

  it.each(['ann@example.net', 'ann@sub.example.com', 'ann@example.com.evil.net', 'example.com', '', undefined])(
    'may not be %j, with a password or by Google',
    (email) => {
      for (const source of ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']) {
        expect(() => signUp(email, source)).toThrow(
          'Only e-mail addresses of example.com, example.org can sign up here.',
        );
      }
    },
  );

  it('may be anybody whom an administrator invites', () => {
    expect(() => signUp('ann@elsewhere.net', 'PreSignUp_AdminCreateUser')).not.toThrow();
  });
});
