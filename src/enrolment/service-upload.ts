import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { RejectedRow } from '../platform/table/index.ts'
import { seal, unseal } from './sealing.ts'
import { findUpload, insertUpload } from './store-upload.ts'
import type { Upload, UploadKind, UploadReport } from './types.ts'

/** Keeps what became of an uploaded file for a day; answers the id of its page. */
export async function keepUpload(
  tx: Db,
  deps: Pick<Deps, 'clock' | 'secrets'>,
  by: string,
  report: UploadReport,
): Promise<string> {
  const id = newId()
  await insertUpload(tx, id, by, deps.clock(), report, seal(deps.secrets.nikSeal, JSON.stringify(report.rejected)))
  return id
}

/** What became of an uploaded file, with its rejected rows; nothing after a day. */
export async function openUpload(
  deps: Pick<Deps, 'db' | 'secrets'>,
  id: string,
  kind: UploadKind,
  batchId: string,
): Promise<Upload | null> {
  const upload = await findUpload(deps.db, id, kind, batchId)
  if (upload === null) return null
  const { sealedRows, ...rest } = upload
  return { ...rest, rejected: JSON.parse(unseal(deps.secrets.nikSeal, sealedRows)) as readonly RejectedRow[] }
}
