import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ENTRIES, tilePath, tilesBetween } from '@lumbung/credential/log'
import { AWARD, findCredential } from '../../src/credentials/index.ts'
import { logReaders } from '../../src/hooks.ts'
import { fsck, NO_WITNESSES, noteOf, proofFor, servedCheckpoint, servedTile } from '../../src/log/index.ts'
import type { Db } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { EXIT, UsageError, type VerbInput } from '../verb.ts'

/** Runs a part of the verb on the installation at hand. */
export async function withInstallation<T>({ configuration }: VerbInput, work: (deps: Deps) => Promise<T>): Promise<T> {
  const installation = await openInstallation(configuration, { as: 'command', connections: 4 })
  try {
    return await work(installation.deps)
  } finally {
    await installation.close()
  }
}

/** Runs on one snapshot, so that a site that goes on working doesn't look damaged. */
function onSnapshot<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').execute(work)
}

/** `lumbung log fsck`. */
export async function fsckLog(input: VerbInput, words: readonly string[]): Promise<number> {
  if (words.length > 0) throw new UsageError('fsck takes no words.')
  const checked = await withInstallation(input, ({ db }) => onSnapshot(db, (tx) => fsck(tx, logReaders)))
  const sound = checked.faults.length === 0
  if (input.json) input.say(JSON.stringify({ sound, ...checked }))
  else {
    for (const { what, where, why } of checked.faults) input.say(`${what} ${where}: ${why}`)
    input.say(`${checked.size} leaves, ${checked.records} records, ${checked.checkpoints} checkpoints.`)
    input.say(sound ? 'Everything fits together.' : `${checked.faults.length} faults were found.`)
  }
  return sound ? EXIT.good : EXIT.bad
}

/** `lumbung log prove CREDENTIAL`. */
export async function proveCredential(input: VerbInput, words: readonly string[]): Promise<number> {
  const [word, ...rest] = words
  if (word === undefined || rest.length > 0) throw new UsageError('Give one credential: its id or its address.')
  const id = word.split('/').at(-1) ?? ''
  const proof = await withInstallation(input, async ({ db, logWitnesses }) => {
    const credential = await findCredential(db, id)
    if (credential === null) throw new UsageError(`There is no credential ${id}.`)
    return proofFor(db, logWitnesses ?? NO_WITNESSES, AWARD, `${credential.personId}/${id}`)
  })
  if (proof === null || proof === 'pending') {
    const state = proof === null ? 'none' : 'pending'
    const words = { none: 'No leaf of this credential can be opened.', pending: 'The proof is still to come.' }
    input.say(input.json ? JSON.stringify({ state }) : words[state])
    return EXIT.unconfirmed
  }
  const { text, position, seenAt } = proof
  input.say(input.json ? JSON.stringify({ state: 'proved', position, seenAt, proof: text }) : text.replace(/\n$/, ''))
  return EXIT.good
}

/** `lumbung log export DIR`. */
export async function exportLog(input: VerbInput, words: readonly string[]): Promise<number> {
  const [folder, ...rest] = words
  if (folder === undefined || rest.length > 0) throw new UsageError('Give one folder.')
  const written = await withInstallation(input, ({ db, logWitnesses }) =>
    onSnapshot(db, async (tx) => {
      const checkpoint = await servedCheckpoint(tx, logWitnesses ?? NO_WITNESSES)
      if (checkpoint === null) return null
      let files = 0
      for (const asked of tilesBetween(0, checkpoint.size)) {
        const bytes = await servedTile(tx, asked)
        if (bytes === null) throw new RangeError(`${tilePath(asked)} is missing: run "lumbung log fsck"`)
        const place = join(folder, tilePath(asked))
        mkdirSync(dirname(place), { recursive: true })
        writeFileSync(place, bytes)
        files += 1
        if (asked.level === ENTRIES) input.progress(files, null, 'files')
      }
      mkdirSync(folder, { recursive: true })
      // Last: whoever sees the checkpoint finds everything below it.
      writeFileSync(join(folder, 'checkpoint'), noteOf(checkpoint))
      return { size: checkpoint.size, files: files + 1 }
    }),
  )
  if (written === null) {
    input.say(input.json ? JSON.stringify({ size: null, files: 0 }) : 'The log has not begun.')
    return EXIT.unconfirmed
  }
  input.say(
    input.json ? JSON.stringify(written) : `${written.files} files with ${written.size} leaves are in ${folder}.`,
  )
  return EXIT.good
}
