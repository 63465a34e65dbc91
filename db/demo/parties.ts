import {
  addOrganisation,
  type Ministry,
  ministries,
  recordAgreement,
  recordEvent,
  recordRole,
} from '../../src/organisations/index.ts'
import { dayOf } from '../../src/platform/clock.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor } from '../../src/platform/page.ts'
import { type ActGiven, decideProposal, propose } from '../../src/trust/index.ts'
import { mustBe, past } from './country.ts'
import type { Chance } from './random.ts'

// What parties were, are and became: one renamed, one merged, one closed with its keys, agreements of which one ends soon,
// a foreign platform of which only chosen courses count, and the ministry under its names of each day.

const DAY_MILLISECONDS = 86_400_000
const MERGED_DAYS_AGO = 120
const CLOSED_DAYS_AGO = 200
const ENDS_IN_DAYS = 45
const ENDS_LATE_DAYS = 700
const AGREED_DAYS_AGO = 1_040
const none = { noConflict: true }

/** Renames, merges and closes institutions of the demo, and registers agreements and roles. */
export async function leaveParties(
  deps: Deps,
  idOf: (slug: string) => string,
  [first, second]: readonly [Actor, Actor],
): Promise<void> {
  const decide = async (daysAgo: number, slug: string, given: ActGiven): Promise<void> => {
    const then = past(deps, daysAgo)
    const { proposalId } = mustBe(await propose(then, first, idOf(slug), given, none))
    mustBe(await decideProposal(then, second, proposalId, 'confirmed', none))
  }
  const day = (daysAgo: number) => dayOf(past(deps, daysAgo).clock())
  const from = '2024-01-08'
  const role = (code: string, scope = '', curatedOnly = false) =>
    ({
      act: 'role',
      content: {
        role: code,
        from,
        lastDay: '',
        scope,
        curatedOnly,
        cataloguePlatform: '',
        source: 'Berita acara pembukaan daftar, 8 Januari 2024',
        note: 'Dicatat saat daftar dibuka.',
      },
    }) as const
  for (const code of ['issuer', 'recogniser', 'registrar']) await decide(300, 'universitas-bukit-samara', role(code))
  for (const code of ['issuer', 'provider']) await decide(300, 'politeknik-arung-timur', role(code))
  for (const code of ['employer', 'industry-partner']) await decide(300, 'pt-tani-cakrawala', role(code))
  await decide(300, 'layarbelajar', role('platform', 'Kursus data dan komputasi berbahasa Indonesia', true))
  await decide(MERGED_DAYS_AGO, 'sanggar-belajar-pesisir', {
    act: 'merge',
    content: {
      onDay: day(MERGED_DAYS_AGO),
      successorId: idOf('politeknik-arung-timur'),
      source: 'Akta penggabungan nomor 17',
      note: 'Program pesisir diteruskan di Arung.',
    },
  })
  await decide(CLOSED_DAYS_AGO, 'lpk-tenun-lereng', {
    act: 'close',
    content: {
      onDay: day(CLOSED_DAYS_AGO),
      successorId: '',
      source: 'Keputusan pengurus nomor 4',
      note: 'Tidak ada peserta baru.',
    },
  })
  await agree(deps, idOf)
}

async function agree(deps: Deps, idOf: (slug: string) => string): Promise<void> {
  const then = past(deps, AGREED_DAYS_AGO)
  const begun = dayOf(then.clock())
  const inDays = (days: number) => dayOf(new Date(deps.clock().getTime() + days * DAY_MILLISECONDS))
  const party = (slug: string, signatoryOffice: string) => ({
    organisationId: idOf(slug),
    signatoryOffice,
    signedOn: begun,
  })
  const scope = { fields: [], levelMin: 4, levelMax: 6, definitionIds: [], validFrom: begun }
  const agreements = [
    {
      ...scope,
      kind: 'recognition',
      title: {
        id: 'Pengakuan SKS untuk kredensial mikro data',
        en: 'Recognition of credit for micro-credentials in data',
      },
      validUntil: inDays(ENDS_IN_DAYS),
      documentSha256: '5e'.repeat(32),
      parties: [party('universitas-bukit-samara', 'Rektor'), party('politeknik-lembah-angin', 'Direktur')],
    },
    {
      ...scope,
      kind: 'cooperation',
      title: { id: 'Pelatihan bersama untuk nelayan', en: 'Joint training for fishers' },
      validUntil: inDays(ENDS_LATE_DAYS),
      documentSha256: '71'.repeat(32),
      parties: [party('sanggar-belajar-pesisir', 'Ketua'), party('universitas-nusa-cakrawala', 'Rektor')],
    },
  ]
  for (const agreement of agreements) mustBe(await recordAgreement(then, agreement, null))
}

/** An institution that bore another name before, and the ministry under each of its names. */
export async function nameParties(deps: Deps, idOf: (slug: string) => string, chance: Chance): Promise<void> {
  mustBe(
    await recordEvent(
      { ...deps, clock: () => new Date('2024-09-02T03:00:00Z') },
      {
        organisationId: idOf('akademi-sehat-mentari'),
        kind: 'rename',
        onDay: '2024-09-02',
        newName: 'Akademi Sehat Mentari',
        successorId: null,
        source: { id: 'Keputusan yayasan nomor 12', en: 'Decision 12 of its foundation' },
      },
      null,
    ),
  )
  for (const ministry of ministries) await nameMinistry(deps, ministry, chance)
}

/** The ministry is real, and so are its names: they stand in `data/ministries`, with how sure we are of each day. */
async function nameMinistry(deps: Deps, { id, names, source }: Ministry, chance: Chance): Promise<void> {
  const [oldest, ...later] = names
  if (oldest === undefined) return
  const organisationId = chance.id()
  const place = { kind: 'ministry', city: 'Jakarta', province: 'DKI Jakarta', invented: false } as const
  const createdAt = new Date(`${oldest.from}T00:00:00Z`)
  await addOrganisation(deps.db, {
    id: organisationId,
    slug: `ministry-${id}`,
    name: oldest.short,
    ...place,
    createdAt,
  })
  for (const { short, from, source: said } of later) {
    const event = { kind: 'rename', onDay: from, newName: short, successorId: null } as const
    mustBe(await recordEvent(deps, { organisationId, ...event, source: { id: said, en: said } }, null))
  }
  const role = { role: 'ministry', validFrom: oldest.from, validUntil: null, scope: null, curatedOnly: false }
  mustBe(await recordRole(deps, { organisationId, ...role, source: { id: source, en: source } }, null))
}
