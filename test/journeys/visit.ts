import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, CDPSession, Page, Response } from 'playwright-core'
import { demoAccounts } from '../../db/demo/accounts.ts'
import type { Language } from '../../src/platform/page.ts'
import type { Named } from '../world.ts'

/** How somebody looks at the site: the language, the width of the window in pixels, whether scripts run. */
export interface Way {
  readonly language: Language
  readonly width: 360 | 1280
  readonly script: boolean
}

const HEIGHT_PIXELS = { 360: 740, 1280: 900 } as const
/** The narrowest window on which every page must fit. */
const NARROWEST_PIXELS = 320
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The two walks that every step takes: both languages and both widths. */
export const WALKS: readonly Way[] = [
  { language: 'id', width: 1280, script: true },
  { language: 'en', width: 360, script: true },
]

/** How somebody comes by phone, and how somebody sits at a desk: a story is told on the phone, and its pages read again at the desk. */
export const PHONE: Way = { language: 'id', width: 360, script: true }
export const DESK: Way = { language: 'en', width: 1280, script: true }

/** What stands on the page of a bulk award when all of it is done: the bar that no script follows any more. */
export const JOB_DONE = 'main:not(:has([data-progress])) [role=progressbar]'

/** How a test names a way. */
export const nameOf = ({ language, width, script }: Way): string =>
  `${language}, ${width} px${script ? '' : ', without JavaScript'}`

/** Somebody's browser window: every page it shows is examined, and what goes wrong unseen is kept. */
export interface Visit {
  readonly page: Page
  readonly way: Way
  /** An address of the site in the language of the visit, from a path without language prefix. */
  address(path: string): string
  /** Opens a path (without language prefix), expects the status, examines the page. */
  open(path: string, status?: number): Promise<Response>
  /** Presses what a selector names, waits for the page that follows, examines it. Answers the status. */
  press(selector: string, status?: number): Promise<void>
  /** Does what leads to another page (a key, say), waits for that page, examines it. */
  follow(act: () => Promise<void>, status?: number): Promise<void>
  /** Waits until a page that draws itself anew when its work is done has done so, and examines it; `selector` names what only then stands there. */
  drawnAnew(selector: string): Promise<void>
  /** Presses the button of a form that a script sends, which is refused: what was wrong then stands in place, and is examined. */
  refused(selector: string): Promise<void>
  /** Examines the page that stands there: axe, width, faults in the console, requests to others. */
  examine(): Promise<void>
}

/** The windows of all people of one walk; each signs in once. */
export interface Walk {
  readonly way: Way
  /** The window of somebody of the demo, signed in by the one press of the sign-in page. */
  as(name: Named): Promise<Visit>
  /** A window of somebody unknown. */
  stranger(): Promise<Visit>
  /**
   * Looks again at every page that can be opened again, and closes all windows: as somebody looks at it in another way, else at
   * the other width and in dark colours.
   */
  end(other?: Way): Promise<void>
}

/** Begins a walk on a site. */
export function walk(browser: Browser, siteUrl: string, way: Way): Walk {
  const contexts: BrowserContext[] = []
  const visits = new Map<Named, Promise<Visit>>()
  const everybody: OpenVisit[] = []
  const fresh = async (): Promise<OpenVisit> => {
    const visit = await openVisit(browser, siteUrl, way)
    contexts.push(visit.context)
    everybody.push(visit)
    return visit
  }
  const signIn = async (name: Named): Promise<Visit> => {
    const account = demoAccounts.find((one) => one.name.toLowerCase().split(' ')[0] === name)
    const visit = await fresh()
    await visit.open('/sign-in')
    await visit.press(`button[name=demo][value="${account?.email}"]`)
    return visit
  }
  return {
    way,
    stranger: fresh,
    as: (name) => {
      const visit = visits.get(name) ?? signIn(name)
      visits.set(name, visit)
      return visit
    },
    end: async (other) => {
      const dark: Way = { ...way, width: way.width === 360 ? 1280 : 360 }
      try {
        for (const visit of everybody) await visit.lookAgain(other ?? dark, other === undefined ? 'dark' : 'light')
      } finally {
        for (const context of contexts) await context.close()
      }
    },
  }
}

interface OpenVisit extends Visit {
  readonly context: BrowserContext
  lookAgain(other: Way, colorScheme: 'light' | 'dark'): Promise<void>
}

