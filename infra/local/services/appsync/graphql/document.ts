import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { RequestError, type ErrorEntry } from '../errors.ts';
import { requestEntry } from './error-entries.ts';
import { validateDocument } from './validate.ts';

/** A document that was read and checked once. */
export interface CheckedDocument {
  document: DocumentNode;
  errors: ErrorEntry[];
}

/** Quota: tokens of a document. */
const mostTokens = 15_000;
/** How many documents are remembered, the latest used ones. */
const remembered = 200;

/** Reads and checks documents, each only once. `read` throws a {@link RequestError} for what is no GraphQL. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #introspection: boolean;
  readonly #known = new Map<string, CheckedDocument>();

  constructor(schema: GraphQLSchema, { introspection }: { introspection: boolean }) {
    this.#schema = schema;
    this.#introspection = introspection;
  }

  read(query: string): CheckedDocument {
    const document = this.#known.get(query) ?? this.#check(query);
    this.#known.delete(query);
    this.#known.set(query, document);
    const [oldest] = this.#known.keys();
    if (this.#known.size > remembered && oldest !== undefined) this.#known.delete(oldest);
    return document;
  }

  #check(query: string): CheckedDocument {
    const document = parseQuery(query);
    const options = { introspection: this.#introspection };
    return { document, errors: validateDocument(this.#schema, document, options).map(requestEntry) };
  }
}

function parseQuery(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: mostTokens });
  } catch {
    throw RequestError.malformed();
  }
}
