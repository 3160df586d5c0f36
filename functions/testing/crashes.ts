/** What only reads. */
const reads = new Set([
  ...['find', 'used', 'read', 'exists', 'ids', 'dueAt', 'spent', 'averageMs', 'length', 'rows'],
  ...['inMonth', 'changed', 'between', 'days', 'revision'],
]);

/** Ports for operators, through which nothing is stored. */
const telemetry = new Set<string | symbol>(['log', 'metrics']);

/** The process that did the work is gone. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * The same ports, of which only the first `writes` writes happen: as when a process is killed. What a name in `ports`
 * does not hold functions is handed on as it is.
 */
export function killedAfter<Ports extends object>(ports: Ports, writes: number): Ports {
  let left = writes;
  const guarded = <Value>(value: Value): Value => {
    if (typeof value !== 'object' || value === null || value instanceof Map || Array.isArray(value)) return value;
    return new Proxy(value, {
      get(target, name, receiver): unknown {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function' || reads.has(String(name))) return member;
        return (...args: unknown[]): unknown => {
          left -= 1;
          if (left < 0) return Promise.reject(new Killed());
          return Reflect.apply(member, target, args);
        };
      },
    });
  };
  return new Proxy(ports, {
    get(target, name, receiver) {
      const port: unknown = Reflect.get(target, name, receiver);
      return telemetry.has(name) ? port : guarded(port);
    },
  });
}
