import { CAMPUS_KINDS } from '../../src/organisations/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import {
  addDocument,
  attest,
  decideProposal,
  listIssuer,
  propose,
  registerAs,
  saveApplication,
  startApplication,
  submitApplication,
} from '../../src/trust/index.ts'
import { mustBe, past } from './country.ts'
import { ORGANISATIONS } from './institutions.ts'

/** The body that assessed the institutions of the demo. */
const BODY = 'lembaga-mutu-cermat'
const FOUNDED = { id: 'Ditetapkan saat daftar dibuka.', en: 'Appointed when the register was opened.' }
const UNTIL = new Date('2029-12-31T17:00:00Z')

/** The bodies of the register on its first day, and every institution that issues, each assessed and authorised. */
export async function fillRegister(deps: Deps, organisations: ReadonlyMap<string, string>): Promise<void> {
  const idOf = (slug: string): string => organisations.get(slug) ?? ''
  const founded = { reason: FOUNDED }
  mustBe(await registerAs(deps, idOf(BODY), 'accreditation-body', founded))
  mustBe(await registerAs(deps, idOf('dewan-jenjang-nusa'), 'framework', founded))
  mustBe(await registerAs(deps, idOf('forum-standar-lencana'), 'standard-setter', founded))
  for (const [at, { slug, fields, levels, kind }] of ORGANISATIONS.entries()) {
    if (levels === undefined) continue
    const attestation = {
      organisationId: idOf(slug),
      bodyId: idOf(BODY),
      scheme: kind === 'training-provider' ? 'Akreditasi lembaga pelatihan' : 'Akreditasi institusi',
      level: at % 3 === 0 ? 'Unggul' : 'Baik Sekali',
      number: `LMC-2024/${String(at + 1).padStart(3, '0')}`,
      from: deps.clock(),
      until: UNTIL,
    }
    mustBe(await attest(deps, attestation, null))
    const [levelMin, levelMax] = levels
    const kinds = ['micro-credential', 'course-certificate', ...(CAMPUS_KINDS.includes(kind) ? ['rpl-result'] : [])]
    const given = { kinds, fields: fields ?? [], levelMin, levelMax }
    mustBe(await listIssuer(deps, idOf(slug), [given], { restsOn: 'attestation' }))
  }
}

/** Who left traces in the register. */
export interface RegisterPeople {
  readonly applicant: Actor
  readonly assessor: Actor
  readonly colleague: Actor
  readonly keepers: readonly [Actor, Actor]
}

const APPLIED_DAYS_AGO = 24
const SUSPENDED_DAYS_AGO = 9

/** An application that waits, with its papers, and a suspended issuer. */
export async function leaveTraces(
  deps: Deps,
  organisations: ReadonlyMap<string, string>,
  people: RegisterPeople,
): Promise<void> {
  const idOf = (slug: string): string => organisations.get(slug) ?? ''
  const [first, second] = people.keepers
  await applied(past(deps, APPLIED_DAYS_AGO), idOf('rs-harapan-teduh'), people.applicant)
  const attested = {
    act: 'attest',
    content: {
      bodyId: idOf(BODY),
      scheme: 'Akreditasi lembaga pelatihan',
      level: 'Baik',
      number: 'LMC-2026/031',
      from: '2026-09-01',
      lastDay: '2030-08-31',
    },
  } as const
  const then = past(deps, APPLIED_DAYS_AGO - 4)
  const noConflict = { noConflict: true }
  const proposed = mustBe(await propose(then, people.assessor, idOf('rs-harapan-teduh'), attested, noConflict))
  mustBe(await decideProposal(then, people.colleague, proposed.proposalId, 'confirmed', noConflict))
  const suspension = { act: 'suspend', content: { reason: 'investigation', note: '' } } as const
  const days = past(deps, SUSPENDED_DAYS_AGO)
  const suspended = mustBe(await propose(days, first, idOf('balai-kriya-anyam'), suspension, noConflict))
  mustBe(await decideProposal(days, second, suspended.proposalId, 'confirmed', noConflict))
}

/** The application of a hospital that wants to issue for its own training, with a paper for every required point. */
async function applied(deps: Deps, organisationId: string, applicant: Actor): Promise<void> {
  const { applicationId } = mustBe(await startApplication(deps, applicant, organisationId, 'issuer'))
  const content = {
    legalName: 'Rumah Sakit Harapan Teduh',
    legalForm: 'Yayasan',
    legalNumber: 'AHU-0012/2014',
    legalSince: '2014-05-12',
    kinds: ['micro-credential', 'course-certificate'],
    fields: ['health'],
    levelMin: '3',
    levelMax: '5',
    statement: 'Pelatihan perawat untuk perawatan lansia dan gawat darurat.',
  }
  mustBe(await saveApplication(deps, applicant, applicationId, 1, content))
  for (const item of ['legal-deed', 'authority-to-sign', 'quality-assurance', 'data-protection'])
    mustBe(await addDocument(deps, applicant, applicationId, item, { name: `${item}.pdf`, bytes: paper(item) }))
  mustBe(await submitApplication(deps, applicant, applicationId))
}

/** A page of PDF with one line on it. */
function paper(line: string): Uint8Array {
  const stream = `BT /F1 18 Tf 60 760 Td (${line}: contoh) Tj ET`
  return new TextEncoder().encode(
    [
      '%PDF-1.4',
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj',
      `4 0 obj<</Length ${stream.length}>>stream\n${stream}\nendstream endobj`,
      '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
      'trailer<</Root 1 0 R>>',
      '%%EOF',
    ].join('\n'),
  )
}
