/**
 * Puts the thread on the local cloud's clock: `Date` runs `offset()` milliseconds ahead, so that what a function
 * stamps and signs agrees with the services around it when a test moves time on.
 */
export function shiftDate(offset: () => number): void {
  const machine = Date;
  const now = () => machine.now() + offset();
  globalThis.Date = new Proxy(machine, {
    construct: (target, given: unknown[], newTarget) => {
      const created: unknown = Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget);
      return created as object;
    },
    apply: () => new machine(now()).toString(),
    get: (target, name, receiver): unknown => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
