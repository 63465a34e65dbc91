import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../contexts/bundled.ts'
import { dateTime, type JsonObject } from '../envelope/suite.ts'
import { statusEntry } from '../status/list-credential.ts'
import { TARGET } from './target.ts'
import type { AchievementInput, Coded, Party, TwoLanguages } from './types.ts'

function profile(party: Party): JsonObject {
  return { id: party.id, type: ['Profile'], name: party.name, ...(party.url === undefined ? {} : { url: party.url }) }
}

function bilingual(text: TwoLanguages): JsonObject[] {
  return [
    { '@value': text.id, '@language': 'id' },
    { '@value': text.en, '@language': 'en' },
  ]
}

function alignment(type: string, coded: Coded, fallbackUrl: string): JsonObject {
  return {
    type: ['Alignment'],
    targetName: coded.name,
    targetUrl: coded.url ?? fallbackUrl,
    targetFramework: coded.framework,
    targetCode: coded.code,
    targetType: type,
  }
}

/**
 * The unsigned Open Badges 3.0 credential on VC Data Model 2.0.
 *
 * Title and description stand at the top in both languages as language-tagged values (VC Data Model 2.0, section 11.1);
 * inside the achievement they are plain Indonesian text with `inLanguage`, since the Open Badges schema asks for one
 * string. `source` names on whose behalf it is issued and `creator` who defined it, where they aren't the issuer. The
 * holder's name is an identity object that isn't hashed: the holder shows it to people. A NIK, an e-mail
 * or a phone number never stands here; a name with sixteen digits in a row is refused with `RangeError`.
 */
export function achievementCredential(input: AchievementInput): JsonObject {
  if (/\d{16}/.test(input.holderName)) throw new RangeError('a holder name holds sixteen digits in a row')
  return {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    id: input.id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: bilingual(input.title),
    description: bilingual(input.description),
    issuer: profile(input.issuer),
    validFrom: dateTime(input.validFrom),
    ...(input.validUntil == null ? {} : { validUntil: dateTime(input.validUntil) }),
    credentialSubject: {
      id: input.subjectId,
      type: ['AchievementSubject'],
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: input.holderName, identityType: 'name' }],
      creditsEarned: input.sks,
      ...(input.onBehalfOf.id === input.issuer.id ? {} : { source: profile(input.onBehalfOf) }),
      achievement: achievement(input),
    },
    ...(input.status.length === 0 ? {} : { credentialStatus: input.status.map(statusEntry) }),
  }
}

/** Whether the creator already stands in the credential: a thing is described once, so that nobody can describe it twice. */
function isSaid(input: AchievementInput): boolean {
  return input.creator.id === input.issuer.id || input.creator.id === input.onBehalfOf.id
}

function achievement(input: AchievementInput): JsonObject {
  const page = input.definitionUrl
  const workload: Coded = { framework: 'Lumbung', code: String(input.hours), name: `${input.hours} jam belajar` }
  const level: Coded = { framework: 'KKNI', code: String(input.kkniLevel), name: `KKNI jenjang ${input.kkniLevel}` }
  return {
    id: page,
    type: ['Achievement'],
    achievementType: 'MicroCredential',
    name: input.title.id,
    description: input.description.id,
    inLanguage: input.language,
    version: input.definitionVersion,
    ...(isSaid(input) ? {} : { creator: profile(input.creator) }),
    criteria: { narrative: input.criteria, ...(input.criteriaUrl === undefined ? {} : { id: input.criteriaUrl }) },
    fieldOfStudy: input.field,
    creditsAvailable: input.sks,
    alignment: [
      ...input.skills.map((skill) => alignment(TARGET.skill, skill, page)),
      ...input.outcomes.map((name, at) =>
        alignment(TARGET.outcome, { framework: 'Lumbung', code: `O${at + 1}`, name }, page),
      ),
      ...(input.standard === undefined ? [] : [alignment(TARGET.standard, input.standard, page)]),
      alignment(TARGET.level, level, page),
      alignment(TARGET.workload, workload, page),
      alignment(TARGET.mode, input.mode, page),
      alignment(TARGET.assessment, input.assessment, page),
      alignment(TARGET.identity, input.identityAssurance, page),
      alignment(TARGET.evidence, input.evidenceSource, page),
      alignment(TARGET.quality, input.qualityStatus, page),
      ...(input.coIssuers ?? []).map((party) => alignment(TARGET.coIssuer, party, page)),
    ],
  }
}
