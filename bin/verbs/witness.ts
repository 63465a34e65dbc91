import { runWitness } from '../../src/log/witness.ts'
import { readWitnessEnvironment } from '../../src/log/witness-program.ts'
import { EXIT, UsageError, type Verb } from '../verb.ts'

/** `lumbung witness`. */
export const witnessVerb: Verb = {
  summary: 'be a witness: cosign the public logs of others that only grow',
  help: `Use: WITNESS_NAME=witness.example WITNESS_LOGS=VKEY lumbung witness [--json]

Answers logs that ask for a cosignature (C2SP tlog-witness) until it is stopped. It needs no database: its key and what it
has seen lie in WITNESS_DIR (default ./var/witness). It listens on WITNESS_HOST (127.0.0.1) and WITNESS_PORT (8650). Give
its verifier key, which it prints, to the logs. "A witness" in docs/operations.md tells the rest.
With --json: one line {"vkey", "port"} when it listens.
Exit: 0 it was stopped, 1 it could not start, 64 wrong use.
`,
  valued: [],
  flags: [],
  run: async ({ words, json, say }) => {
    if (words.length > 0) throw new UsageError('This verb takes no words.')
    const asked = readWitnessEnvironment(process.env)
    delete process.env.WITNESS_PASSPHRASE
    const witness = await runWitness({
      ...asked,
      now: () => new Date(),
      report: (sentence) => process.stderr.write(`${sentence}\n`),
    })
    if (json) say(JSON.stringify({ vkey: witness.vkey, port: witness.port }))
    else say(`Witness ${witness.vkey}\nlistens on http://${asked.host}:${witness.port}`)
    await new Promise((done) => process.once('SIGTERM', done).once('SIGINT', done))
    await witness.close()
    return EXIT.good
  },
}
