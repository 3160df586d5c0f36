/** Whether `text` matches an IAM pattern: `*` stands for any run of characters, `?` for one. */
export function matches(pattern: string, text: string): boolean {
  const literal = (part: string) => part.replace(/[\\^$.+()[\]{}|/]/g, '\\$&');
  const source = pattern.replace(/[^*?]+|[*?]/g, (part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : literal(part);
  });
  return new RegExp(`^${source}$`, 'su').test(text);
}

/** Action names are compared without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  return matches(pattern.toLowerCase(), action.toLowerCase());
}

/** ARNs are compared part by part: a `*` does not reach over a colon, except in the last part. */
export function matchesArn(pattern: string, arn: string): boolean {
  const wanted = parts(pattern);
  const given = parts(arn);
  return wanted.length === given.length && wanted.every((part, index) => matches(part, given[index] ?? ''));
}

function parts(arn: string): string[] {
  const all = arn.split(':');
  return all.length <= 6 ? all : [...all.slice(0, 5), all.slice(5).join(':')];
}
