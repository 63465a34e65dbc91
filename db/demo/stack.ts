import { findVersion } from '../../src/design/index.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { approveStack, proposeStack } from '../../src/recognition/index.ts'
import { type Country, mustBe, past, settle } from './country.ts'
import { nameFrom } from './names.ts'
import { contentOf, type Published, publishOne } from './offerings.ts'
import { chanceFrom } from './random.ts'
import type { Topic } from './topics.ts'

const POLYTECHNIC = 'politeknik-lembah-angin'
const PUBLISHED_DAYS_AGO = 200
const STACKED_DAYS_AGO = 150
/** The topics that make up the larger credential; Wartini holds the first two. */
const PARTS = [0, 1, 3] as const

const TOPIC: Topic = {
  id: 'Pengelola Data dan Produksi Lahan',
  en: 'Manager of Farm Data and Production',
  field: 'agriculture',
  does: [
    [
      'mengambil keputusan musim tanam dari data lahan sendiri',
      'decide on a planting season from data of one’s own fields',
    ],
    ['menyusun rencana air dan pupuk untuk satu musim', 'plan water and fertiliser for one season'],
  ],
}

/** A larger credential of three micro-credentials, proposed and approved by two people of the polytechnic. */
export async function stackDemo(deps: Deps, country: Country, published: readonly Published[]): Promise<void> {
  const chance = chanceFrom('stack')
  const content = { ...contentOf(TOPIC, country, chance), hours: '270', sks: '6', priceRupiah: '0' }
  const larger = await publishOne(past(deps, PUBLISHED_DAYS_AGO), country, POLYTECHNIC, content)
  const then = past(deps, STACKED_DAYS_AGO)
  const approver = await settle(
    then,
    { name: nameFrom(chance), holds: { [POLYTECHNIC]: ['issuer'] } },
    country.organisations,
  )
  const parts = await Promise.all(PARTS.map((at) => findVersion(deps.db, published[at]?.versionId ?? '')))
  const stack = {
    definition: larger.slug,
    name: { id: 'Tiga kredensial menjadi satu', en: 'Three credentials become one' },
    validFrom: then.clock().toISOString().slice(0, 10),
    validTo: null,
    source: 'Keputusan Politeknik Lembah Angin 12/2026 (contoh, dikarang)',
    clause: null,
    confidence: 'H',
    note: {
      id: 'Negeri, lembaga, dan keputusan ini dikarang untuk peragaan.',
      en: 'The country, the institutions and this decision are invented for the demonstration.',
    },
    every: { leastLevel: null, withinMonths: 60 },
    rule: {
      kind: 'all',
      of: [...parts.map((part) => ({ kind: 'award', definition: part?.slug })), { kind: 'sks', least: 6 }],
    },
  }
  const proposed = mustBe(await proposeStack(then, country.people.get('bagus')!, stack))
  mustBe(await approveStack(then, approver, proposed.id))
}
