import { sexOfPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { protection } from './library.ts'
import { daysOfQuarter, lastQuarterDue, quartersDue, tablesOf } from './rules.ts'
import { type AskedRow, askedBetween, editionsPublished, firstAsked, insertEdition } from './store.ts'
import type { RequestFact } from './types.ts'

const DAY_MILLISECONDS = 86_400_000

/**
 * Publishes the quarters whose figures are due and weren't published: each is computed once and stays as it is, whatever is
 * decided or taken back later. Answers how many came to it.
 */
export async function publishStatistics(deps: Pick<Deps, 'db' | 'clock' | 'secrets'>): Promise<number> {
  const first = await firstAsked(deps.db)
  if (first === null) return 0
  const { leastPeople, graceDays } = protection()
  const at = deps.clock()
  const published = new Set((await editionsPublished(deps.db)).map(({ quarter }) => quarter))
  let added = 0
  for (const quarter of quartersDue(dayOf(first), dayOf(at), graceDays.value)) {
    if (published.has(quarter)) continue
    const { from, until } = daysOfQuarter(quarter)
    const facts = await factsOf(deps, from, until)
    const edition = { quarter, from, until, leastPeople: leastPeople.value, ...tablesOf(facts, leastPeople.value) }
    if (await inTransaction(deps.db, (tx) => insertEdition(tx, edition, at))) added++
  }
  return added
}

/** First and last ISO day of the last quarter whose figures are due on an ISO day. */
export function quarterDue(day: string): { readonly from: string; readonly until: string } {
  return daysOfQuarter(lastQuarterDue(day, protection().graceDays.value))
}

/** Requests of a quarter, by the day on which they were asked in the country's first time zone. */
async function factsOf(
  deps: Pick<Deps, 'db' | 'secrets'>,
  from: string,
  until: string,
): Promise<readonly RequestFact[]> {
  const around = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLISECONDS)
  const rows = (await askedBetween(deps.db, around(from, -1), around(until, 2))).filter(({ askedAt }) => {
    const day = dayOf(askedAt)
    return day >= from && day <= until
  })
  const sexes = await sexOfPeople(deps, [...new Set(rows.map(({ personId }) => personId))])
  return rows.map((row) => ({
    personId: row.personId,
    groups: {
      institution: row.organisationName,
      provider: row.issuerName,
      region: row.province ?? 'unknown',
      sex: sexes.get(row.personId) ?? 'unknown',
    },
    outcome: outcomeOf(row),
    days:
      row.decidedAt === null ? null : Math.floor((row.decidedAt.getTime() - row.askedAt.getTime()) / DAY_MILLISECONDS),
    sks: row.creditWithdrawn ? 0 : (row.grantedSks ?? 0),
  }))
}

function outcomeOf({ decidedAt, grantedSks, creditWithdrawn }: AskedRow): RequestFact['outcome'] {
  if (decidedAt === null) return 'open'
  if (creditWithdrawn) return 'withdrawn'
  return (grantedSks ?? 0) > 0 ? 'accepted' : 'refused'
}
