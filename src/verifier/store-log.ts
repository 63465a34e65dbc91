import { signedTextIn } from '@lumbung/credential'
import { type RecordReader, rowReader, type SignatureReader } from '../log/index.ts'
import { findSandboxCredential } from './store.ts'

/** Subject of the leaves of the sandbox's examples, which are in the log as awards are. */
export const EXAMPLE = 'sandbox-credential'

/** The document is no part of the record: its signature is logged, and a proof may be put into it later. */
const examples = rowReader({ table: 'sandbox_credential', key: ['name'], without: ['document'] })

const signatures: SignatureReader = async (db, names) => {
  const found = await Promise.all(names.map(async (name) => [name, await findSandboxCredential(db, name)] as const))
  return new Map(found.flatMap(([name, one]) => (one === null ? [] : [[name, signatureIn(one.document)]])))
}

/** What the leaf of an example commits to; empty where the text is no JSON any more. */
export function signatureIn(document: string): string {
  try {
    return signedTextIn(document) ?? ''
  } catch {
    return ''
  }
}

/** How the log's check reads our rows. */
export const logReaders = { [EXAMPLE]: examples } as const satisfies Record<string, RecordReader>
export const logSignatures: Readonly<Record<string, SignatureReader>> = { [EXAMPLE]: signatures }
