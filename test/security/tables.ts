import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A table of Markdown: for each row, named by its first cell, what each column says. */
export type Table = Record<string, Record<string, string>>;

const file = path.join(import.meta.dirname, 'matrix.md');

/** The tables of `matrix.md`, by the headings they stand under. */
export function readTables(): Record<string, Table> {
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1);
  return Object.fromEntries(sections.map((section) => [section.split('\n')[0] ?? '', tableOf(section)]));
}

function tableOf(section: string): Table {
  const [head = [], , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const columns = head.slice(1);
  return Object.fromEntries(
    rows.map(([name = '', ...cells]) => [
      name,
      Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])),
    ]),
  );
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim().replaceAll('`', ''));
}
