/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template tag: values that are not markup themselves are escaped, lists are joined, `undefined` is nothing. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | Html[] | undefined)[]): Html {
  return new Html(strings.map((text, index) => text + render(values[index])).join(''));
}

function render(value: string | Html | Html[] | undefined): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map((each) => each.text).join('\n');
  return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
