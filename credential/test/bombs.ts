/**
 * Reads packed bombs and says what that costs, as one line of JSON. A process of its own: what else a test has in memory,
 * or what counting branches adds to it, is none of what the bombs take.
 */
import { gzipSync } from 'node:zlib'
import { decodeStatusList } from '../src/index.ts'

const bomb = gzipSync(Buffer.alloc(100_000_000))
const nested = gzipSync(gzipSync(bomb))
const bombs = [bomb, nested, gzipSync(Buffer.alloc(2_097_153)), Buffer.concat([bomb, bomb])]

let slowest = 0
const answers = new Set<string>()
async function readAll(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const one of bombs) {
      const start = performance.now()
      const answer = await decodeStatusList(`u${one.toString('base64url')}`)
      slowest = Math.max(slowest, performance.now() - start)
      answers.add(String(answer))
    }
}

// A new process takes memory for its heap whatever it does: that is there before the hundred that count.
await readAll(10)
slowest = 0
const before = process.memoryUsage().rss
await readAll(25)
const grown = (process.memoryUsage().rss - before) / 1_048_576
process.stdout.write(JSON.stringify({ slowest, grown, answers: [...answers].sort() }))
