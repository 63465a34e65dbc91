import { fieldName, provinceName } from '../frameworks/index.ts'
import type { Names } from './pages-words.tsx'

/** Names of fields and provinces from the frameworks' lists. */
export const NAMES: Names = {
  field: (id) => fieldName(id) ?? { id, en: id },
  province: (id) => provinceName(id) ?? { id, en: id },
}
