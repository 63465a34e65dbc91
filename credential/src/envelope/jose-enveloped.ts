/** Credentials and presentations in `data:` URLs (VC Data Model 2.0, section 4.14; VC-JOSE-COSE, section 3). */
import type { JsonObject } from '../types.ts'
import { openJwt } from './jose.ts'
import { envelopeOf } from './jose-recognise.ts'
import type { Read } from './open.ts'
import { type Opening, stoppedByFormat } from './opened.ts'
import { openSdJwt } from './sd-jwt.ts'

/** The media types that we read. No parameters and no base64: each of them could say the same in a second way. */
const DATA = /^data:application\/(vc\+jwt|vp\+jwt|vc\+sd-jwt|dc\+sd-jwt),(.+)$/s

/** Opens what stands in the `data:` URL. Anything beside it isn't signed, so an envelope that holds more is refused. */
export function openEnveloped(read: Read): Opening {
  const envelope = (read as Extract<Read, { kind: 'json' }>).value as JsonObject
  const other = Object.keys(envelope).find((key) => !['@context', 'id', 'type'].includes(key))
  const [, media, text] = DATA.exec(String(envelope.id)) ?? []
  if (other !== undefined || text === undefined)
    return stoppedByFormat({
      outcome: 'fail',
      code: 'format-not-readable',
      data: { reason: 'envelope-not-plain', at: other === undefined ? '/id' : `/${other}` },
    })
  if (envelopeOf(envelope) === 'EnvelopedVerifiablePresentation' || media === 'vp+jwt')
    return stoppedByFormat({ outcome: 'fail', code: 'format-presentation' })
  return media === 'vc+jwt' ? openJwt({ kind: 'text', text }) : openSdJwt({ kind: 'text', text })
}
