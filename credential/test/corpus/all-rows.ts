import type { Row } from './rows.ts'
import { CIRCUMSTANCE_ROWS } from './rows-circumstance.ts'
import { DOCUMENT_ROWS } from './rows-document.ts'

/** Every bug of the corpus, in order. */
export const CORPUS_ROWS: readonly Row[] = [...DOCUMENT_ROWS, ...CIRCUMSTANCE_ROWS].sort((a, b) =>
  a.bug < b.bug ? -1 : 1,
)
