import fc from 'fast-check';
import { expect, it } from 'vitest';
import { html } from './html.ts';

// Under its own name the tag's templates would be formatted as markup.
const tag = html;

it('lets no value become markup, and loses nothing of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const { text } = tag`<p title="${value}">`;
      const inside = text.slice('<p title="'.length, -2);
      expect(inside).not.toMatch(/[<>"']/);
      const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
      expect(inside.replaceAll(/&([^;]+);/g, (_, name: string) => characters[name] ?? '?')).toBe(value);
    }),
  );
});

it('puts markup into markup as it is, lists in order, and nothing for undefined', () => {
  const items = ['a', '<'].map((each) => tag`<li>${each}</li>`);
  expect(tag`<ul>${items}</ul>${undefined}`.text).toBe('<ul><li>a</li>\n<li>&lt;</li></ul>');
});
