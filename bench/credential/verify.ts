import type { Figure } from '../figure.ts'
import { library } from './built.ts'
import { peerVerify } from './peer.ts'
import { ratesOf, type Work } from './rate.ts'
import { bareVerify, CONTEXT, credentialOf, PROOF } from './world.ts'

const { issueCredential, verify } = library
const COUNT = 512

/** Signed credentials as JSON text, one for each turn. */
export function signedTexts(count: number, course: (turn: number) => number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, turn) => issueCredential(credentialOf(turn, course(turn)), PROOF)),
  )
}

/**
 * Verifications a second, from JSON text to the verdict with all eight checks: of one definition after another person, and
 * of definitions that were never seen before.
 */
export async function* verifyFigures(): AsyncGenerator<Figure> {
  const same = await signedTexts(COUNT, () => 1)
  const others = await signedTexts(COUNT, (turn) => turn + 2)
  const verifyOf =
    (texts: readonly string[]): Work =>
    async (turn) => {
      const { verdict, checks } = await verify(texts[turn % COUNT] as string, CONTEXT)
      if (verdict !== 'valid') throw new Error(JSON.stringify(checks))
    }
  const rates = await ratesOf({
    limit: bareVerify,
    same: verifyOf(same),
    others: verifyOf(others),
  })
  const { peer } = await ratesOf({ peer: (turn) => peerVerify(same[turn % COUNT] as string) })
  const { limit } = rates
  yield { name: 'verify.eddsa-rdfc-2022', value: rates.same, unit: '/s', limit, peer }
  yield { name: 'verify.eddsa-rdfc-2022.any-definition', value: rates.others, unit: '/s', limit, peer }
}
