import { z } from 'zod'

// What is said between the site and the signer: one JSON object a line, over a Unix socket. Requests carry a number of
// the client's choosing and may be answered in any order. No message names a person.

/** Most messages in one request to sign, and the size of each in bytes. */
export const SIGN_MESSAGES = 1_000
export const MESSAGE_BYTES = 65_536
/** Longest line in either direction, in characters: more ends the connection. */
export const LINE_CHARACTERS = 4_000_000

/** Names of keys: `platform`, `issuers/universitas-nusantara`. */
const keyName = z.string().regex(/^[a-z0-9][a-z0-9./:_-]{0,119}$/)
const base64 = z.string().max(Math.ceil(MESSAGE_BYTES / 3) * 4)

/** A SHA-256 hash in base64. */
const hash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)

export const requestSchema = z.discriminatedUnion('verb', [
  z.strictObject({ id: z.int(), verb: z.literal('create-key'), key: keyName }),
  z.strictObject({ id: z.int(), verb: z.literal('sign'), key: keyName, messages: z.array(base64).max(SIGN_MESSAGES) }),
  z.strictObject({
    id: z.int(),
    verb: z.literal('checkpoint'),
    key: keyName,
    origin: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,199}$/),
    size: z.int().min(0),
    root: hash,
    from: z.int().min(0),
    proof: z.array(hash).max(64),
  }),
  z.strictObject({ id: z.int(), verb: z.literal('ping') }),
])
export type SignerRequest = z.infer<typeof requestSchema>

/** Why a request was refused; `later` says that the rate limit is reached and when to ask again. */
export const answerSchema = z.union([
  z.strictObject({ id: z.int(), ok: z.literal(true), publicKey: z.string() }),
  z.strictObject({ id: z.int(), ok: z.literal(true), signatures: z.array(z.string()) }),
  z.strictObject({ id: z.int(), ok: z.literal(true), uid: z.int() }),
  z.strictObject({ id: z.int(), ok: z.literal(true), checkpoint: z.string() }),
  z.strictObject({
    id: z.int(),
    ok: z.literal(true),
    refusal: z.enum(['rewind', 'fork', 'from-elsewhere']),
    last: z.strictObject({ size: z.int(), root: hash }),
  }),
  z.strictObject({
    id: z.int(),
    ok: z.literal(false),
    code: z.enum(['malformed', 'unknown-key', 'reserved-key', 'later', 'failed']),
    afterMilliseconds: z.int().optional(),
  }),
])
export type SignerAnswer = z.infer<typeof answerSchema>

/** Splits what arrives on a socket into lines; answers false when a line grows beyond the limit. */
export function lineReader(take: (line: string) => void): (chunk: Buffer) => boolean {
  let parts: Buffer[] = []
  let length = 0
  return (chunk) => {
    let rest = chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      take(Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8'))
      parts = []
      length = 0
      rest = rest.subarray(end + 1)
    }
    if (rest.length > 0) parts.push(rest)
    length += rest.length
    return length <= LINE_CHARACTERS
  }
}
