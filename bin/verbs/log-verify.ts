import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tilePath } from '@lumbung/credential/log'
import {
  cosignatureAmong,
  type Fault,
  noteHolds,
  readCheckpoint,
  type TileSource,
  walkTree,
} from '../../src/log/index.ts'
import { OperationError } from '../../src/platform/failure.ts'
import { EXIT, UsageError, type VerbInput } from '../verb.ts'

/** Largest tile or bundle that is read, in bytes: 256 entries of at most 65,535. */
const TILE_BYTES = 16_800_000
const CHECKPOINT_BYTES = 65_536

/** Reads a file of the log, or nothing where it isn't there. */
type Place = (path: string, mostBytes: number) => Promise<Uint8Array | null>

function folderPlace(folder: string): Place {
  return async (path) => {
    const file = join(folder, path)
    return existsSync(file) ? readFileSync(file) : null
  }
}

function sitePlace(address: string): Place {
  return async (path, most) => {
    try {
      const answer = await fetch(`${address.replace(/\/+$/, '')}/${path}`, {
        signal: AbortSignal.timeout(20_000),
        redirect: 'error',
      })
      if (!answer.ok) return null
      const bytes = new Uint8Array(await answer.arrayBuffer())
      return bytes.length > most ? null : bytes
    } catch {
      throw new OperationError(`${address} does not answer.`, 'Try again, or verify an export of it.')
    }
  }
}

/** `lumbung log verify DIR|URL`. */
export async function verifyLog(input: VerbInput, words: readonly string[]): Promise<number> {
  const [where, ...rest] = words
  if (where === undefined || rest.length > 0) throw new UsageError('Give one folder, or the address of a log.')
  const { vkey, witness } = input.options
  const witnesses = typeof witness === 'string' ? witness.split(',').map((one) => one.trim()) : []
  const quorum = quorumOf(input.options.quorum, witnesses.length)
  const place = /^https?:\/\//.test(where) ? sitePlace(where) : folderPlace(where)
  const bytes = await place('checkpoint', CHECKPOINT_BYTES)
  if (bytes === null) throw new UsageError(`There is no checkpoint in ${where}.`)
  const note = Buffer.from(bytes).toString('utf8')
  const checkpoint = readCheckpoint(note)
  if (checkpoint === null)
    return answer(input, { size: 0, faults: [wrong('its text is no checkpoint')], checked: true })
  const faults: Fault[] = []
  if (typeof vkey === 'string' && !noteHolds(note, vkey)) faults.push(wrong("the log's signature does not hold"))
  const cosigned = witnesses.filter((one) => cosignatureAmong(checkpoint.lines, one, checkpoint.body) !== null).length
  if (cosigned < quorum) faults.push(wrong(`${cosigned} of the ${quorum} witnesses that are needed have cosigned`))
  const source: TileSource = (asked) => place(tilePath(asked), TILE_BYTES)
  const walked = await walkTree(source, checkpoint.size, [])
  faults.push(...walked.faults)
  const root = walked.roots.get(checkpoint.size)
  if (root !== undefined && Buffer.compare(root, checkpoint.root) !== 0)
    faults.push(wrong('its root is not that of the entries'))
  return answer(input, { size: checkpoint.size, faults, checked: typeof vkey === 'string' })
}

const wrong = (why: string): Fault => ({ what: 'checkpoint', where: 'checkpoint', why })

function quorumOf(given: string | true | undefined, witnesses: number): number {
  const quorum = given === undefined ? witnesses : Number(given)
  if (!Number.isInteger(quorum) || quorum < 0 || quorum > witnesses)
    throw new UsageError('The quorum is a whole number, at most that of the witnesses.')
  return quorum
}

function answer(
  input: VerbInput,
  { size, faults, checked }: { size: number; faults: Fault[]; checked: boolean },
): number {
  const sound = faults.length === 0
  if (input.json) input.say(JSON.stringify({ sound, signatureChecked: checked, size, faults }))
  else {
    for (const { what, where, why } of faults) input.say(`${what} ${where}: ${why}`)
    if (sound) input.say(`${size} leaves fit their tiles and their signed root.`)
    if (!checked) input.say('Whose signature it is was not checked: give the key of the log with --vkey.')
  }
  if (!sound) return EXIT.bad
  return checked ? EXIT.good : EXIT.unconfirmed
}
