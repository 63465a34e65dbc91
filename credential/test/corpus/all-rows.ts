import type { Row } from './rows.ts'
import { CARRIER_ROWS } from './rows-carrier.ts'
import { CIRCUMSTANCE_ROWS } from './rows-circumstance.ts'
import { DOCUMENT_ROWS } from './rows-document.ts'
import { LOG_ROWS } from './rows-log.ts'
import { PRESENTATION_ROWS } from './rows-presentation.ts'
import { SIGNATURE_ROWS } from './rows-signature.ts'
import { TOKEN_ROWS } from './rows-token.ts'

/** Every bug of the corpus, in order. */
export const CORPUS_ROWS: readonly Row[] = [
  ...DOCUMENT_ROWS,
  ...CIRCUMSTANCE_ROWS,
  ...TOKEN_ROWS,
  ...SIGNATURE_ROWS,
  ...CARRIER_ROWS,
  ...PRESENTATION_ROWS,
  ...LOG_ROWS,
].sort((a, b) => (a.bug < b.bug ? -1 : 1))
