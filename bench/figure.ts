/** One measured figure. `limit` is the machine's own bound for the same work, `peer` what a user would pick instead. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit?: number
  readonly peer?: number
}

/** Prints a figure as one JSON line, with its ratios to the limit and the peer of the same run. */
export function printFigure({ name, value, unit, limit, peer }: Figure): void {
  const line = {
    name,
    value: rounded(value),
    unit,
    ...(limit === undefined ? {} : { limit: rounded(limit) }),
    ...(peer === undefined ? {} : { peer: rounded(peer) }),
    ...(limit === undefined ? {} : { ratioToLimit: rounded(value / limit) }),
    ...(peer === undefined ? {} : { ratioToPeer: rounded(value / peer) }),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
