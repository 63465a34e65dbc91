import { createHash } from 'node:crypto'
import type { JsonObject } from '@lumbung/credential'
import type { Bilingual } from '../../platform/page.ts'
import type { Recognised } from './types-outward.ts'

const CTDL_CONTEXT = 'https://credreg.net/ctdl/schema/context/json'
const EDC_CONTEXT = 'http://data.europa.eu/snb/model/context/edc-ap'
const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'

/** A UUID that follows from a text: version 8 (RFC 9562, section 5.8), from its SHA-256. */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const map = ({ id, en }: Bilingual) => ({ id, en })
const same = (text: string): Bilingual => ({ id: text, en: text })
const hoursOf = (one: Recognised): number => Math.floor((one.sks * one.minutesPerSks) / 60)
const unitWords = (one: Recognised): Bilingual => ({
  id: `${one.sks} SKS, ${one.minutesPerSks} menit belajar per SKS menurut ${one.ruleSetId} ${one.ruleSetVersion}`,
  en: `${one.sks} SKS, ${one.minutesPerSks} minutes of learning each under ${one.ruleSetId} ${one.ruleSetVersion}`,
})

/**
 * What a university counts a definition as, for whoever holds it: CTDL `TransferValueProfile` as a JSON-LD graph. CTDL has no
 * holder, so nothing of the person stands here. The CTID follows from definition version, university and course.
 */
export function transferValueProfile(one: Recognised): object {
  const target = one.course === null ? same('mata kuliah pilihan / electives') : one.course.name
  const ctid = `ce-${uuidOf(`transfer-value ${one.definitionVersionId} ${one.university.id} ${one.course?.code ?? 'block'}`)}`
  return {
    '@context': CTDL_CONTEXT,
    '@graph': [
      {
        '@id': `${one.definitionUrl}#${ctid}`,
        '@type': 'ceterms:TransferValueProfile',
        'ceterms:ctid': ctid,
        'ceterms:name': { id: `${one.title.id}: ${target.id}`, en: `${one.title.en}: ${target.en}` },
        'ceterms:description': map(unitWords(one)),
        'ceterms:subjectWebpage': one.definitionUrl,
        'ceterms:startDate': one.decidedOn,
        'ceterms:ownedBy': ['_:university'],
        'ceterms:transferValue': [
          { '@type': 'ceterms:ValueProfile', 'schema:value': one.sks, 'schema:description': map(unitWords(one)) },
        ],
        'ceterms:transferValueFrom': ['_:from'],
        'ceterms:transferValueFor': ['_:for'],
      },
      {
        '@id': '_:university',
        '@type': 'ceterms:CredentialOrganization',
        'ceterms:name': map(same(one.university.name)),
      },
      { '@id': '_:provider', '@type': 'ceterms:CredentialOrganization', 'ceterms:name': map(same(one.issuerName)) },
      {
        '@id': '_:from',
        '@type': 'ceterms:LearningOpportunityProfile',
        'ceterms:name': map(one.title),
        'ceterms:subjectWebpage': one.definitionUrl,
        'ceterms:ownedBy': ['_:provider'],
      },
      {
        '@id': '_:for',
        '@type': 'ceterms:Course',
        'ceterms:name': map(target),
        ...(one.course === null ? {} : { 'ceterms:codedNotation': one.course.code }),
        'ceterms:ownedBy': ['_:university'],
      },
    ],
  }
}

/**
 * The recognised credit of one person in the shape of the European Learning Model 3 (EDC profile), unsealed: a seal is JAdES
 * (ETSI TS 119 182-1) under the university's own certificate from a European trusted list, and no key of ours is one.
 * Title, workload, level of the KKNI and credit keep their own names; nothing is converted to ECTS.
 */
