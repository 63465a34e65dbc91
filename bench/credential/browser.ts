import { withBrowserBundle } from '../../credential/test/bundle.ts'
import type { Figure } from '../figure.ts'

const LIMIT_BYTES = 40 * 1024

/** Bytes of the verifier's first load in a browser, gzipped. */
export async function* browserFigures(): AsyncGenerator<Figure> {
  const value = await withBrowserBundle(async ({ firstLoadBytes }) => firstLoadBytes)
  yield { name: 'bytes.browser-verifier', value, unit: 'bytes', limit: LIMIT_BYTES }
}
