/** What the developer guide lists as there, beside what other probes use. */
export function request() {
  return { payload: null };
}

const rest = (first, ...others) => others.length;

function loops() {
  const seen = [];
  for (const key in { a: 1, b: 2 }) seen.push(key);
  for (const value of [1, 2, 3]) {
    if (value === 3) break;
    seen.push(value);
  }
  return seen;
}

function named(value) {
  switch (value) {
    case 1:
      return 'one';
    default:
      return 'other';
  }
}

export function response() {
  const object = { a: 1, b: null, c: { d: [2] } };
  const { a, ...others } = object;
  delete others.b;
  const text = '  Ab,c ';
  return JSON.stringify({
    loops: loops(),
    switch: [named(1), named(2)],
    operators: [object.b ?? 'nothing', object.x?.y ?? 'none', 7 % 4, 6 & 3, 1 << 4, typeof a, void 0 === undefined],
    spread: [{ ...others, e: 1 }, [...[1, 2], 3], rest(1, 2, 3)],
    template: `a ${`nested ${a}`}
b`,
    strings: [text.trim(), text.split(','), text.indexOf('b'), text.toUpperCase(), 'abc'.slice(1, 2), 'a'.concat('b')],
    objects: [Object.keys(object), Object.entries({ k: 1 }), Object.hasOwn(object, 'a'), Object.assign({}, { k: 1 })],
    arrays: [
      [3, 1, 2].sort(),
      [1, [2]].flat(),
      [1, 2].map((n) => n * 2),
      [1, 2, 3].filter((n) => n > 1),
      [1, 2, 3].reduce((sum, n) => sum + n, 0),
      [1, 2].findLast((n) => n > 0),
      [1, 2].some((n) => n > 1),
      [1, 2].flatMap((n) => [n, n]),
    ],
    numbers: [Number.isNaN(NaN), Number.isFinite(Infinity), Math.floor(1.5), Math.ceil(1.5), Math.round(1.4), +'5'],
  });
}
