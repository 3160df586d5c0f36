/** Reads a value out of an event; undefined when nothing is there. */
export type Selector = (event: unknown) => unknown;

/**
 * The part of JSON path that EventBridge documents and rules use: `$`, `$.detail.key`, `$.resources[0]`. Names have
 * letters, digits, `_`, `-` and `/`. Throws for anything else, wildcards among it.
 */
export function compilePath(path: string): Selector {
  if (!/^\$(\.[\w\-/]+|\[\d+\])*$/.test(path)) throw new Error(`the JSON path ${path} is not emulated`);
  const steps = [...path.matchAll(/\.([\w\-/]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  return (event) => steps.reduce(step, event);
}

function step(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] as unknown) : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
