import { type Offering, ownOfferings } from '../../catalogue/index.ts'
import { newestFacts } from '../../design/index.ts'
import { skillsList } from '../../frameworks/index.ts'
import { findOrganisations } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import type { Bilingual } from '../../platform/page.ts'
import { skillOfCode } from '../library.ts'
import { matching } from './rules-find.ts'
import { type GroupLine, type Named, rowsOf } from './rules-outline.ts'
import type { Find, Findable } from './rules-outline-act.ts'

/** What the lines of a rule can name. */
export interface Nameables {
  /** The newest published version of each definition, by the last part of its address. */
  readonly facts: Awaited<ReturnType<typeof newestFacts>>
  readonly find: Find<Findable>
  /** The title of what is named; the name itself where it is unknown. */
  titleOf(what: Named, value: string): Bilingual
}

/** What can be named: definitions, offerings that end in an award here (read only where the outline speaks of one), and skills. */
export async function nameables(db: Db, outline: GroupLine, deed: string): Promise<Nameables> {
  const facts = await newestFacts(db)
  const offerings = speaksOfOfferings(outline, deed) ? await ownOfferings(db) : []
  const all: Readonly<Record<Named, readonly Findable[]>> = {
    definition: [...facts.values()].map(({ slug, title }) => ({ what: 'definition', value: slug, title })),
    offering: offerings.map((one) => ({ what: 'offering', value: one.id, title: titleOfOffering(one) })),
    skill: skillsList().map(({ framework, code, name }) => ({
      what: 'skill',
      value: `${framework}:${code}`,
      title: name,
    })),
  }
  const titles = new Map(
    Object.values(all).flatMap((those) => those.map((one) => [`${one.what} ${one.value}`, one.title])),
  )
  return {
    facts,
    find: (what, typed) => {
      const listed = matching(all[what], typed)
      return what === 'skill' && listed.length === 0 ? unitOf(typed) : listed
    },
    titleOf: (what, value) => titles.get(`${what} ${value}`) ?? { id: value, en: value },
  }
}

function speaksOfOfferings(outline: GroupLine, deed: string): boolean {
  const isSpoken = rowsOf(outline).some(
    ({ line }) => (line.what === 'offering' && line.find !== '') || (!('of' in line) && line.offering !== ''),
  )
  return isSpoken || /^take-\d+-offering-/.test(deed)
}

function titleOfOffering({ title, titleEn }: Offering): Bilingual {
  return { id: title, en: titleEn ?? title }
}

/** A unit of SKKNI, which no list here holds: it exists by the shape of its code. */
function unitOf(typed: string): readonly Findable[] {
  const skill = skillOfCode(typed.trim().replace(/^skkni:/i, ''))
  if (skill === undefined) return []
  const name = `${skill.framework.toUpperCase()} ${skill.code}`
  return [{ what: 'skill', value: `${skill.framework}:${skill.code}`, title: { id: name, en: name } }]
}

/** Who gives the definitions of some addresses, by the last part of each. */
export async function giversOf(
  db: Db,
  facts: Nameables['facts'],
  slugs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const shown = [...new Set(slugs)].flatMap((slug) => facts.get(slug) ?? [])
  const issuers = await findOrganisations(db, [...new Set(shown.map(({ organisationId }) => organisationId))])
  const names = new Map(issuers.map(({ id, name }) => [id, name]))
  return new Map(shown.map(({ slug, organisationId }) => [slug, names.get(organisationId) ?? '']))
}
