/**
 * Java regular expressions on JavaScript's engine. What the two write alike runs; a construct of Java's that
 * JavaScript lacks or reads differently is refused.
 */
const onlyJava: [RegExp, string][] = [
  [/[*+?}]\+/, 'a possessive quantifier'],
  [/\(\?>/, 'an atomic group'],
  [/\(\?[a-zA-Z-]+[:)]/, 'an inline flag'],
  [/\\[QEAGZzhHRXVvae]/, 'an escape that only Java has'],
  [/\\[pP]/, 'a character property'],
  [/\[[^\]]*(&&|\[)/, 'a character class operation'],
];

function javaPattern(pattern: string, flags: string): RegExp {
  const found = onlyJava.find(([construct]) => construct.test(pattern.replaceAll('\\\\', '')));
  if (found) throw new Error(`the pattern ${pattern} has ${found[1]}, which is not emulated`);
  return new RegExp(pattern, flags);
}

/** `util.matches`: the whole text has to match, as with Java's `Pattern.matches`. */
export function matches(pattern: string, text: string): boolean {
  return javaPattern(`^(?:${pattern})$`, '').test(text);
}

/** Java's `String.replaceFirst`. */
export function replaceFirst(text: string, pattern: string, replacement: string): string {
  return text.replace(javaPattern(pattern, ''), javaReplacement(replacement));
}

/** Java's `String.replaceAll`. */
export function replaceAll(text: string, pattern: string, replacement: string): string {
  return text.replaceAll(javaPattern(pattern, 'g'), javaReplacement(replacement));
}

/** In Java `$1` is a group and `\\` escapes; JavaScript escapes `$` with another and knows `$&` besides. */
function javaReplacement(replacement: string): (match: string, ...rest: unknown[]) => string {
  return (match, ...rest) => {
    const groups = [
      match,
      ...rest.slice(
        0,
        rest.findIndex((each) => typeof each === 'number'),
      ),
    ];
    const groupAt = (index: number) => {
      const group = groups[index];
      return typeof group === 'string' ? group : '';
    };
    return replacement.replaceAll(/\\(.)|\$(\d)/gs, (_, escaped: string | undefined, index: string | undefined) =>
      index === undefined ? (escaped ?? '') : groupAt(Number(index)),
    );
  };
}