async function openVisit(browser: Browser, siteUrl: string, way: Way): Promise<OpenVisit> {
  const { language, width, script } = way
  const context = await browser.newContext({
    locale: language === 'id' ? 'id-ID' : 'en-GB',
    timezoneId: 'Asia/Jakarta',
    viewport: { width, height: HEIGHT_PIXELS[width] },
    javaScriptEnabled: script,
    isMobile: false,
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  page.setDefaultTimeout(30_000)
  const faults: string[] = []
  /** The last address of each shape of page. */
  const seen = new Map<string, string>()
  let expected = 200
  /** How the page is looked at just now. */
  let now = way
  page.on('console', (message) => {
    // An answer that the journey expects to be a refusal is reported by the browser as a resource that failed.
    const refused = expected >= 400 && message.text().includes(`status of ${expected}`)
    if (message.type() === 'error' && !refused) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    const own = url.origin === new URL(siteUrl).origin || url.protocol === 'data:' || url.protocol === 'blob:'
    if (!own) faults.push(`request to another host: ${url.origin}`)
  })
  const address = (path: string): string => {
    const prefix = now.language === 'en' ? '/en' : ''
    return `${siteUrl}${path === '/' && prefix !== '' ? prefix : `${prefix}${path}`}`
  }
  const look = async (): Promise<void> => {
    const where = `${new URL(page.url()).pathname} (${nameOf(now)})`
    assert.deepEqual(faults.splice(0), [], where)
    assert.equal(await page.locator('html').getAttribute('lang'), now.language, where)
    await fits(page, where)
    const shape = `${now.language} ${page.viewportSize()?.width} ${expected} ${shapeOf(page.url())}`
    // A page of the same shape was examined on this way before: its markup is the same, and axe takes its time.
    if (!script || examined.has(shape)) return
    await passesAxe(page, session, where)
    examined.add(shape)
  }
  const examine = (): Promise<void> => again(DRAWN_ANEW, look)
  const arrived = async (response: Response | null, status: number): Promise<void> => {
    if (response !== null)
      assert.equal(response.status(), status, `${response.request().method()} ${new URL(response.url()).pathname}`)
    await examine()
    const asked = response?.request().method() === 'GET' && status === 200
    if (asked) seen.set(shapeOf(page.url()), page.url())
    // What was taken away can't be looked at again.
    else if (status >= 400) seen.delete(shapeOf(page.url()))
  }
  const follow = async (act: () => Promise<void>, status = 200): Promise<void> => {
    expected = status
    // The answer is here before its page is: what was committed is examined, never the page that is left.
    const [response] = await Promise.all([
      page.waitForResponse(
        (answer) => answer.request().isNavigationRequest() && ![301, 302, 303].includes(answer.status()),
      ),
      page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame()),
      act(),
    ])
    await page.waitForLoadState()
    await arrived(response, status)
  }
  return {
    context,
    page,
    way,
    address,
    examine,
    open: async (path, status = 200) => {
      expected = status
      const response = await again(INTERRUPTED, () => page.goto(address(path)))
      assert.ok(response)
      await arrived(response, status)
      return response
    },
    press: (selector, status) => follow(() => page.locator(selector).first().click(), status),
    follow,
    drawnAnew: async (selector) => {
      expected = 200
      await page.locator(selector).waitFor({ timeout: 60_000 })
      await page.waitForLoadState()
      await examine()
    },
    refused: async (selector) => {
      expected = 422
      await page.locator(selector).first().click()
      await page.locator('.errsum').waitFor()
      await examine()
    },
    lookAgain: async (other, colorScheme) => {
      expected = 200
      now = other
      await page.setViewportSize({ width: other.width, height: HEIGHT_PIXELS[other.width] })
      await page.emulateMedia({ colorScheme })
      for (const url of seen.values()) {
        const { pathname, search } = new URL(url)
        const path = `${pathname.replace(/^\/en(?=\/|$)/, '') || '/'}${search}`
        await again(INTERRUPTED, () => page.goto(address(path)))
        await examine()
      }
    },
  }
}

/** What the browser says when a page that follows something under way drew itself anew just then. */
const INTERRUPTED = /interrupted by another navigation|net::ERR_ABORTED/
const DRAWN_ANEW = /Execution context was destroyed|target navigated|undefined \(reading 'run'\)/

/** Does something from its beginning where a page drew itself anew in the middle of it. Three times at most: then it is a fault. */
async function again<T>(drawn: RegExp, act: () => Promise<T>, times = 3): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (times <= 1 || !(error instanceof Error) || !drawn.test(error.message)) throw error
    return again(drawn, act, times - 1)
  }
}

/** Ways and shapes of page that axe has passed. */
const examined = new Set<string>()

/** An address without what differs from one record to the next. */
function shapeOf(address: string): string {
  const { pathname, searchParams } = new URL(address)
  const path = pathname.replace(/^\/en(?=\/|$)/, '').replaceAll(/\/[0-9a-z_-]{12,}(?=\/|$)/g, '/:id')
  return `${path}?${[...searchParams.keys()].sort().join('&')}`
}

/** No page is wider than its window, down to the narrowest. */
async function fits(page: Page, where: string): Promise<void> {
  const size = page.viewportSize()
  assert.ok(size)
  assert.deepEqual(await wider(page), [], `${where} is wider than its window`)
  if (size.width > 360) return
  await page.setViewportSize({ ...size, width: NARROWEST_PIXELS })
  const over = await wider(page)
  await page.setViewportSize(size)
  assert.deepEqual(over, [], `${where} is wider than a window of ${NARROWEST_PIXELS} px`)
}

/** The elements that make a page wider than its window; none where it fits. */
function wider(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > room + 1)
      .map((one) => `${one.localName}.${one.className}: ${one.textContent?.trim().slice(0, 40)}`)
      .slice(0, 20)
  })
}

/** No violation of WCAG 2.2 A and AA nor of axe's good practice. */
async function passesAxe(page: Page, session: CDPSession, where: string): Promise<void> {
  // Given to the browser as a script, which it translates once; `page.evaluate` would have it translated for every page.
  await session.send('Runtime.evaluate', { expression: axeSource })
  const violations = await page.evaluate(async (tags) => {
    const { axe } = window as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: AxeViolation[] }> }
    }
    interface AxeViolation {
      id: string
      nodes: { target: string[]; failureSummary?: string }[]
    }
    const found = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    )
  }, TAGS)
  assert.deepEqual(violations, [], where)
}
