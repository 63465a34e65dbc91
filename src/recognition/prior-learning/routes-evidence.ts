import type { Db } from '../../platform/database.ts'
import { notFound } from '../../platform/http.ts'
import type { AppContext } from '../../platform/page.ts'
import { mayReadFiles } from './service-access.ts'
import { evidenceContent } from './store.ts'
import type { Whole } from './types.ts'

/** Hands a file of a portfolio out to who may read it; not found for anybody else. */
export async function sendEvidence(
  db: Db,
  c: AppContext,
  whole: Whole,
  personId: string,
  id: string,
): Promise<Response> {
  if (!mayReadFiles(whole, personId)) return notFound()
  const { application } = whole
  const found = await evidenceContent(db, application.personId, application.id, id)
  if (found === null) return notFound()
  // Saved and never shown in the page: a file is whatever somebody chose to send.
  return c.body(new Uint8Array(found.content), 200, {
    'content-type': found.mediaType ?? 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.fileName ?? 'berkas')}`,
    'cache-control': 'private, no-store',
  })
}
