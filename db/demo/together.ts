import { decideTogether } from '../../src/credentials/index.ts'
import { awardHooks } from '../../src/hooks.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { attest, listIssuer } from '../../src/trust/index.ts'
import { type Country, mustBe, past } from './country.ts'
import { signAll, strangers, teach } from './learners.ts'
import { contentOf, publishOne } from './offerings.ts'
import { chanceFrom } from './random.ts'
import type { Topic } from './topics.ts'

const UNIVERSITY = 'universitas-tanjung-merapu'
const COMPANY = 'pt-tani-cakrawala'
const UNTIL = new Date('2029-12-31T17:00:00Z')
const LISTED_DAYS_AGO = 300
const ATTESTED_DAYS_BEFORE = 14
const PUBLISHED_DAYS_AGO = 120
const AWARDED_DAYS_AGO = 4

const TOPIC: Topic = {
  id: 'Perawatan Alat Tani Presisi di Tempat Kerja',
  en: 'Care of Precision Farming Equipment at Work',
  field: 'agriculture',
  does: [
    ['menyetel sensor dan nosel sebelum musim tanam', 'set up sensors and nozzles before the planting season'],
    ['mencatat perawatan alat selama satu musim', 'keep the maintenance record of a machine for one season'],
  ],
}

/**
 * A micro-credential that a university and a company issue together: one award that both approved and signed, and one that still
 * waits for the company.
 */
export async function issueTogether(deps: Deps, country: Country): Promise<void> {
  const company = country.organisations.get(COMPANY) ?? ''
  const university = country.organisations.get(UNIVERSITY) ?? ''
  await listCompany(past(deps, LISTED_DAYS_AGO), country, company)
  const chance = chanceFrom('together')
  const content = {
    ...contentOf(TOPIC, country, chance),
    mode: 'blended',
    coIssuers: [{ organisationId: company, role: 'workplace' }],
  }
  const course = await publishOne(past(deps, PUBLISHED_DAYS_AGO), country, UNIVERSITY, content)
  const learners = await strangers(deps, chance, 4)
  const [first] = await teach(
    deps,
    country,
    chance,
    { ...course, organisationId: university },
    learners,
    AWARDED_DAYS_AGO,
  )
  const later = past(deps, AWARDED_DAYS_AGO - 2)
  const approved = { organisationId: company, credentialIds: [first ?? ''], decision: 'approve' } as const
  mustBe(await decideTogether(later, country.people.get('fransiska')!, approved, awardHooks(later)))
  await signAll(later)
}

/** The company stands in the register as an issuer of its own field, assessed like everybody else. */
async function listCompany(deps: Deps, country: Country, organisationId: string): Promise<void> {
  const attestation = {
    organisationId,
    bodyId: country.organisations.get('lembaga-mutu-cermat') ?? '',
    scheme: 'Akreditasi lembaga pelatihan',
    level: 'Baik Sekali',
    number: 'LMC-2025/118',
    from: past(deps, ATTESTED_DAYS_BEFORE).clock(),
    until: UNTIL,
  }
  mustBe(await attest(deps, attestation, null))
  const given = { kinds: ['micro-credential'], fields: ['agriculture'], levelMin: 3, levelMax: 6 }
  mustBe(await listIssuer(deps, organisationId, [given], { restsOn: 'attestation' }))
}
