/**
 * `npm run diff`: what would become of the last release's stateful resources. `npm run diff -- BEFORE AFTER`: what
 * changes between two templates. `npm run diff -- --release`: keeps what `npm run synth` wrote as the last release.
 * Ends with 1 when something that people have stored would be lost and docs/upgrade.md does not say so.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { changes } from './template-diff.ts';
import { readTemplate, statefulPart, type Template } from './template.ts';
import { inWords, judge, places, readUpgradeNotes } from './verdict.ts';

const { values, positionals } = parseArgs({ options: { release: { type: 'boolean' } }, allowPositionals: true });
const [beforeFile = places.lastRelease, afterFile = places.synthesized] = positionals;
if (positionals.length === 1 || positionals.length > 2) throw new Error('Name two templates, or none.');

const before = readTemplate(beforeFile);
const after = readTemplate(afterFile);
const verdict = judge(before, after, readUpgradeNotes());
console.log(inWords(verdict));
if (positionals.length === 2) {
  const lines = changes(before, after);
  console.log(['', `Resources that change: ${lines.length}`, '', ...lines].join('\n'));
}
if (verdict.untold.length > 0) process.exitCode = 1;
else if (values.release) await keep(after);

async function keep(template: Template): Promise<void> {
  const style = await resolveConfig(places.lastRelease);
  const text = await format(JSON.stringify(statefulPart(template)), { ...style, parser: 'json' });
  writeFileSync(places.lastRelease, text);
}
