/** The present moment, passed in wherever time matters, so that tests can stop it. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()

/** The calendar day in Jakarta (WIB, UTC+7) as an ISO date: legal days in Lumbung are counted there. */
export function dayOf(instant: Date): string {
  return new Date(instant.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}
