import { decideAwards, startWorkers as startAwards } from '../../src/credentials/index.ts'
import { startWorkers as startLog } from '../../src/log/index.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { signerProgram } from '../../src/platform/installation.ts'
import { openLog } from '../../src/platform/log.ts'
import { openSecrets } from '../../src/platform/secrets.ts'
import { openSigner } from '../../src/platform/signer/child.ts'

// A server without pages: the workers of awards and of the log, and a client that asks for awards one request after the
// other and says on its output what it sent and what was answered. It is there to be killed.
//   log-server.ts DATABASE_URL DATA_DIR ORGANISATION VERSION FIRST,SECOND,...

const [url = '', folder = '', organisationId = '', versionId = '', list = ''] = process.argv.slice(2)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const signer = await openSigner({ dataFolder: folder, program: signerProgram() })
const deps: Deps = {
  db: openDatabase(url, 6),
  clock: systemClock,
  publicUrl: 'http://localhost:3000',
  signer: signer.client,
  secrets: openSecrets({ dataFolder: folder, keys: {} }),
  sendLetter: async () => {},
  demo: false,
  log: openLog('silent'),
}
let ending = false
let asking: Promise<unknown> = Promise.resolve()
const stops = [startAwards(deps), startLog(deps)]
process.on('SIGTERM', async () => {
  ending = true
  await asking.catch(() => {})
  await Promise.all(stops.map((stop) => stop()))
  await deps.db.destroy()
  await signer.stop()
  process.exit(0)
})
say({ ready: true })
const actor = { personId: 'the-issuer', name: '', roles: [{ organisationId, role: 'issuer' }] }
const ids = list.split(',').filter((id) => id !== '')
for (let at = 0; at < ids.length && !ending; at += 5) {
  const enrolmentIds = ids.slice(at, at + 5)
  say({ sent: enrolmentIds })
  const deciding = decideAwards(deps, actor, { versionId, enrolmentIds })
  asking = deciding
  if ((await deciding).ok) say({ acknowledged: enrolmentIds })
}
say({ done: true })
