import type { DefinitionVersion } from '../design/index.ts'
import { heldBack, type Organisation } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { otherWords } from './library.ts'
import { titleKey } from './rules-keys.ts'
import { addressOf, anyWord, nearestWord, oneSlipAway, termsOf, wordsToMend } from './rules-query.ts'
import { addWords, anyCurated, holdBack, saveDefinition, withdraw } from './store.ts'
import { touchCatalogue } from './store-import.ts'
import { catalogueVersion, countFacets, findMatching, similarWords, suggestTitles } from './store-search.ts'
import { type OfferingQuery, OWN_PLATFORM, type SearchResult } from './types.ts'

/** Answers that are kept in memory for each state of the catalogue: what many people ask first. */
const KEPT_ANSWERS = 300
type Counts = Pick<SearchResult, 'total' | 'facets'>
const kept = new WeakMap<Db, { version: string; answers: Map<string, SearchResult>; counts: Map<string, Counts> }>()

/**
 * Searches the catalogue. Never fails for any text. Where the text as typed finds nothing, its spelling is mended, and
 * where that finds nothing either, any of its words will do; `shown` says which it was.
 */
export async function search(
  db: Db,
  query: OfferingQuery,
  offset = (query.page - 1) * query.pageSize,
): Promise<SearchResult> {
  const version = await catalogueVersion(db)
  let memory = kept.get(db)
  if (memory === undefined || memory.version !== version) {
    memory = { version, answers: new Map(), counts: new Map() }
    kept.set(db, memory)
  }
  const key = `${addressOf(query, { page: 1 })} ${offset} ${query.pageSize}`
  const known = memory.answers.get(key)
  if (known !== undefined) return known
  const answer = await searchAnew(db, query, offset, memory.counts)
  remember(memory.answers, key, answer)
  return answer
}

async function searchAnew(
  db: Db,
  query: OfferingQuery,
  offset: number,
  counts: Map<string, Counts>,
): Promise<SearchResult> {
  const asked = await answerTo(db, query, query.text, offset, counts)
  if (asked.total > 0 || query.text === '') return { ...asked, correctedText: null, shown: 'as-asked' }
  const correctedText = await mendSpelling(db, query.text)
  if (correctedText !== null) {
    const corrected = await answerTo(db, query, correctedText, offset, counts)
    if (corrected.total > 0) return { ...corrected, correctedText, shown: 'corrected' }
  }
  const loose = anyWord(correctedText ?? query.text)
  if (loose !== null) {
    const any = await answerTo(db, query, loose, offset, counts)
    if (any.total > 0) return { ...any, correctedText: null, shown: 'any-word' }
  }
  return { ...asked, correctedText: null, shown: 'as-asked' }
}

async function answerTo(db: Db, query: OfferingQuery, text: string, offset: number, counts: Map<string, Counts>) {
  const terms = text === '' ? null : termsOf(text, otherWords())
  const order = { sort: query.sort, titleKey: titleKey(text), offset, limit: query.pageSize }
  const key = addressOf(query, { text, page: 1, sort: 'relevance' })
  const known = counts.get(key)
  const [counted, offerings] = await Promise.all([
    known ?? countFacets(db, terms, query.filters),
    findMatching(db, terms, query.filters, order),
  ])
  if (known === undefined) remember(counts, key, counted)
  return { ...counted, offerings }
}

function remember<T>(answers: Map<string, T>, key: string, value: T): void {
  if (answers.size >= KEPT_ANSWERS) answers.delete(answers.keys().next().value ?? '')
  answers.set(key, value)
}

/** The text with its misspelt words mended; nothing where no word is misspelt or none is near. */
async function mendSpelling(db: Db, text: string): Promise<string | null> {
  const words = wordsToMend(text)
  if (words.length === 0) return null
  const similar = await similarWords(
    db,
    words.map((word) => ({ word, near: oneSlipAway(word) })),
  )
  let mended = text
  for (const [word, candidates] of similar) {
    const nearest = nearestWord(word, candidates)
    if (nearest !== null) mended = mended.replace(new RegExp(word.replace(/[^\p{L}]/gu, '\\$&'), 'giu'), nearest)
  }
  return mended === text ? null : mended
}

/** Titles that begin like the text or match it, for the search box; nothing for fewer than two letters. */
export async function suggest(db: Db, text: string): Promise<readonly string[]> {
  const key = titleKey(text)
  return key.length < 2 ? [] : suggestTitles(db, termsOf(text, otherWords()), key, 8)
}

/**
 * Puts a published version into the catalogue inside the caller's transaction; the former version of the same definition
 * gives up its place. The offering has the definition's id, so that its address stays.
 */
export async function offerDefinition(
  tx: Db,
  deps: Pick<Deps, 'clock'>,
  version: DefinitionVersion,
  organisation: Pick<Organisation, 'id' | 'name' | 'province'> & { readonly invented?: boolean },
): Promise<void> {
  const skills = version.skills.map(({ name }) => name.id)
  await saveDefinition(
    tx,
    {
      id: version.definitionId,
      versionId: version.id,
      organisationId: organisation.id,
      providerName: organisation.name,
      titleKey: titleKey(version.title.id),
      title: version.title,
      description: version.description,
      skills,
      skillsInEnglish: version.skills.map(({ name }) => name.en),
      language: version.language,
      mode: version.mode,
      field: version.field,
      kkniLevel: version.kkniLevel,
      hours: version.hours,
      sks: version.sks,
      priceRupiah: version.priceRupiah,
      province: organisation.province,
      invented: organisation.invented ?? false,
    },
    OWN_PLATFORM,
    deps.clock(),
  )
  const words = [version.title.id, version.title.en, organisation.name, ...skills]
    .join(' ')
    .toLowerCase()
    .match(/[\p{L}\p{N}]{3,40}/gu)
  await addWords(tx, [...new Set(words ?? [])])
  await holdBackUnchosen(tx, deps)
  await touchCatalogue(tx, newId())
}

/**
 * Brings the catalogue in line with what the register says of parties of which only chosen courses count (F016). Asked after
 * an import, a publication and a decision of the register, and once a day, when a role or a choice begins or ends. Answers
 * how many offerings were hidden or shown.
 */
export async function holdBackUnchosen(tx: Db, deps: Pick<Deps, 'clock'>): Promise<number> {
  const held = await heldBack(tx, dayOf(deps.clock()))
  if (held.organisationIds.length === 0 && !(await anyCurated(tx))) return 0
  const changed = await holdBack(tx, held)
  if (changed > 0) await touchCatalogue(tx, newId())
  return changed
}

/** Takes a definition version off the catalogue; people who hold it keep it. Answers whether it was offered. */
export async function withdrawOffering(tx: Db, deps: Pick<Deps, 'clock'>, versionId: string): Promise<boolean> {
  const withdrawn = await withdraw(tx, versionId, deps.clock())
  if (withdrawn) await touchCatalogue(tx, newId())
  return withdrawn
}
