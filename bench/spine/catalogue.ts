import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { importCatalogue, readQuery, search } from '../../src/catalogue/index.ts'
import { type Db, inTransaction, sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import type { Figure } from '../figure.ts'

const SEARCHES = 400
/** What the catalogue page may weigh over the wire with everything it loads, in bytes. */
const PAGE_LIMIT = 80 * 1024

/**
 * Measures the catalogue on a migrated database that holds none of the lists yet: `import.catalogue` (rows per second over
 * all files of `folder`; the limit is inserting as many rows of the same bytes and nothing else), `search.p95` (milliseconds
 * over one, two and three words that the catalogue has, misspelt ones among them, nothing kept in memory; the peer is
 * `ilike` over title and description) and, where `url` is of a running site, `bytes.catalogue-page` (all that a browser
 * gets on its first visit). Yields nothing for the import when `folder` isn't there.
 */
export async function* catalogueFigures(deps: Deps, folder: string, url: string | null): AsyncGenerator<Figure> {
  if (existsSync(folder)) yield await importFigure(deps, folder)
  yield await searchFigure(deps.db)
  if (url !== null) yield await pageFigure(url)
}

async function importFigure(deps: Deps, folder: string): Promise<Figure> {
  const files = readdirSync(folder)
    .sort()
    .map((name) => ({ name, open: () => createReadStream(join(folder, name)) }))
  const started = performance.now()
  const { read } = await importCatalogue(deps, files)
  const seconds = (performance.now() - started) / 1000
  return { name: 'import.catalogue', value: read / seconds, unit: 'rows/s', limit: await bareInserts(deps.db, read) }
}

/** Rows per second when the same facts are only inserted, in the same transactions of 1,000. */
async function bareInserts(db: Db, rows: number): Promise<number> {
  const { rows: facts } = await sql<{ facts: unknown }>`select facts from offering_source limit 1000`.execute(db)
  const batch = JSON.stringify(facts.map((row) => row.facts))
  await sql`create unlogged table bench_bare (facts jsonb)`.execute(db)
  await sql`alter table bench_bare set logged`.execute(db)
  try {
    const started = performance.now()
    for (let done = 0; done < rows; done += 1000) {
      await inTransaction(db, async (tx) => {
        await sql`insert into bench_bare select jsonb_array_elements(${batch}::jsonb)`.execute(tx)
      })
    }
    return rows / ((performance.now() - started) / 1000)
  } finally {
    await sql`drop table bench_bare`.execute(db)
  }
}

async function searchFigure(db: Db): Promise<Figure> {
  const { rows } = await sql<{
    word: string
  }>`select word from search_word order by offerings desc, word limit 500`.execute(db)
  const words = rows.map(({ word }) => word)
  const texts = Array.from({ length: SEARCHES }, (_, at) => {
    const chosen = [words[at % words.length], words[(at * 7) % words.length], words[(at * 13) % words.length]].slice(
      0,
      (at % 3) + 1,
    )
    const text = chosen.join(' ')
    return at % 10 === 9 ? text.slice(0, 2) + text.slice(3) : text
  })
  const ours: number[] = []
  const plain: number[] = []
  // Every text is asked once, so that no answer comes from memory.
  for (const [at, text] of [...new Set(texts)].entries()) {
    ours.push(await timed(() => search(db, readQuery(new URLSearchParams({ q: text })))))
    if (at % 4 === 0) plain.push(await timed(() => naive(db, text.split(' '))))
  }
  return { name: 'search.p95', value: percentile(ours, 0.95), unit: 'ms', limit: 50, peer: percentile(plain, 0.95) }
}

function naive(db: Db, words: readonly string[]): Promise<unknown> {
  const like = words.map((word) => sql`(title ilike ${`%${word}%`} or description ilike ${`%${word}%`})`)
  return sql`select id, count(*) over () from offering where ${sql.join(like, sql` and `)} order by title limit 20`.execute(
    db,
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

async function pageFigure(url: string): Promise<Figure> {
  const address = `${url}/catalogue?q=data`
  const html = await (await fetch(address)).text()
  const files = new Set([...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? ''))
  let bytes = await wireBytes(address)
  for (const file of files) bytes += await wireBytes(`${url}${file}`)
  return { name: 'bytes.catalogue-page', value: bytes, unit: 'bytes', limit: PAGE_LIMIT }
}

/** The bytes of a body as they come over the wire, not unpacked. */
function wireBytes(address: string): Promise<number> {
  return new Promise((done, fail) => {
    get(address, { headers: { 'accept-encoding': 'gzip, deflate, br' } }, (answer) => {
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.on('end', () =>
        answer.statusCode === 200 ? done(bytes) : fail(new Error(`${address} answered ${answer.statusCode}`)),
      )
    }).on('error', fail)
  })
}
