/** What a derived credential can't be without, and so what its absence says. */
import type { Unsecured } from '../../canonical-form.ts'
import type { Part, Term } from '../../opened.ts'
import { readShown } from './shown.ts'

/** Whether a statement has one of these predicates. */
const states = (names: string): ((line: string) => boolean) => {
  const form = new RegExp(`^\\S+ <https://www\\.w3\\.org/2018/credentials#(?:${names})> `)
  return (line) => form.test(line)
}
const status = states('credentialStatus')
const beginning = states('validFrom|issuanceDate')

/**
 * What may be missing from a derived credential. Its status is complete only where there is one and all of it had to be
 * shown. An end that isn't there is believed not to exist only of an issuer who lets nobody withhold the beginning.
 */
export async function shownPart(document: Unsecured, bytes: Uint8Array, { until }: Term): Promise<Part> {
  const { shown } = await readShown(document, bytes)
  // Then the proof fails, and nobody asks.
  if (shown === null) return { hidesStatus: true, hidesEnd: true }
  return {
    hidesStatus: !shown.mandatory.some(status) || shown.optional.some(status),
    hidesEnd: until === undefined && !shown.mandatory.some(beginning),
  }
}
