import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { catalogueSources } from './library.ts'
import { naturalKey, titleKey } from './rules-keys.ts'
import { courseMark, courseOf, foldRows, overlay } from './rules-merge.ts'
import {
  addOfferings,
  findOfferingIds,
  findRecords,
  type KeptRecord,
  leadElsewhere,
  recordsOfOfferings,
  recordsOfTitles,
  renameOffering,
  saveCourses,
  saveRecords,
} from './store-import.ts'
import type { CourseFacts } from './types.ts'

/** A row that was read, with the keys that tell which course it is about. */
export interface IncomingRow {
  readonly facts: CourseFacts
  readonly titleKey: string
  readonly urlKey: string | null
  readonly recordKey: string
  readonly mark: string
}

interface Settled {
  created: number
  updated: number
  duplicates: number
}

/**
 * Gives each row its course and writes what changed, inside the caller's transaction. Which course a record belongs to
 * follows from all records of its title, and what a course shows from all its records: so the order makes no difference.
 */
export async function settleRows(
  tx: Db,
  sourceId: string,
  rows: readonly IncomingRow[],
  { runId, now }: { runId: string; now: Date },
): Promise<Settled> {
  const counts: Settled = { created: 0, updated: 0, duplicates: 0 }
  const known = await findRecords(tx, sourceId, [...new Set(rows.map(({ recordKey }) => recordKey))])
  const touched = new Map<string, KeptRecord>()
  const firstOf = new Set<string>()
  const oldTitles: { platform: string; titleKey: string }[] = []
  for (const row of rows) {
    const before = touched.get(row.recordKey) ?? known.get(row.recordKey)
    if (before === undefined) firstOf.add(row.recordKey)
    else if (before.runId === runId) counts.duplicates += 1
    else {
      counts.updated += 1
      oldTitles.push(before)
    }
    touched.set(row.recordKey, recordWith(row, before, sourceId, runId))
  }
  const groups = uniqueTitles([...touched.values(), ...oldTitles])
  const placed = await placeRecords(tx, [...touched.values()], groups, { runId, now })
  counts.created = placed.created
  counts.duplicates += firstOf.size - placed.created
  await saveRecords(tx, placed.records, now)
  const absorbed = await redraw(tx, placed, { runId, now })
  counts.created -= absorbed
  counts.duplicates += absorbed
  return counts
}

function recordWith(row: IncomingRow, before: KeptRecord | undefined, sourceId: string, runId: string): KeptRecord {
  const marks = [...new Set([...(before?.marks ?? []), row.mark])].sort()
  const facts =
    before === undefined
      ? row.facts
      : before.runId === runId
        ? foldRows(row.facts, before.facts)
        : overlay(row.facts, before.facts)
  return {
    sourceId,
    recordKey: row.recordKey,
    platform: row.facts.platform,
    titleKey: before !== undefined && before.runId === runId ? titleKey(facts.title) || row.titleKey : row.titleKey,
    urlKey: row.urlKey,
    marks,
    facts,
    runId,
    offeringId: before?.offeringId ?? '',
  }
}

function uniqueTitles(
  records: readonly { platform: string; titleKey: string }[],
): { platform: string; titleKey: string }[] {
  return [
    ...new Map(
      records.map(({ platform, titleKey: title }) => [`${platform}\n${title}`, { platform, titleKey: title }]),
    ).values(),
  ]
}

interface Placed {
  /** Records to be written: those of the rows, and those that moved because of them. */
  readonly records: readonly KeptRecord[]
  /** Courses whose records changed, those that lost records among them. */
  readonly offeringIds: ReadonlySet<string>
  readonly created: number
  /** Where the records of a course went that may be empty now. */
  readonly movedTo: ReadonlyMap<string, string>
}

