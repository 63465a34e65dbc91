import { createHash } from 'node:crypto'
import { base32 } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'

/** Letters of a line that are shown again, from its end: enough to find it, too few to open a share. */
const MARK_LETTERS = 4
/** Bytes of the hash that make the id of a batch. */
const ID_BYTES = 16

/** One line of a list: its place from 1, and what may be an id, a link or a code. */
export interface GivenLine {
  readonly line: number
  readonly text: string
}

/** The lines of a pasted text that aren't empty, with their places. */
export function linesOf(text: string): readonly GivenLine[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((one, index) => ({ line: index + 1, text: one.trim() }))
    .filter(({ text: content }) => content !== '')
}

/** A list that can be worked on, or why not. */
export function checkLines(lines: readonly GivenLine[], most: number): Outcome<readonly GivenLine[]> {
  const refusals: Refusal[] = []
  if (lines.length === 0) refusals.push({ code: 'recognition.batch-empty', at: 'list' })
  if (lines.length > most)
    refusals.push({ code: 'recognition.batch-too-long', at: 'list', values: { lines: lines.length, most } })
  const [first, ...more] = refusals
  return first === undefined ? accept(lines) : refuse(first, ...more)
}

/** The id of a list: the same university and the same lines are the same batch, whoever hands it in and however often. */
export function batchId(organisationId: string, lines: readonly GivenLine[]): string {
  const content = [organisationId, ...lines.map(({ line, text }) => `${line} ${text}`)].join('\n')
  return base32(createHash('sha256').update(content).digest().subarray(0, ID_BYTES))
}

/** What is shown of a line again. */
export function markOf(text: string): string {
  const letters = text.replace(/[^0-9A-Za-z]/g, '')
  return `…${letters.slice(-MARK_LETTERS)}`
}

/** The parts of a line that may name a credential: a cell of a table, an address, a code with dashes. */
export function partsOf(text: string): readonly string[] {
  const whole = text.replace(/^["']|["']$/g, '')
  return [...new Set([whole, ...whole.split(/[\s,;"'<>|]+/)])].filter((part) => part.length >= 26)
}

/** The id of a credential in an address of this site; nothing where it is none. */
export function credentialIn(part: string, publicUrl: string): string | null {
  const path = part.startsWith(publicUrl) ? part.slice(publicUrl.length) : part
  const found = /^(?:\/en)?\/credentials\/([0-9a-z]{26})(?:[/?#.].*)?$/.exec(path)
  return found?.[1] ?? null
}
