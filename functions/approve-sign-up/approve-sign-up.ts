/** What Cognito asks before somebody is signed up, as far as it is needed. */
export interface SignUp {
  /** `PreSignUp_SignUp`, `PreSignUp_ExternalProvider` (Google) or `PreSignUp_AdminCreateUser`. */
  triggerSource: string;
  request: { userAttributes: { email?: string | undefined } };
}

/** Whose message Cognito shows to whoever wants to sign up. */
export class SignUpRefused extends Error {
  override readonly name = 'SignUpRefused';
}

/**
 * Lets those sign up whose e-mail address is of one of these domains; whom an administrator invites may come from anywhere.
 * @param emailDomains in lower case
 * @throws SignUpRefused
 */
export function approveSignUp({ triggerSource, request }: SignUp, emailDomains: readonly string[]): void {
  if (triggerSource === 'PreSignUp_AdminCreateUser') return;
  const [, domain = ''] = /@([^@]+)$/.exec(request.userAttributes.email ?? '') ?? [];
  if (emailDomains.includes(domain.toLowerCase())) return;
  throw new SignUpRefused(`Only e-mail addresses of ${emailDomains.join(', ')} can sign up here.`);
}
