import { parseArgs } from 'node:util';

export const usage = `Usage: npm run analyze -- [options] FILE...

Sends photos (JPEG or PNG) to the Image Analyzer and prints what is in them.
Uses the local stack that runs (npm start), or starts one for the call.

  --json              print one JSON array, one element a file, and nothing else
  --api FILE          use a deployed stack: its outputs as JSON (needs --token)
  --token TOKEN       access token of a signed-in person
  --user NAME         the local user to act as (default: alice)
  --data DIR          start a local stack of its own, with its data there
  --min-confidence N  show labels of at least N percent (default: 55)
  --help              show this text

Exit status: 0 all photos have labels, 1 some have none, 2 wrong use.`;

export interface Arguments {
  files: string[];
  json: boolean;
  user: string;
  minConfidence: number;
  /** Data folder of a local stack that is started for the call, whether one runs or not. */
  data?: string;
  /** A deployed stack in place of the local one. */
  deployed?: { outputsFile: string; token: string };
}

/** The command was called in a way that cannot work; the message says how it can. */
export class Misuse extends Error {}

/** Reads the command line; `help` when that is all that was asked for. */
export function readArguments(argv: string[]): Arguments | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new Misuse('Name at least one photo.');
  const minConfidence = Number(values['min-confidence']);
  if (!(minConfidence >= 0 && minConfidence <= 100)) throw new Misuse('--min-confidence takes a number from 0 to 100.');
  const { api, token } = values;
  if ((api === undefined) !== (token === undefined)) throw new Misuse('--api and --token go together.');
  return {
    files: positionals,
    json: values.json,
    user: values.user,
    minConfidence,
    ...(values.data !== undefined && { data: values.data }),
    ...(api !== undefined && token !== undefined && { deployed: { outputsFile: api, token } }),
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        api: { type: 'string' },
        token: { type: 'string' },
        data: { type: 'string' },
        user: { type: 'string', default: 'alice' },
        'min-confidence': { type: 'string', default: '55' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}
