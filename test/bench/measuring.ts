/** The value that a share (0.5 is the median) of some numbers do not exceed, by nearest rank. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('There is nothing to take a quantile of.');
  return value;
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** To so many decimal places. */
export function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}

/**
 * Runs every cell of a table several times, row by row and the columns of a row in turn, so that whatever else the
 * machine does hits all columns alike. The first round warms up and is not kept.
 * @returns for each row, for each column, one result a round
 */
export async function interleaved<Row, Column, Result>(
  { rows, columns, rounds }: { rows: readonly Row[]; columns: readonly Column[]; rounds: number },
  run: (row: Row, column: Column) => Promise<Result>,
): Promise<Result[][][]> {
  const results = rows.map(() => columns.map((): Result[] => []));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [r, row] of rows.entries()) {
      for (let turn = 0; turn < columns.length; turn += 1) {
        // Whoever begins pays for what is shared: each column does so in its turn.
        const c = (turn + round) % columns.length;
        const column = columns[c];
        if (column === undefined) continue;
        const result = await run(row, column);
        if (round > 0) results[r]?.[c]?.push(result);
      }
    }
  }
  return results;
}
