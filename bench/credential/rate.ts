/**
 * Operations a second of the processor's time (user and system, with the collector's), of works that take turns: others use
 * the machine too, and what they take is not ours. Rates of one run are only good together.
 */

const ROUND_MILLISECONDS = 120
const ROUNDS = 15
/** Calls between two looks at the clock of the processor, which costs as much as a signature. */
const CALLS = 64

/** Something to be measured; it is called with a number that grows. */
export type Work = (turn: number) => unknown

/**
 * Median rates, each per second, of several works. They take turns in rounds, so that a busy moment of the machine hits
 * all of them alike. Each runs unmeasured first, all for the same time: works of milliseconds need more of it, or it is the
 * compiler that is measured.
 */
export async function ratesOf<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  warmingMilliseconds = ROUND_MILLISECONDS * 2,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const rates = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (const name of names) await run(works[name], warmingMilliseconds, 0)
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) rates.get(name)?.push(await run(works[name], ROUND_MILLISECONDS, round * 100_000))
  const medianOf = (name: Name): number => [...(rates.get(name) ?? [])].sort((a, b) => a - b)[ROUNDS >> 1] as number
  return Object.fromEntries(names.map((name) => [name, medianOf(name)])) as Record<Name, number>
}

async function run(work: Work, milliseconds: number, from: number): Promise<number> {
  const started = process.cpuUsage()
  let turn = from
  let elapsed = 0
  while (elapsed < milliseconds) {
    for (let i = 0; i < CALLS; i++) {
      const answer = work(turn++)
      if (answer instanceof Promise) await answer
    }
    const { user, system } = process.cpuUsage(started)
    elapsed = (user + system) / 1000
  }
  return ((turn - from) / elapsed) * 1000
}
