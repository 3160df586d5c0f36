import { createHash } from 'node:crypto';
import { plainHttp } from '../plain-http.ts';
import type { Deployment, Identity, ResourceKind } from '../services/service.ts';
import { noValue, resolve } from './intrinsics.ts';
import type { Scope } from './intrinsics.ts';
import { reasonOf } from './json-file.ts';
import { isRecord } from './record.ts';
import type { Resource } from './resource.ts';
import { AssemblyError } from './template.ts';
import type { Template } from './template.ts';

export interface ResolvedStack {
  resources: Resource[];
  outputs: Record<string, string>;
}

interface StackInput {
  template: Template;
  stackName: string;
  deployment: Deployment;
  kinds: readonly ResourceKind[];
}

/**
 * Resolves all resources and outputs of a template, each resource on demand: first its properties, then its kind's
 * identity. Throws an {@link AssemblyError} for a type without a kind, an attribute that the kind does not give, a
 * cycle, or an intrinsic function that is not known.
 */
export function resolveStack(input: StackInput): ResolvedStack {
  const stack = new Stack(input);
  return { resources: stack.resources(), outputs: stack.outputs() };
}

class Stack {
  readonly #template: Template;
  readonly #deployment: Deployment;
  readonly #kinds: ReadonlyMap<string, ResourceKind>;
  readonly #pseudo: ReadonlyMap<string, unknown>;
  readonly #resolved = new Map<string, Resource>();
  /** Resources and conditions being resolved now, outermost first. */
  readonly #path: string[] = [];
  readonly #scope: Scope = {
    reference: (name) => this.#reference(name),
    attribute: (logicalId, attribute) => this.#attribute(logicalId, attribute),
    condition: (name) => this.#condition(name),
    mapping: (map, first, second) => this.#mapping(map, first, second),
  };

  constructor({ template, stackName, deployment, kinds }: StackInput) {
    this.#template = template;
    this.#deployment = deployment;
    this.#kinds = new Map(kinds.map((kind) => [kind.type, kind]));
    this.#pseudo = pseudoParameters(stackName, deployment);
  }

  resources(): Resource[] {
    const present = Object.entries(this.#template.Resources).filter(([, { Condition }]) => this.#exists(Condition));
    return present.map(([logicalId]) => this.#resource(logicalId));
  }

  outputs(): Record<string, string> {
    const present = Object.entries(this.#template.Outputs).filter(([, { Condition }]) => this.#exists(Condition));
    return Object.fromEntries(present.map(([name, { Value }]) => [name, this.#output(name, Value)]));
  }

  #output(name: string, value: unknown): string {
    const resolved = named(`output ${name}`, () => this.#value(value));
    if (typeof resolved === 'string' || typeof resolved === 'number') return String(resolved);
    throw new AssemblyError(`The output ${name} is not text.`);
  }

  #exists(condition: string | undefined): boolean {
    return condition === undefined || this.#condition(condition);
  }

  #resource(logicalId: string): Resource {
    const known = this.#resolved.get(logicalId);
    if (known) return known;
    const resource = this.#within(logicalId, () => this.#resolve(logicalId));
    this.#resolved.set(logicalId, resource);
    return resource;
  }

  /** Runs one step of a resolution. Throws when it leads back to itself. */
  #within<T>(name: string, run: () => T): T {
    if (this.#path.includes(name)) {
      throw new AssemblyError(`The template has a circle: ${[...this.#path, name].join(' -> ')}.`);
    }
    this.#path.push(name);
    try {
      return run();
    } finally {
      this.#path.pop();
    }
  }

  /** Whether a dependency is made: one whose condition is false is not waited for. */
  #isPresent(logicalId: string): boolean {
    const definition = this.#template.Resources[logicalId];
    if (!definition) throw new AssemblyError(`The template has no resource ${logicalId}.`);
    return this.#exists(definition.Condition);
  }

  #resolve(logicalId: string): Resource {
    const definition = this.#template.Resources[logicalId];
    if (!definition || !this.#exists(definition.Condition)) {
      throw new AssemblyError(`The template has no resource ${logicalId}.`);
    }
    const { Type: type, Properties, DependsOn } = definition;
    const kind = this.#kinds.get(type);
    if (!kind) throw new AssemblyError(`${logicalId} is of type ${type}, which does not run on this machine.`);
    return named(`resource ${logicalId} (${type})`, () => {
      DependsOn.filter((name) => this.#isPresent(name)).forEach((name) => this.#resource(name));
      const properties = this.#properties(Properties);
      const identity: Identity = kind.identify({ logicalId, properties, deployment: this.#deployment });
      return { logicalId, type, properties, ...identity };
    });
  }

  #properties(properties: Record<string, unknown>): Record<string, unknown> {
    const resolved = Object.entries(properties).map(([key, value]) => [key, this.#value(value)] as const);
    return Object.fromEntries(resolved.filter(([, value]) => value !== noValue));
  }

  /** Without intrinsic functions, and with the scheme that the local addresses speak. */
  #value(value: unknown): unknown {
    return eachText(resolve(value, this.#scope), (text) => plainHttp(text, this.#deployment.addresses));
  }

  #reference(name: string): unknown {
    if (this.#pseudo.has(name)) return this.#pseudo.get(name);
    const parameter = this.#template.Parameters[name];
    if (!parameter) return this.#resource(name).ref;
    if (parameter.Type.startsWith('AWS::SSM::')) {
      throw new AssemblyError(`The parameter ${name} is read from SSM, which does not run on this machine.`);
    }
    if (parameter.Default === undefined) throw new AssemblyError(`The parameter ${name} has no default.`);
    return parameter.Type.startsWith('List<') || parameter.Type === 'CommaDelimitedList'
      ? String(parameter.Default).split(',')
      : String(parameter.Default);
  }

  #attribute(logicalId: string, attribute: string): string {
    const { attributes, type } = this.#resource(logicalId);
    const value = attributes[attribute];
    if (value !== undefined) return value;
    throw new AssemblyError(`${logicalId} (${type}) has no attribute ${attribute} on this machine.`);
  }

  #condition(name: string): boolean {
    if (!Object.hasOwn(this.#template.Conditions, name)) {
      throw new AssemblyError(`The template has no condition ${name}.`);
    }
    const value = this.#within(`condition ${name}`, () =>
      named(`condition ${name}`, () => resolve(this.#template.Conditions[name], this.#scope)),
    );
    if (typeof value !== 'boolean') throw new AssemblyError(`The condition ${name} is neither true nor false.`);
    return value;
  }

  #mapping(map: string, first: string, second: string): unknown {
    const value = this.#template.Mappings[map]?.[first]?.[second];
    if (value === undefined) throw new AssemblyError(`The template has no mapping ${map}.${first}.${second}.`);
    return value;
  }
}

function eachText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => eachText(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, eachText(member, change)]));
}

function pseudoParameters(stackName: string, { region, account, partition }: Deployment): Map<string, unknown> {
  // Stacks carry a UUID of their own; names derived from it must survive a restart, so it follows from the name.
  const uuid = createHash('sha256').update(stackName).digest('hex').slice(0, 32);
  const id = uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return new Map<string, unknown>([
    ['AWS::Region', region],
    ['AWS::AccountId', account],
    ['AWS::Partition', partition],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stackName],
    ['AWS::StackId', `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${id}`],
    ['AWS::NotificationARNs', []],
    ['AWS::NoValue', noValue],
  ]);
}

/** Says where a failure happened, once: the innermost place is the one that helps. */
function named<T>(place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof AssemblyError && error.place !== undefined) throw error;
    throw new AssemblyError(`${reasonOf(error).replace(/\.$/, '')}, in ${place}.`, { cause: error, place });
  }
}
