/** The value in force on `day`: `from` and `to` are ISO days and both belong to it. Nothing before the first. */
export function valueOn<T extends { readonly from: string; readonly to: string | null }>(
  values: readonly T[],
  day: string,
): T | undefined {
  return values
    .filter(({ from, to }) => from <= day && (to === null || day <= to))
    .sort((a, b) => (a.from < b.from ? 1 : -1))[0]
}

/** Whole units of credit in `minutes` of learning, rounded down. Negative or fractional minutes are a caller's mistake. */
export function unitsOf(minutes: number, minutesPerUnit: number): number {
  if (!Number.isSafeInteger(minutes) || minutes < 0)
    throw new RangeError(`minutes must be a whole number, got ${minutes}`)
  return Math.floor(minutes / minutesPerUnit)
}
