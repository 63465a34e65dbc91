import { runWitness } from '../src/log/witness.ts'
import { readWitnessEnvironment } from '../src/log/witness-program.ts'
import { wordsOf } from '../src/platform/failure.ts'

// A witness of public logs (C2SP tlog-witness): it cosigns what continues what it has seen, and nothing else. It needs no
// database and nothing of the site, and is run by another party than the log (docs/operations.md).
//   WITNESS_NAME        its name, an address without scheme; never changed afterwards
//   WITNESS_LOGS        verifier keys of the logs that it follows, between commas
//   WITNESS_DIR         folder of its key and its memory (default ./var/witness)
//   WITNESS_PORT        where it listens (default 8650), WITNESS_HOST on which address (default 127.0.0.1)
//   WITNESS_PASSPHRASE  opens its key; without it a random one is kept in the folder

try {
  const asked = readWitnessEnvironment(process.env)
  delete process.env.WITNESS_PASSPHRASE // out of the environment that /proc and child processes would show
  const witness = await runWitness({
    ...asked,
    now: () => new Date(),
    report: (sentence) => process.stderr.write(`${sentence}\n`),
  })
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    witness.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.stdout.write(`Witness ${witness.vkey}\nlistens on http://${asked.host}:${witness.port}\n`)
  // As a child it ends with the program that started it, however that ended.
  if (process.argv.includes('--child')) process.stdin.on('end', end).on('close', end).resume()
  process.send?.({ vkey: witness.vkey, port: witness.port })
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`)
  process.exit(1)
}
