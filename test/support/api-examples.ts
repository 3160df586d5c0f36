import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** An example of `docs/api.md`, as a reader finds it there. */
export interface ApiExample {
  /** `Query.analysis` */
  name: string;
  /** Who may ask, in the page's words. */
  callers: string;
  /** With the fragments that it names. */
  document: string;
  variables: string;
  answer: unknown;
}

const page = path.resolve(import.meta.dirname, '../../docs/api.md');

/** Every example of the page, in its order. */
export function readApiExamples(): ApiExample[] {
  const text = readFileSync(page, 'utf8');
  const [body = '', fragments = ''] = text.split('\n## Fragments\n');
  const known = fences(fragments, 'graphql');
  return body
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [name = ''] = section.split('\n');
      return {
        name,
        callers: /^For (.+?)\. Answers/m.exec(section)?.[1] ?? '',
        document: withFragments(only(section, 'graphql'), known),
        variables: only(section, 'json variables'),
        answer: z.record(z.string(), z.unknown()).parse(JSON.parse(only(section, 'json answer'))),
      };
    });
}

function fences(text: string, language: string): string[] {
  return [...text.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, code]) =>
    kind === language ? (code ?? '') : [],
  );
}

function only(section: string, language: string): string {
  const [code, ...others] = fences(section, language);
  if (code === undefined || others.length > 0) throw new Error(`Not one ${language} in: ${section.slice(0, 60)}`);
  return code;
}

/** A document with the fragments that it spreads, and those that they spread. */
function withFragments(document: string, known: readonly string[]): string {
  const parts = [document];
  for (const part of parts) {
    for (const [, name] of part.matchAll(/\.\.\.(\w+)/g)) {
      const fragment = known.find((text) => text.startsWith(`fragment ${name} `));
      if (fragment === undefined) throw new Error(`The page has no fragment ${name}`);
      if (!parts.includes(fragment)) parts.push(fragment);
    }
  }
  return parts.join('\n');
}

/** Where an answer is not of its example's shape: members, their types, and whether lists hold something. */
export function differences(actual: unknown, example: unknown, at = 'data'): string[] {
  if (actual === null || example === null) return [];
  if (Array.isArray(example)) {
    if (!Array.isArray(actual)) return [`${at} is no list`];
    if (example.length > 0 && actual.length === 0) return [`${at} is empty`];
    return actual.flatMap((item, i) => (example.length > 0 ? differences(item, example[0], `${at}[${i}]`) : []));
  }
  if (typeof example !== 'object' || typeof actual !== 'object') {
    return typeof actual === typeof example ? [] : [`${at} is a ${typeof actual}`];
  }
  const found: [string, unknown][] = Object.entries(actual);
  const wanted: [string, unknown][] = Object.entries(example);
  const missing = wanted
    .filter(([name]) => !found.some(([other]) => other === name))
    .map(([name]) => `${at} has no ${name}`);
  const more = found.filter(([name]) => !wanted.some(([other]) => other === name)).map(([name]) => `${at} has ${name}`);
  const inside = wanted.flatMap(([name, value]) => {
    const [, own] = found.find(([other]) => other === name) ?? [name, null];
    return differences(own, value, `${at}.${name}`);
  });
  return [...missing, ...more, ...inside];
}
