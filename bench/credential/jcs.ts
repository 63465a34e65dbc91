/** Rates of the cryptosuite over canonical JSON, beside the bare signature and `@digitalbazaar/eddsa-jcs-2022-cryptosuite`. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { createSignCryptosuite, createVerifyCryptosuite } from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { issue, verifyCredential } from '@digitalbazaar/vc'
import type { JsonObject } from '../../credential/src/index.ts'
import type { Figure } from '../figure.ts'
import { library } from './built.ts'
import { documentLoader, peerSigner } from './peer.ts'
import { ratesOf } from './rate.ts'
import { bareSign, bareVerify, CONTEXT, credentialOf, PROOF } from './world.ts'

const { issueCredential, verify } = library
const COUNT = 512
const OPTIONS = { ...PROOF, suite: 'eddsa-jcs-2022' } as const

/** Credentials a second, from the unsigned object to the JSON text and from there to the verdict with all eight checks. */
export async function* jcsFigures(): AsyncGenerator<Figure> {
  const credentials = Array.from({ length: COUNT }, (_, turn) => credentialOf(turn))
  const signed = await Promise.all(credentials.map((credential) => issueCredential(credential, OPTIONS)))
  const rates = await ratesOf({
    signing: bareSign,
    checking: bareVerify,
    issued: (turn) => issueCredential(credentials[turn % COUNT] as JsonObject, OPTIONS),
    verified: async (turn) => {
      const { verdict, checks } = await verify(signed[turn % COUNT] as string, CONTEXT)
      if (verdict !== 'valid') throw new Error(JSON.stringify(checks))
    },
  })
  const suite = new DataIntegrityProof({ signer: await peerSigner(), cryptosuite: createSignCryptosuite() })
  const checkStatus = async (): Promise<object> => ({ verified: true })
  const peer = await ratesOf({
    issued: (turn) => issue({ credential: { ...credentials[turn % COUNT] }, suite, documentLoader }),
    verified: async (turn) => {
      const credential = JSON.parse(signed[turn % COUNT] as string) as JsonObject
      const checking = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() })
      const about = { credential, suite: checking, documentLoader, checkStatus }
      const answer = await verifyCredential({ ...about, now: CONTEXT.now })
      if (!answer.verified) throw answer.error ?? new Error('the reference verified nothing')
    },
  })
  const limits = { issue: rates.signing, verify: rates.checking }
  yield { name: 'issue.eddsa-jcs-2022', value: rates.issued, unit: '/s', limit: limits.issue, peer: peer.issued }
  yield { name: 'verify.eddsa-jcs-2022', value: rates.verified, unit: '/s', limit: limits.verify, peer: peer.verified }
}