export function elmCredential(one: Recognised): object {
  const organisation = (id: string, name: string) => ({
    id: `urn:epass:org:${id}`,
    type: 'Organisation',
    legalName: map(same(name)),
    location: [
      {
        id: `urn:epass:location:${id}`,
        type: 'Location',
        address: [
          {
            id: `urn:epass:address:${id}`,
            type: 'Address',
            countryCode: { id: 'http://publications.europa.eu/resource/authority/country/IDN', type: 'Concept' },
          },
        ],
      },
    ],
  })
  const concept = (id: string, label: Bilingual) => ({ id, type: 'Concept', prefLabel: map(label) })
  const uuid = uuidOf(`elm ${one.requestId}`)
  const at = `${one.decidedOn}T00:00:00+07:00`
  return {
    '@context': [CREDENTIALS_V1, EDC_CONTEXT],
    id: `urn:credential:${uuid}`,
    type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
    issuer: organisation(one.university.id, one.university.name),
    issuanceDate: at,
    issued: at,
    validFrom: at,
    credentialSubject: {
      id: `urn:epass:person:${uuidOf(`person ${one.requestId}`)}`,
      type: 'Person',
      fullName: map(same(one.holderName)),
      hasClaim: [
        {
          id: `urn:epass:learningAchievement:${uuid}`,
          type: 'LearningAchievement',
          title: map(one.title),
          awardedBy: {
            id: `urn:epass:awardingProcess:${uuid}`,
            type: 'AwardingProcess',
            awardingBody: [organisation(uuidOf(one.issuerName), one.issuerName)],
            awardingDate: `${one.issuedOn}T00:00:00+07:00`,
          },
          creditReceived: [
            {
              id: `urn:epass:creditPoint:${uuid}`,
              type: 'CreditPoint',
              framework: concept('urn:lumbung:credit-unit:sks', { id: 'SKS', en: 'SKS (Indonesian semester credit)' }),
              point: String(one.sks),
            },
          ],
          specifiedBy: {
            id: one.definitionUrl,
            type: 'LearningAchievementSpecification',
            title: map(one.title),
            volumeOfLearning: `PT${one.hours}H`,
          },
          additionalNote: [
            { id: `urn:epass:note:${uuid}`, type: 'Note', noteLiteral: { id: noteOf(one).id, en: noteOf(one).en } },
          ],
        },
      ],
    },
  }
}

/** What ELM has no place for: level of the KKNI and how it was counted. Recognition of credit, and no word on levels elsewhere. */
function noteOf(one: Recognised): Bilingual {
  const course = one.course === null ? null : one.course
  const level = one.kkniLevel === null ? '' : `KKNI ${one.kkniLevel}. `
  return {
    id: `${level}${one.university.name} menghitung ${unitWords(one).id} (${hoursOf(one)} jam)${course === null ? '' : ` sebagai ${course.code} ${course.name.id}`}.`,
    en: `${level}${one.university.name} counted ${unitWords(one).en} (${hoursOf(one)} hours)${course === null ? '' : ` for ${course.code} ${course.name.en}`}.`,
  }
}

/** Both languages in one text, where a format has room for one. */
const both = ({ id, en }: Bilingual): string => (id === en ? id : `${id} / ${en}`)

/** What a CLR record says of the decision, beside the signed credential: who counted how much of it, as what, under which rules. */
export function clrWords(one: Recognised): { readonly name: string; readonly description: string } {
  return { name: `${one.title.id}: ${one.sks} SKS, ${one.university.name}`, description: both(noteOf(one)) }
}

/** The course for which credit was counted, as a CLR record names it beside the signed credential. */
export function clrCourse(one: Recognised): JsonObject & { readonly id: string } {
  const { university, course } = one
  return {
    id: `urn:uuid:${uuidOf(`course ${university.id} ${course?.code ?? one.requestId}`)}`,
    type: ['Achievement'],
    creator: { id: university.did ?? `urn:uuid:${uuidOf(university.id)}`, type: ['Profile'], name: university.name },
    name: course === null ? 'Mata kuliah pilihan / electives' : both(course.name),
    description: both(unitWords(one)),
    criteria: { narrative: both(noteOf(one)) },
    creditsAvailable: one.sks,
    ...(course === null ? {} : { humanCode: course.code }),
  }
}
