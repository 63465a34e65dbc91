import { findPerson, sendPasswordLetters } from './people/index.ts'
import type { Deps } from './platform/deps.ts'
import { drain } from './platform/outbox.ts'
import { loadTexts } from './platform/text.ts'
import { sendClaimLetters } from './wallet/index.ts'

/** A letter as a room promised it: to whom, which words, which figures. Names and addresses are looked up on sending. */
interface PromisedLetter {
  readonly personId: string
  /** `<noun>.<name>`: its words stand under `<noun>.letter.<name>.subject` and `.text`. */
  readonly template: string
  readonly values: Readonly<Record<string, string | number>>
}

/** How often an idle worker looks for letters, in milliseconds. */
const LOOK_MILLISECONDS = 1_000

/** Sends one round of letters that are due: to whom has an address, in the person's language. */
export async function sendLetters(deps: Deps): Promise<number> {
  const texts = loadTexts()
  const letters = await drain<PromisedLetter>(deps.db, 'letter', deps.clock(), async (tx, { payload }) => {
    const person = await findPerson(tx, payload.personId)
    if (person === null || person.email === null) return
    const [noun, name] = payload.template.split('.')
    const link = `${deps.publicUrl}${person.language === 'en' ? '/en' : ''}${payload.values.path ?? '/'}`
    const values = { ...payload.values, link, name: person.name }
    const words = (part: string) => texts.t(person.language, `${noun}.letter.${name}.${part}`, values)
    await deps.sendLetter({ to: person.email, subject: words('subject'), text: words('text') })
  })
  const passwords = await sendPasswordLetters(deps)
  const claims = await sendClaimLetters(deps)
  return letters.done + passwords.done + claims.done
}

/** Sends letters as long as the site runs. Answers how to stop: what is under way is finished first. */
export function startLetters(deps: Deps): () => Promise<void> {
  let stopped = false
  let wake = () => {}
  const running = (async () => {
    while (!stopped) {
      const full = (await deps.diskFull?.()) === true
      const sent = await (full ? Promise.resolve(0) : sendLetters(deps)).catch((error: unknown) => {
        deps.log.error(
          { reason: error instanceof Error ? error.name : 'unknown' },
          'letters wait; they are tried again',
        )
        return 0
      })
      if (sent > 0 || stopped) continue
      await new Promise<void>((done) => {
        const timer = setTimeout(done, LOOK_MILLISECONDS)
        wake = () => {
          clearTimeout(timer)
          done()
        }
      })
    }
  })()
  return async () => {
    stopped = true
    wake()
    await running
  }
}
