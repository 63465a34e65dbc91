/** What stays good of what a compromised key signed. Pure. */

import type { Sighting } from '../log/index.ts'

/**
 * How a signature by a compromised key stands: `proven` to be from before the compromise by the public log; `by-own-clock`
 * where no log could have seen it; `after` as our own rows say; `unseen` where our rows say before and nobody saw it in the
 * log by then; `changed` where the row isn't what was logged.
 */
export type SignatureStanding = 'proven' | 'by-own-clock' | 'after' | 'unseen' | 'changed'

/**
 * Judges a signature. `since` is the instant of the compromise, `began` that of the log's first checkpoint (`null`: none yet).
 *
 * The log's word weighs more than our clock, in both directions. Our clock is believed in two cases only: nothing had been
 * logged when the key was compromised, so that no signature could have been seen; or the signature is older than the log
 * and left no leaf, as everything does since there is a log. A leaf that came too late is no proof whatever the row says.
 */
export function standingOf(
  { signedAt, sighting }: { readonly signedAt: Date; readonly sighting: Sighting },
  since: Date,
  began: Date | null,
): SignatureStanding {
  if (sighting === 'seen') return 'proven'
  if (sighting === 'changed') return 'changed'
  if (signedAt >= since) return 'after'
  const isOlderThanLog = began === null || since <= began || (sighting === 'none' && signedAt < began)
  return isOlderThanLog ? 'by-own-clock' : 'unseen'
}
