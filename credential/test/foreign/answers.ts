import { type CheckId, type Verdict, type VerifyContext, verify } from '../../src/index.ts'
import { NOW, trust } from '../people.ts'

/** A caller that can load the given pages and no others. */
export function pages(texts: Record<string, unknown> = {}): VerifyContext {
  return {
    now: NOW,
    trust: trust(),
    statusList: async () => null,
    load: async (url) => {
      const page = texts[url]
      return page === undefined ? null : typeof page === 'string' ? page : JSON.stringify(page)
    },
  }
}

/** The code of a check, with its reason where it gives one. */
export function codeOf(verdict: Verdict, id: CheckId): string {
  const check = verdict.checks.find((one) => one.id === id)
  return [check?.code, check?.data.reason ?? check?.data.kind].filter((part) => part !== undefined).join(' ')
}

/** Verifies a document, as JSON unless it is a text, and answers the code of one check. */
export async function answer(document: unknown, id: CheckId, context = pages()): Promise<string> {
  return codeOf(await verify(typeof document === 'string' ? document : JSON.stringify(document), context), id)
}
