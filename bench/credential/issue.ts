import type { JsonObject } from '../../credential/src/index.ts'
import type { Figure } from '../figure.ts'
import { library } from './built.ts'
import { peerIssue } from './peer.ts'
import { ratesOf } from './rate.ts'
import { bareSign, credentialOf, PROOF } from './world.ts'

const { issueCredential } = library
const COUNT = 512

/**
 * Issues a second, from the unsigned object to the JSON text: `template` for one definition after another person,
 * `learned` for a definition that was never seen before, of a shape that was.
 */
export async function* issueFigures(): AsyncGenerator<Figure> {
  const ofTemplate = Array.from({ length: COUNT }, (_, turn) => credentialOf(turn))
  const ofShape = Array.from({ length: COUNT }, (_, turn) => credentialOf(turn, turn + 2))
  const issueOf = (credentials: readonly JsonObject[]) => (turn: number) =>
    issueCredential(credentials[turn % COUNT] as JsonObject, PROOF)
  const text = await issueCredential(ofTemplate[0] as JsonObject, PROOF)
  if (text.length < 4_900 || text.length > 5_300) throw new Error(`the credential has ${text.length} bytes`)
  const rates = await ratesOf({
    limit: bareSign,
    template: issueOf(ofTemplate),
    learned: issueOf(ofShape),
  })
  // By itself: what it leaves to the collector would be counted on us.
  const { peer } = await ratesOf({ peer: (turn) => peerIssue({ ...credentialOf(turn) }) })
  const { limit } = rates
  yield { name: 'issue.eddsa-rdfc-2022.template', value: rates.template, unit: '/s', limit, peer }
  yield { name: 'issue.eddsa-rdfc-2022.learned', value: rates.learned, unit: '/s', limit, peer }
}
