import type { Figure } from '../figure.ts'
import { library } from './built.ts'
import { signedTexts } from './verify.ts'
import { CONTEXT } from './world.ts'

const COUNT = 100_000
/** The heap of a young process grows to its working size first, whatever it does. */
const COUNT_BEFORE = 5_000
const LIMIT_MEGABYTES = 30
const DIFFERENT = 1_000

/** Growth of the resident size, in MB, while 100,000 credentials of 500 definitions are verified in a row. */
export async function* memoryFigures(): AsyncGenerator<Figure> {
  const texts = await signedTexts(DIFFERENT, (turn) => turn % 500)
  const verifyMany = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn++) await library.verify(texts[turn % DIFFERENT] as string, CONTEXT)
  }
  await verifyMany(COUNT_BEFORE)
  const before = process.memoryUsage.rss()
  await verifyMany(COUNT)
  const megabytes = (process.memoryUsage.rss() - before) / 1_000_000
  yield { name: 'memory.verify-100k', value: megabytes, unit: 'MB', limit: LIMIT_MEGABYTES }
}
