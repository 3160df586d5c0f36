import type { AnyNode, Program } from 'acorn';
import { importedName } from './references.ts';
import { walk } from './syntax.ts';

/** Quota: runs of one loop. */
const mostIterations = 1000;

/** Exported name to local name. */
export function exportedNames(program: Program): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const { local, exported } of statement.specifiers) {
      if (local.type === 'Identifier' && exported.type === 'Identifier') names.set(exported.name, local.name);
    }
    const { declaration } = statement;
    if (declaration?.type === 'FunctionDeclaration') names.set(declaration.id.name, declaration.id.name);
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id } of declaration.declarations) if (id.type === 'Identifier') names.set(id.name, id.name);
  }
  return names;
}

/** Names of the parameters that the rewritten module takes: the modules, and {@link limitLoop}. */
export const moduleParameters = ['__modules', '__limitLoop'];

/** The module as the body of a function, on the same lines: imports become constants, loops are counted. */
export function rewrite(code: string, program: Program): string {
  const edits: Edit[] = [];
  walk(program, (node) => edits.push(...editsOf(node)));
  const body = edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end), code);
  const exports = [...exportedNames(program)].map(([name, local]) => `${name}: ${local}`).join(', ');
  return `'use strict'; ${body}\nreturn { ${exports} };`;
}

interface Edit {
  start: number;
  end: number;
  replacement: string;
}

function editsOf(node: AnyNode): Edit[] {
  switch (node.type) {
    case 'ImportDeclaration': {
      const module = `__modules[${JSON.stringify(node.source.value)}]`;
      const constants = node.specifiers.map((specifier) => {
        const name = importedName(specifier);
        const value = name === undefined ? module : `${module}[${JSON.stringify(name)}]`;
        return `const ${specifier.local.name} = ${value};`;
      });
      return [{ start: node.start, end: node.end, replacement: constants.join(' ') }];
    }
    case 'ExportNamedDeclaration':
      return [{ start: node.start, end: node.declaration?.start ?? node.end, replacement: '' }];
    case 'ForOfStatement':
    case 'ForInStatement': {
      const { start, end } = node.right;
      return [
        { start, end: start, replacement: `__limitLoop('${node.type}', ` },
        { start: end, end, replacement: ')' },
      ];
    }
    default:
      return [];
  }
}

/** What a loop goes over, so that it fails after 1,000 runs. */
export function limitLoop(loop: 'ForOfStatement' | 'ForInStatement', over: object | string): unknown {
  if (loop === 'ForOfStatement') return counted(over as Iterable<unknown>);
  if (Object.keys(over).length > mostIterations) throw new Error('a loop ran more than 1,000 times');
  return over;
}

function* counted(over: Iterable<unknown>): Generator<unknown, void> {
  let runs = 0;
  for (const each of over) {
    if (++runs > mostIterations) throw new Error('a loop ran more than 1,000 times');
    yield each;
  }
}
