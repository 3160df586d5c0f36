import { measure } from './measure.ts';
const m = await measure({ sizes: [1000, 1_000_000], repeats: [0, 1], photos: 10, alone: 3, say: (l) => console.log(l, new Date().toISOString()) });
for (const c of m.cases) console.log(JSON.stringify(c));
console.log(m.idleMonth);
