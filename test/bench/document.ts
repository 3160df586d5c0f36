import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import prettier from 'prettier';

const opening = `# Performance

Measured by \`npm run bench -- NAME\`, which writes its section anew each time.
`;

/** Replaces a benchmark's section of a document, or adds it at its end. */
export async function writeSection(file: string, name: string, section: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => opening);
  const [start, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const text = `${start}\n\n${section}\n\n${end}`;
  const [head, rest] = before.split(start);
  const after = rest === undefined ? `${before}\n${text}\n` : `${head ?? ''}${text}${rest.split(end)[1] ?? '\n'}`;
  const style = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(after, { ...style, parser: 'markdown' }));
}

/** Writes what a section shows into a folder. */
export async function writePictures(folder: string, pictures: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, svg] of Object.entries(pictures)) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, name), svg);
  }
}

/** On which machine, with what, when. */
export function whereAndWhen(): string {
  const [core] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, Node ${process.version}, ${cpus().length} cores (${core?.model.trim() ?? 'unknown'}), ${memory} GB`;
}

/** A table of GitHub's Markdown. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
