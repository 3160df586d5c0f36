import * as z from 'zod';
import type { Target } from './target.ts';

const answered = z.object({
  data: z.object({ probes: z.record(z.string(), z.unknown()).nullable() }).nullish(),
  errors: z.array(z.record(z.string(), z.unknown())).default([]),
});

interface Answer {
  /** By field of `Query.probes`. */
  data: Record<string, unknown>;
  errors: Record<string, unknown>[];
}

/** Runs probes, the APPSYNC_JS resolvers of `stack/probes`, with the access token of a user. */
export class Probes {
  readonly #url: string;
  readonly #authorization: string;

  constructor(url: string, authorization: string) {
    this.#url = url;
    this.#authorization = authorization;
  }

  static async of(target: Target, user = 'prober'): Promise<Probes> {
    const { accessToken } = await target.tokens(user);
    return new Probes(target.output('GraphqlUrl'), accessToken);
  }

  /** Selects these fields of `Query.probes`. */
  async select(selection: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const names = Object.keys(variables).map((name) => `$${name}: String`);
    const query = `query Probe${names.length > 0 ? `(${names.join(', ')})` : ''} { probes { ${selection} } }`;
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = answered.parse(await response.json());
    return { data: data?.probes ?? {}, errors };
  }

  /** What one probe answers to `input`, which is JSON unless it is a text. */
  async run(name: string, input?: unknown): Promise<{ value: unknown; errors: Answer['errors'] }> {
    const text = typeof input === 'string' || input === undefined ? input : JSON.stringify(input);
    const { data, errors } = await this.select(`${name}(input: $input)`, { input: text ?? null });
    return { value: data[name], errors };
  }

  /** Of a probe that has to succeed: its answer, out of JSON. */
  async json(name: string, input?: unknown): Promise<Record<string, unknown>> {
    const { value, errors } = await this.run(name, input);
    if (errors.length > 0) throw new Error(`The probe ${name} failed: ${JSON.stringify(errors)}`);
    return z.record(z.string(), z.unknown()).parse(JSON.parse(String(value)));
  }
}
