import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { findChromium, installChromium } from './support/chromium.ts';

/**
 * `npm run check`: everything that reads the code. `npm test`: that, then the tests, which run it.
 * Ends with one line, `N passed, N failed`; a check counts as one.
 */
const checks: Record<string, string[]> = {
  // The longest first.
  lint: ['eslint', '.'],
  'types: product': ['tsc'],
  'types: local cloud': ['tsc', '-p', 'infra/local'],
  'types: resolvers': ['tsc', '-p', 'resolvers'],
  'types: page': ['tsc', '-p', 'client/web'],
  format: ['prettier', '--check', '--log-level', 'warn', '.'],
  'unused code': ['knip'],
  'generated code is up to date': ['tsx', 'codegen.ts', '--check'],
  workflows: ['tsx', 'test/check-workflows.ts'],
};

/** What the tests run is made by the command that deploys. */
const synthesis = { synth: ['cdk', 'synth', '--quiet'] };

const report = path.join(mkdtempSync(path.join(tmpdir(), 'image-analyzer-test-')), 'report.json');
const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() });

let passed = 0;
let failed = 0;

function count(ok: boolean): void {
  if (ok) passed += 1;
  else failed += 1;
}

/** Runs a command of a package of ours to its end; true when it succeeds. What it printed is shown if it does not. */
async function run(name: string, [command = '', ...args]: string[], quiet = true): Promise<boolean> {
  const began = Date.now();
  // npm has put the packages' commands on the path; on Windows they are scripts, which need a shell.
  const child = spawn(command, args, { stdio: quiet ? 'pipe' : 'inherit', shell: process.platform === 'win32' });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ok = await new Promise<boolean>((resolve) => child.on('close', (code) => resolve(code === 0)));
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (!ok && quiet) console.log(output);
  return ok;
}

/** Runs commands, two at a time: most machines have two cores. Resolves with the names of those that failed. */
async function runAll(commands: Record<string, string[]>): Promise<string[]> {
  const waiting = Object.entries(commands);
  const failures: string[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const ok = await run(...next);
      count(ok);
      if (!ok) failures.push(next[0]);
    }
  };
  await Promise.all([worker(), worker()]);
  return failures;
}

async function runTests(): Promise<void> {
  const fidelity = path.join(import.meta.dirname, 'conformance/fidelity.ts');
  const reporters = ['--reporter=default', `--reporter=${fidelity}`, '--reporter=json', `--outputFile.json=${report}`];
  const ok = await run('tests', ['vitest', 'run', ...reporters], false);
  const { numPassedTests, numFailedTests } = vitestReport.parse(JSON.parse(readFileSync(report, 'utf8')));
  passed += numPassedTests;
  failed += numFailedTests;
  // A suite that cannot start fails no test of its own.
  if (!ok && numFailedTests === 0) failed += 1;
}

if (process.argv.includes('--checks-only')) {
  await runAll(checks);
} else {
  process.env.CHROMIUM_PATH = findChromium() ?? installChromium();
  const failures = await runAll({ ...checks, ...synthesis });
  if (!failures.includes('synth')) await runTests();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
