import { problem } from '../../platform/http.ts'
import type { AppContext } from '../../platform/page.ts'

/** How long a copy may be kept without asking again. */
export const KEPT_SECONDS = 300

/** Answers 503 where the signer is away: nothing unsigned leaves in the place of something signed. */
export async function signing(c: AppContext, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.name === 'SignerError') return unsigned(c)
    throw error
  }
}

/** What is answered where something can't be signed now. */
export function unsigned(c: AppContext): Response {
  return problem(c, 503, [{ code: 'trust.list-not-signed' }])
}
