import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { faultRules } from './gateway/faults.ts';
import type { FaultRule } from './gateway/faults.ts';
import type { Ports } from './ports.ts';

export const usage = `Usage: npm start -- [options]
  --fresh        forget all data first
  --data DIR     keep the data there (default .local/data)
  --port N       use the ports N to N+3 (default 4000; 0 takes any that are free)
  --faults FILE  make calls fail on purpose, by the rules in this JSON file
  --assembly DIR run this synthesized assembly, not the project's own
  --help         show this`;

export interface Options {
  fresh: boolean;
  /** Absolute. */
  data: string;
  ports: Ports;
  faults: FaultRule[];
  /** Absolute. Default: the project's stack is synthesized. */
  assembly: string | undefined;
}

/** The command line is not one that is understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const defaultPort = 4000;

/** Reads the arguments of `npm start`. Throws a {@link UsageError}. */
export function parseOptions(args: string[], defaultData: string): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    fresh: values.fresh ?? false,
    data: values.data === undefined ? defaultData : path.resolve(values.data),
    ports: portsFrom(values.port === undefined ? defaultPort : parsePort(values.port)),
    faults: values.faults === undefined ? [] : readFaults(values.faults),
    assembly: values.assembly === undefined ? undefined : path.resolve(values.assembly),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        fresh: { type: 'boolean' },
        data: { type: 'string' },
        port: { type: 'string' },
        faults: { type: 'string' },
        assembly: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port + 3 > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65532, not ${text}.`);
  return port;
}

function readFaults(file: string): FaultRule[] {
  const rules = faultRules.safeParse(readJson(file));
  if (rules.success) return rules.data;
  throw new UsageError(`--faults: ${file} does not hold fault rules.\n${z.prettifyError(rules.error)}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--faults: ${file} cannot be read. ${error instanceof Error ? error.message : String(error)}`);
  }
}

function portsFrom(first: number): Ports {
  if (first === 0) return { web: 0, graphql: 0, aws: 0, signIn: 0 };
  return { web: first, graphql: first + 1, aws: first + 2, signIn: first + 3 };
}
