import { gunzipSync, gzipSync } from 'node:zlib'
import { decodeStatusList, encodeStatusList, isSet, STATUS_LIST_MIN_LENGTH } from '@lumbung/credential'
import type { Figure } from '../figure.ts'

/** One place in a hundred is set, spread as awards are: what a busy issuer's list looks like. */
const SET = Array.from({ length: STATUS_LIST_MIN_LENGTH }, (_, index) => index).filter(
  (index) => Math.imul(index ^ (index >>> 7), 0x9e3779b1) >>> 0 < 42_949_672,
)
const ROUNDS = 15
const MILLISECONDS_OF_ROUND = 200

/** Status lists of 131,072 places a second, encoded and decoded; the limit is bare zlib on the same bytes, in turns with it. */
export async function statusFigures(): Promise<Figure[]> {
  const encoded = await encodeStatusList(SET)
  const bits = (await decodeStatusList(encoded)) as Uint8Array
  const packed = gzipSync(bits)
  const encode = await sideBySide(
    () => encodeStatusList(SET),
    () => gzipSync(bits),
  )
  const decode = await sideBySide(
    () => decodeStatusList(encoded),
    () => gunzipSync(packed),
  )
  return [
    { name: 'encode.status-list', unit: 'lists/s', ...encode },
    { name: 'decode.status-list', unit: 'lists/s', ...decode },
    { name: 'lookup.status-list', value: lookups(bits), unit: 'lookups/s' },
  ]
}

/** The best rates of ours and of the limit, in turns: whatever else the machine does only makes a round slower. */
async function sideBySide(ours: () => unknown, bare: () => unknown): Promise<{ value: number; limit: number }> {
  const rates = { ours: [] as number[], bare: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    rates.ours.push(await rate(ours))
    rates.bare.push(await rate(bare))
  }
  return { value: Math.max(...rates.ours), limit: Math.max(...rates.bare) }
}

async function rate(work: () => unknown): Promise<number> {
  const start = performance.now()
  let done = 0
  while (performance.now() - start < MILLISECONDS_OF_ROUND) {
    await work()
    done++
  }
  return (done * 1000) / (performance.now() - start)
}

/** Places asked a second, in an order that no cache foresees. */
function lookups(bits: Uint8Array): number {
  const asked = Int32Array.from({ length: 65_536 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 15)
  let set = 0
  let best = 0
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    for (let turn = 0; turn < 20; turn++) for (const index of asked) if (isSet(bits, index)) set++
    best = Math.max(best, (20_000 * asked.length) / (performance.now() - start))
  }
  if (set === 0) throw new Error('no place was found set')
  return best
}