async function placeRecords(
  tx: Db,
  touched: readonly KeptRecord[],
  groups: readonly { platform: string; titleKey: string }[],
  { runId, now }: { runId: string; now: Date },
): Promise<Placed> {
  const idOf = (record: KeptRecord) => `${record.sourceId} ${record.recordKey}`
  const all = new Map((await recordsOfTitles(tx, groups)).map((record) => [idOf(record), record]))
  for (const record of touched) all.set(idOf(record), record)
  const urls = new Map<string, Set<string>>()
  for (const { platform, titleKey: title, urlKey: url } of all.values()) {
    const group = `${platform}\n${title}`
    const set = urls.get(group) ?? new Set<string>()
    if (url !== null) set.add(url)
    urls.set(group, set)
  }
  const wanted = [...all.values()].map((record) => ({
    record,
    naturalKey: naturalKey(
      record.urlKey,
      record.titleKey,
      urls.get(`${record.platform}\n${record.titleKey}`) ?? new Set(),
    ),
  }))
  const byTitle = groups.map(({ platform, titleKey: title }) => ({ platform, naturalKey: `t:${title}` }))
  const keys = [
    ...wanted.map(({ record, naturalKey: key }) => ({ platform: record.platform, naturalKey: key })),
    ...byTitle,
  ]
  const ids = await findOfferingIds(tx, keys)
  const fresh: { id: string; platform: string; naturalKey: string }[] = []
  // A course that parts from another because of this run counts; one that an earlier run brought has been counted.
  let created = 0
  for (const { record, naturalKey: key } of wanted) {
    const full = `${record.platform} ${key}`
    if (ids.has(full)) continue
    const titled = `${record.platform} t:${record.titleKey}`
    const adopted =
      key.startsWith('u:') && (urls.get(`${record.platform}\n${record.titleKey}`)?.size ?? 0) === 1
        ? ids.get(titled)
        : undefined
    if (adopted === undefined) {
      const id = newId()
      fresh.push({ id, platform: record.platform, naturalKey: key })
      ids.set(full, id)
      if (record.runId === runId) created += 1
    } else {
      await renameOffering(tx, adopted, key)
      ids.delete(titled)
      ids.set(full, adopted)
    }
  }
  await addOfferings(tx, fresh, now)
  const isTouched = new Set(touched.map(idOf))
  const offeringIds = new Set<string>()
  const movedTo = new Map<string, string>()
  const records: KeptRecord[] = []
  for (const { record, naturalKey: key } of wanted) {
    const offeringId = ids.get(`${record.platform} ${key}`) ?? ''
    if (!isTouched.has(idOf(record)) && record.offeringId === offeringId) continue
    if (record.offeringId !== '' && record.offeringId !== offeringId) {
      offeringIds.add(record.offeringId)
      movedTo.set(record.offeringId, offeringId)
    }
    offeringIds.add(offeringId)
    records.push({ ...record, offeringId })
  }
  return { records, offeringIds, created, movedTo }
}

/**
 * Draws the courses anew from their records; one that lost its last record leads to where it went. Answers how many of
 * those had been counted as new in this run.
 */
async function redraw(
  tx: Db,
  { records: written, offeringIds, movedTo }: Placed,
  { runId, now }: { runId: string; now: Date },
): Promise<number> {
  const years = new Map(catalogueSources().map(({ id, asOf }) => [id, asOf]))
  const byOffering = new Map<string, KeptRecord[]>([...offeringIds].map((id) => [id, []]))
  for (const record of await recordsOfOfferings(tx, [...offeringIds])) byOffering.get(record.offeringId)?.push(record)
  const courses = []
  let absorbed = 0
  const ofThisRun = new Set(written.filter((record) => record.runId === runId).map((record) => record.offeringId))
  for (const [id, records] of byOffering) {
    if (records.length === 0) {
      const target = movedTo.get(id)
      if (target === undefined) continue
      await leadElsewhere(tx, id, target, now)
      if (ofThisRun.has(target)) absorbed += 1
      continue
    }
    const facts = courseOf(
      records.map((record) => ({
        sourceId: record.sourceId,
        asOf: years.get(record.sourceId) ?? 0,
        recordKey: record.recordKey,
        facts: record.facts,
      })),
    )
    courses.push({ id, titleKey: titleKey(facts.title) || facts.title.toLowerCase(), mark: courseMark(facts), facts })
  }
  await saveCourses(tx, courses, now)
  return absorbed
}
