import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { renderFidelity, type Row } from './fidelity-document.ts';
import { targetName } from './target-name.ts';

const root = path.resolve(import.meta.dirname, '../..');
const document = path.join(root, 'docs/fidelity.md');
const foundDocument = path.join(root, '.build/fidelity.md');

/**
 * Writes what the conformance cases found as `docs/fidelity.md` (`npm run fidelity`, which runs vitest with `-u`), or
 * fails the run when the document says something else. For runs of all cases only; on AWS it stays silent.
 */
export default class Fidelity implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const own = modules.filter(({ project }) => project.name === 'conformance');
    // Only what passed is a row, and a run in which a case failed has no say.
    if (targetName !== 'local' || own.some((module) => !module.ok())) return;
    const cases = own.flatMap((module) => [...module.children.allTests()].filter(hasPassed));
    const options = await resolveConfig(document);
    const found = await format(renderFidelity(cases.flatMap(rowOf)), { ...options, parser: 'markdown' });
    if (this.#vitest?.config.snapshotOptions.updateSnapshot === 'all') {
      writeFileSync(document, found);
    } else if (readFileSync(document, 'utf8') !== found) {
      writeFileSync(foundDocument, found);
      console.error(
        'docs/fidelity.md does not say what the conformance run found (.build/fidelity.md): run `npm run fidelity`.',
      );
      process.exitCode = 1;
    }
  }
}

function hasPassed(test: TestCase): boolean {
  return test.result().state === 'passed';
}

function rowOf(test: TestCase): Row[] {
  const { behaviour } = test.meta();
  return behaviour ? [{ ...behaviour, file: path.relative(root, test.module.moduleId) }] : [];
}
