import { after, before } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser, startSite, type TestSite } from '../support/browser.ts'
import type { SiteOptions } from '../support/site.ts'
import { smallWorld, type World } from '../world.ts'

/** What one person's story plays on: a site with its small world, and a browser. Ready when the first test begins. */
export interface Stage {
  readonly site: TestSite
  readonly browser: Browser
  readonly world: World
}

/** What of the world and of its site a story chooses. */
type Chosen = NonNullable<Parameters<typeof smallWorld>[1]> &
  Pick<SiteOptions, 'clock' | 'workers' | 'feeders' | 'webhookHosts'>

/** Sets the stage before the tests of a file and clears it after them. With `clock` the story begins at that moment, and time stands. */
export function stage({ definitions, courses, ...site }: Chosen = {}): Stage {
  const set: { site?: TestSite; browser?: Browser; world?: World } = {}
  before(async () => {
    set.site = await startSite({ demo: true, ...site })
    set.world = await smallWorld(set.site.deps, {
      ...(definitions === undefined ? {} : { definitions }),
      ...(courses === undefined ? {} : { courses }),
    })
    set.browser = await launchBrowser()
  })
  after(async () => {
    await set.browser?.close()
    await set.site?.stop()
  })
  const ready = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('the stage is set before the first test, not while the file is read')
    return thing
  }
  return {
    get site() {
      return ready(set.site)
    },
    get browser() {
      return ready(set.browser)
    },
    get world() {
      return ready(set.world)
    },
  }
}
