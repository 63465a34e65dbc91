import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launchBrowser } from '../../test/support/browser.ts'
import type { Verdict, VerifyContext } from '../src/index.ts'
import { withBrowserBundle } from './bundle.ts'

/** What is checked, and the circumstances. */
export interface Trial {
  readonly input: string | Uint8Array
  readonly context: VerifyContext
}

/** What stands in the page: the verifier as browsers get it, and questions to the test for what the caller fetches. */
const PAGE = `<!doctype html><script type="module">
import { verify } from './verifier.mjs'
globalThis.checkAll = async (trials) => {
  const verdicts = []
  for (const { text, bytes, id, now, trust, asks } of trials) {
    const input = bytes === null ? text : Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))
    const answers = asks.map((name) => [name, (argument) => globalThis.ask(id, name, argument)])
    verdicts.push(await verify(input, { now: new Date(now), trust, ...Object.fromEntries(answers) }))
  }
  return verdicts
}</script>`

const ASKS = ['statusList', 'load', 'replacedBy'] as const

/** Lets a real Chromium check what `use` hands it, by the files that browsers are served. */
export async function withChromium<T>(
  use: (check: (trials: readonly Trial[]) => Promise<Verdict[]>) => Promise<T>,
): Promise<T> {
  return withBrowserBundle(async ({ files }) => {
    const server = createServer((request, answer) => {
      const file = files.get((request.url ?? '').slice(1))
      answer.setHeader('content-type', `text/${file === undefined ? 'html' : 'javascript'}; charset=utf-8`)
      answer.end(file ?? PAGE)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      let asked: readonly Trial[] = []
      await page.exposeFunction('ask', (id: number, name: (typeof ASKS)[number], argument: string) =>
        asked[id]?.context[name]?.(argument),
      )
      // A page on this machine is a secure context, without which there is no WebCrypto.
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      await page.waitForFunction('typeof globalThis.checkAll === "function"')
      return await use(async (trials) => {
        asked = trials
        const written = trials.map(({ input, context }, id) => ({
          text: typeof input === 'string' ? input : '',
          bytes: typeof input === 'string' ? null : Buffer.from(input).toString('base64'),
          id,
          now: context.now.toISOString(),
          trust: context.trust,
          asks: ASKS.filter((name) => context[name] !== undefined),
        }))
        return (await page.evaluate(`globalThis.checkAll(${JSON.stringify(written)})`)) as Verdict[]
      })
    } finally {
      await browser.close()
      server.close()
    }
  })
}
