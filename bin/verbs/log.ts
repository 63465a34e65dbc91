import { EXIT, UsageError, type Verb, type VerbInput } from '../verb.ts'
import { anchorLog } from './log-anchor.ts'
import { exportLog, fsckLog, proveCredential } from './log-database.ts'
import { monitorIssuer } from './log-monitor.ts'
import { verifyLog } from './log-verify.ts'

const PARTS: Readonly<Record<string, (input: VerbInput, words: readonly string[]) => Promise<number>>> = {
  verify: verifyLog,
  prove: proveCredential,
  monitor: monitorIssuer,
  fsck: fsckLog,
  export: exportLog,
  anchor: anchorLog,
}

/** `lumbung log {verify,prove,monitor,fsck,export,anchor}`. */
export const logVerb: Verb = {
  summary: 'audit the public log: verify, prove, monitor, fsck, export, anchor',
  help: `Use: lumbung log verify DIR|URL [--vkey VKEY] [--witness VKEY,VKEY...] [--quorum N] [--json]
     lumbung log prove CREDENTIAL [--json]
     lumbung log monitor --issuer SLUG [--known FILE] [--remember FILE] [--json]
     lumbung log fsck [--json]
     lumbung log export DIR [--json]
     lumbung log anchor [--check] [--json]

verify   grows the tree again from the entries of an export or of a site (its address with /log), compares every tile and
         the signed root with it, and needs no database. --vkey is the log's verifier key, --witness those of its witnesses:
         with them the signatures are checked, without them only that everything fits together, and the exit code is 2.
prove    prints the proof (C2SP tlog-proof) that the award of a credential is in the log.
monitor  names what was logged in an issuer's name and isn't in its own list (--known: a credential id, its address, or a
         subject id on each line). --remember keeps the last checkpoint seen, so that a fork or a rewind is noticed.
fsck     checks the log against the database: tiles, leaves, checkpoints, and every row that left a leaf.
export   writes checkpoint, tiles and entries as files that any web server can serve.
anchor   has the served checkpoint remembered outside, by the anchor of LOG_ANCHOR_URL, and keeps the receipt. --check asks the
         anchor about every receipt of its kind. Nothing needs an anchor; proofs hold without it and after it was changed.

Exit: 0 all is well, 1 something is wrong (or unknown to the issuer), 2 could not be found out, 64 wrong use.
`,
  valued: ['vkey', 'witness', 'quorum', 'issuer', 'known', 'remember'],
  flags: ['check'],
  failure: EXIT.unconfirmed,
  run: async (input) => {
    const [part = '', ...words] = input.words
    const run = PARTS[part]
    if (run === undefined) throw new UsageError('Say one of verify, prove, monitor, fsck, export, anchor.')
    return run(input, words)
  },
}
