/**
 * GitHub's own language service reads the workflows: keys that there are none, jobs that nothing leads to, expressions
 * that name what is not there. `tsx test/check-workflows.ts [FILE...]`; a part of `npm run check`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';

const folder = path.resolve(import.meta.dirname, '../.github/workflows');
const all = () => readdirSync(folder).map((name) => path.join(folder, name));

const given = process.argv.slice(2);
for (const file of given.length > 0 ? given : all()) {
  const document = TextDocument.create(pathToFileURL(file).href, 'yaml', 1, readFileSync(file, 'utf8'));
  for (const { message, range } of await validate(document)) {
    const words = typeof message === 'string' ? message : message.value;
    console.error(`${file}:${range.start.line + 1}: ${words}`);
    process.exitCode = 1;
  }
}
