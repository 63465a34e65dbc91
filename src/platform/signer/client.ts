import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Signer } from '../deps.ts'
import { answerSchema, lineReader, SIGN_MESSAGES, type SignerAnswer, type SignerRequest } from './protocol.ts'

/** The signer can't be had, or refused. What was decided stays decided; it is signed when the signer is back. */
export class SignerError extends Error {
  readonly code: 'unreachable' | 'too-slow' | 'malformed' | 'unknown-key' | 'reserved-key' | 'later' | 'failed'

  constructor(code: SignerError['code'], message: string) {
    super(message)
    this.name = 'SignerError'
    this.code = code
  }
}

/** The site's end of the signer's socket. */
export interface SignerClient extends Signer {
  /** The user id that the signer runs as; throws `SignerError` when it doesn't answer. */
  ping(): Promise<number>
  close(): void
}

interface Waiting {
  readonly done: (answer: SignerAnswer) => void
  readonly fail: (error: SignerError) => void
  readonly timer: NodeJS.Timeout
}

interface Connection {
  readonly socket: Socket
  readonly waiting: Map<number, Waiting>
}

/**
 * Speaks with the signer on a Unix socket. It connects when it is first asked and again whenever the connection broke;
 * each request has a time limit and is tried once more on a fresh connection, which is safe because the same message
 * gets the same signature.
 */
export function connectSigner(path: string, limitMilliseconds = 10_000): SignerClient {
  let connection: Promise<Connection> | null = null
  let number = 0
  let closed = false

  const connected = (): Promise<Connection> => {
    connection ??= open(path, () => {
      connection = null
    }).catch((error: unknown) => {
      connection = null
      throw error
    })
    return connection
  }
  const once = async (request: SignerRequest): Promise<SignerAnswer> => {
    const { socket, waiting } = await connected()
    return new Promise((done, fail) => {
      const timer = setTimeout(() => {
        waiting.delete(request.id)
        fail(new SignerError('too-slow', 'The signer did not answer in time.'))
        socket.destroy() // whatever is wrong with it, the next request gets a fresh connection
      }, limitMilliseconds)
      waiting.set(request.id, { done, fail, timer })
      socket.write(`${JSON.stringify(request)}\n`)
    })
  }
  const ask = async (request: SignerRequest): Promise<SignerAnswer & { ok: true }> => {
    const deadline = performance.now() + limitMilliseconds
    for (let tries = 0; ; tries++) {
      if (closed) throw new SignerError('unreachable', 'The connection with the signer was closed.')
      try {
        const answer = await once({ ...request, id: ++number })
        if (answer.ok) return answer
        if (answer.code !== 'later' || performance.now() > deadline)
          throw new SignerError(answer.code, `The signer refused: ${answer.code}.`)
        await pause(answer.afterMilliseconds ?? 100)
      } catch (error) {
        if (!(error instanceof SignerError) || error.code !== 'unreachable' || tries > 0) throw error
      }
    }
  }
  return {
    createKey: async (key) => {
      const answer = await ask({ id: 0, verb: 'create-key', key })
      if (!('publicKey' in answer)) throw new SignerError('malformed', 'The signer answered something else.')
      return answer.publicKey
    },
    sign: async (key, messages) => {
      const signatures: Uint8Array[] = []
      if (messages.length === 0) await ask({ id: 0, verb: 'ping' }) // nothing to sign still tells whether it answers
      for (let start = 0; start < messages.length; start += SIGN_MESSAGES) {
        const batch = messages.slice(start, start + SIGN_MESSAGES)
        const texts = batch.map((message) => Buffer.from(message).toString('base64'))
        const answer = await ask({ id: 0, verb: 'sign', key, messages: texts })
        if (!('signatures' in answer) || answer.signatures.length !== batch.length)
          throw new SignerError('malformed', 'The signer answered something else.')
        for (const signature of answer.signatures) signatures.push(new Uint8Array(Buffer.from(signature, 'base64')))
      }
      return signatures
    },
    signCheckpoint: async (key, { origin, size, root, from, proof }) => {
      const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
      const hashes = { root: text(root), from, proof: proof.map(text) }
      const answer = await ask({ id: 0, verb: 'checkpoint', key, origin, size, ...hashes })
      if ('checkpoint' in answer)
        return { ok: true, signature: new Uint8Array(Buffer.from(answer.checkpoint, 'base64')) }
      if ('refusal' in answer) return { ok: false, refusal: answer.refusal, signedSize: answer.last.size }
      throw new SignerError('malformed', 'The signer answered something else.')
    },
    ping: async () => {
      const answer = await ask({ id: 0, verb: 'ping' })
      if (!('uid' in answer)) throw new SignerError('malformed', 'The signer answered something else.')
      return answer.uid
    },
    close: () => {
      closed = true
      connection?.then(({ socket }) => socket.destroy()).catch(() => {})
    },
  }
}

function open(path: string, gone: () => void): Promise<Connection> {
  return new Promise((done, fail) => {
    const socket = connect(path)
    const waiting = new Map<number, Waiting>()
    const read = lineReader((line) => {
      const answer = parse(line)
      const asked = answer === null ? undefined : waiting.get(answer.id)
      if (answer === null || asked === undefined) return
      waiting.delete(answer.id)
      clearTimeout(asked.timer)
      asked.done(answer)
    })
    socket.on('connect', () => {
      socket.unref()
      done({ socket, waiting })
    })
    socket.on('data', (chunk: Buffer) => {
      if (!read(chunk)) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      gone()
      const error = new SignerError('unreachable', `The signer does not answer on ${path}.`)
      fail(error)
      for (const { fail: failOne, timer } of waiting.values()) {
        clearTimeout(timer)
        failOne(error)
      }
      waiting.clear()
    })
  })
}

function parse(line: string): SignerAnswer | null {
  try {
    return answerSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
