import { dayOf } from '../platform/clock.ts'
import { formatDay, formatInstant } from '../platform/format.ts'
import { loadTexts } from '../platform/text.ts'
import type { CertificateText } from './certificate.ts'
import type { Held, Share } from './types.ts'

/** The words of a certificate: Indonesian first, English where a stranger needs it. */
export function certificateText(held: Held, share: Share, publicUrl: string): CertificateText {
  const texts = loadTexts()
  const say = (key: string, values?: Record<string, string | number>): string =>
    texts.t('id', `wallet.certificate.${key}`, values)
  const label = (key: string): string => `${say(key)} / ${texts.t('en', `wallet.certificate.${key}`)}`
  const day = (at: Date): string => formatDay('id', dayOf(at))
  return {
    holder: held.holder,
    issuer: held.issuer,
    definitionId: held.definitionId,
    title: held.title,
    kind: texts.both('wallet.kind'),
    givenTo: say('given-to'),
    provedIn: say('proved-in'),
    facts: [
      { label: label('load'), value: texts.t('id', 'wallet.load.value', { sks: held.sks, hours: held.hours }) },
      { label: label('level'), value: texts.t('id', 'wallet.kkni', { level: held.kkniLevel }) },
      {
        label: label('assessment'),
        value: held.assessments.map((method) => texts.t('id', `wallet.assessment.${method}`)).join(', '),
      },
      { label: label('issued'), value: day(held.decidedAt) },
      { label: label('in-force'), value: held.validUntil === null ? say('no-end') : day(held.validUntil) },
    ],
    outcomes: held.outcomes.map((outcome) => outcome.id),
    brandLine: say('brand'),
    checkTitle: say('check'),
    checkText: say('check.text'),
    checkTextEn: texts.t('en', 'wallet.certificate.check.text'),
    signedLine: say('signed'),
    signedOn: formatInstant('id', held.decidedAt),
    linkEnds: say('link-ends', { day: day(share.expiresAt) }),
    link: `${publicUrl}/v/${share.code}`,
    documentTitle: `${texts.t('id', 'wallet.kind')}: ${held.title.id}`,
    signedAt: held.decidedAt,
  }
}
