import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scrypt,
  sign as signBytes,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperationError } from '../failure.ts'
import { writeDurably } from '../files.ts'
import type { KeyStore } from './port.ts'

/** The keys of this installation, as the signer holds them. */
export interface Vault {
  /** Makes the key if there is none of that name; answers its public key in multibase. */
  createKey(name: string): string
  /** The private key, or nothing when there is none of that name. */
  find(name: string): KeyObject | null
}

/** The vault as the port that the signer speaks with. */
export function storeOf(vault: Vault): KeyStore {
  return {
    createKey: async (name) => vault.createKey(name),
    has: async (name) => vault.find(name) !== null,
    sign: async (name, messages) => {
      const key = vault.find(name)
      if (key === null) throw new RangeError(`there is no key ${name}`)
      return messages.map((message) => new Uint8Array(signBytes(null, message, key)))
    },
  }
}

/** How the master key comes from the passphrase; stored, so that it can be made dearer later. */
interface Derivation {
  readonly salt: string
  readonly n: number
  readonly r: number
  readonly p: number
}

interface Sealed {
  readonly iv: string
  readonly tag: string
  readonly data: string
}

interface KeyFile extends Sealed {
  readonly name: string
  readonly publicKey: string
}

/** Cost of the derivation: a passphrase that a person chose is guessed at 128 MB a try; a random one needs no such cost. */
const CHOSEN = { n: 131_072, r: 8, p: 1 }
const RANDOM = { n: 16_384, r: 8, p: 1 }

/**
 * Opens the vault in a folder, or makes it. Every private key lies in a file of its own, encrypted with AES-256-GCM
 * under a master key that scrypt derives from the passphrase; the key's name is bound to its file. Without a passphrase
 * a random one is kept in `passphrase` beside the keys, readable by the signer's user alone.
 */
export async function openVault(folder: string, passphrase: string | undefined): Promise<Vault> {
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 })
  const chosen = passphrase !== undefined && passphrase !== ''
  const words = chosen ? passphrase : keptPassphrase(folder)
  const place = join(folder, 'vault.json')
  if (!existsSync(place)) {
    const derivation: Derivation = { salt: randomBytes(16).toString('base64'), ...(chosen ? CHOSEN : RANDOM) }
    const check = seal(await masterKey(words, derivation), 'lumbung', Buffer.from('lumbung'))
    writeDurably(place, JSON.stringify({ version: 1, derivation, check }))
  }
  const { derivation, check } = JSON.parse(readFileSync(place, 'utf8')) as { derivation: Derivation; check: Sealed }
  const master = await masterKey(words, derivation)
  if (open(master, 'lumbung', check) === null)
    throw new OperationError(
      `The passphrase does not open the signer's keys in ${folder}.`,
      'Give the passphrase that was used when they were made in SIGNER_PASSPHRASE; without it the keys cannot be had.',
    )
  return vault(folder, master)
}

function vault(folder: string, master: Buffer): Vault {
  const known = new Map<string, KeyObject>()
  const fileOf = (name: string) =>
    join(folder, 'keys', `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`)
  const find = (name: string): KeyObject | null => {
    const held = known.get(name)
    if (held !== undefined) return held
    if (!existsSync(fileOf(name))) return null
    const file = JSON.parse(readFileSync(fileOf(name), 'utf8')) as KeyFile
    const bytes = open(master, name, file)
    if (bytes === null)
      throw new OperationError(
        `The file of the key ${name} is damaged.`,
        'Restore the folder of the signer from a backup.',
      )
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
    known.set(name, key)
    return key
  }
  return {
    find,
    createKey: (name) => {
      const present = find(name)
      if (present !== null) return publicKeyOf(present)
      const { privateKey } = generateKeyPairSync('ed25519')
      const publicKey = publicKeyOf(privateKey)
      const sealed = seal(master, name, privateKey.export({ format: 'der', type: 'pkcs8' }))
      writeDurably(fileOf(name), JSON.stringify({ name, publicKey, ...sealed } satisfies KeyFile))
      known.set(name, privateKey)
      return publicKey
    },
  }
}

function keptPassphrase(folder: string): string {
  const place = join(folder, 'passphrase')
  if (!existsSync(place)) writeDurably(place, randomBytes(32).toString('base64url'))
  return readFileSync(place, 'utf8').trim()
}

function masterKey(words: string, { salt, n, r, p }: Derivation): Promise<Buffer> {
  return new Promise((done, fail) => {
    scrypt(
      words.normalize('NFKC'),
      Buffer.from(salt, 'base64'),
      32,
      { N: n, r, p, maxmem: 256 * n * r },
      (error, key) => (error === null ? done(key) : fail(error)),
    )
  })
}

function seal(master: Buffer, name: string, data: Buffer): Sealed {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(data), cipher.final()])
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: sealed.toString('base64') }
}

function open(master: Buffer, name: string, { iv, tag, data }: Sealed): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', master, Buffer.from(iv, 'base64'), { authTagLength: 16 })
  decipher.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag, 'base64'))
  try {
    return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()])
  } catch {
    return null
  }
}

/** The public half as a Multikey: `z`, base 58 of the two bytes that say Ed25519 and the 32 bytes of the key. */
function publicKeyOf(key: KeyObject): string {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return `z${base58(Buffer.concat([Buffer.from([0xed, 0x01]), Buffer.from(x, 'base64url')]))}`
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Base 58 as Bitcoin writes it, for bytes that don't begin with zero. */
function base58(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let text = ''
  for (; value > 0n; value /= 58n) text = `${BASE58[Number(value % 58n)]}${text}`
  return text
}
