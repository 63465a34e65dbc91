import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchPostgres } from '../src/platform/postgres/launch.ts'
import { launchBrowser, startSite } from '../test/support/browser.ts'
import { type PictureWorld, pictureWorld } from '../test/support/pictures.ts'

// Makes docs/pictures: the eight main pages of the demo, in both languages, on a phone and on a desk. The clock stands
// still. Public pages are set in the fonts of the machine: with Roboto and Noto Serif as its fonts for "system-ui" and
// "serif" the pictures show what most phones here show.

const FOLDER = 'docs/pictures'
const NOON = new Date('2026-11-24T05:00:00Z')
/** Width of each window and the height at which a long page is cut, in pixels. */
const SIZES = [
  { width: 360, most: 1500 },
  { width: 1280, most: 1650 },
] as const

interface Picture {
  readonly name: string
  /** Whose page it is, by the address on the sign-in page; nobody's where absent. */
  readonly as?: 'wartini' | 'tamara.siregar' | 'bagus.wirawan'
  readonly path: (world: PictureWorld) => string
}

const PICTURES: readonly Picture[] = [
  { name: 'home', path: () => '/' },
  { name: 'catalogue', path: () => '/catalogue?q=data' },
  { name: 'offering', path: ({ offeringId }) => `/catalogue/${offeringId}` },
  { name: 'verify', path: ({ shareCode }) => `/v/${shareCode}` },
  { name: 'wallet', as: 'wartini', path: () => '/wallet' },
  { name: 'credit', as: 'wartini', path: () => '/credit' },
  { name: 'registrar', as: 'tamara.siregar', path: ({ requestId }) => `/registrar/requests/${requestId}` },
  { name: 'issue', as: 'bagus.wirawan', path: ({ jobId }) => `/provider/issue/jobs/${jobId}` },
]

async function draw(browser: Browser, siteUrl: string, world: PictureWorld): Promise<number> {
  let bytes = 0
  for (const language of ['id', 'en'] as const) {
    const prefix = language === 'en' ? '/en' : ''
    for (const { width, most } of SIZES) {
      const pages = new Map<string, Page>()
      const open = async (as: string): Promise<Page> => {
        const context = await browser.newContext({
          locale: language === 'id' ? 'id-ID' : 'en-GB',
          timezoneId: 'Asia/Jakarta',
          viewport: { width, height: width === 360 ? 740 : 900 },
          reducedMotion: 'reduce',
        })
        const page = await context.newPage()
        if (as === '') return page
        await page.goto(`${siteUrl}${prefix}/sign-in`)
        await page.locator(`button[name=demo][value="${as}@contoh.example"]`).click()
        await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
        return page
      }
      for (const picture of PICTURES) {
        const as = picture.as ?? ''
        const page = pages.get(as) ?? (await open(as))
        pages.set(as, page)
        const path = picture.path(world)
        const answer = await page.goto(`${siteUrl}${prefix}${path === '/' && prefix !== '' ? '' : path}`)
        if (answer?.status() !== 200) throw new Error(`${path} was answered with ${answer?.status()}`)
        await page.evaluate(() => document.fonts.ready.then(() => undefined))
        const height = Math.min(most, await page.evaluate(() => document.documentElement.scrollHeight))
        const png = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } })
        await writeFile(join(FOLDER, `${picture.name}-${language}-${width}.png`), png)
        bytes += png.length
      }
      for (const page of pages.values()) await page.context().close()
    }
  }
  return bytes
}

const folder = await mkdtemp(join(tmpdir(), 'lumbung-pictures-'))
const postgres = await launchPostgres(folder, { as: 'pictures', throwaway: true })
process.env.LUMBUNG_TEST_DATABASE_URL = postgres.url('postgres')
try {
  const site = await startSite({ demo: true, clock: NOON, workers: false })
  const browser = await launchBrowser()
  try {
    const world = await pictureWorld(site.deps)
    await mkdir(FOLDER, { recursive: true })
    const bytes = await draw(browser, site.url, world)
    process.stdout.write(`${PICTURES.length * 4} pictures in ${FOLDER}, ${Math.round(bytes / 1024)} KB\n`)
  } finally {
    await browser.close()
    await site.stop()
  }
} finally {
  await postgres.release()
  await rm(folder, { recursive: true, force: true })
}
