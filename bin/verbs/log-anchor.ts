import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Anchor, type AnchorReceipt, fileAnchor } from '../../src/log/anchor.ts'
import { evmAnchor } from '../../src/log/anchor-evm.ts'
import { NO_WITNESSES, readCheckpoint, servedCheckpoint } from '../../src/log/index.ts'
import { writeDurably } from '../../src/platform/files.ts'
import { EXIT, UsageError, type VerbInput } from '../verb.ts'
import { withInstallation } from './log-database.ts'

/**
 * `lumbung log anchor`: has the served checkpoint remembered by the anchor of LOG_ANCHOR_URL and keeps the receipt in
 * DATA_DIR/anchors. With --check it asks the anchor again for every receipt of its kind that was kept.
 */
export async function anchorLog(input: VerbInput, words: readonly string[]): Promise<number> {
  if (words.length > 0) throw new UsageError('This part takes no words.')
  const anchor = await anchorOf(process.env)
  const folder = join(input.configuration.dataFolder, 'anchors')
  if (input.options.check === true) return checkReceipts(input, anchor, folder)
  const note = await withInstallation(input, async ({ db, logWitnesses }) =>
    servedCheckpoint(db, logWitnesses ?? NO_WITNESSES),
  )
  const tree = note === null ? null : readCheckpoint(note.note)
  if (tree === null) {
    input.say(input.json ? JSON.stringify({ receipt: null }) : 'The log has not begun yet.')
    return EXIT.unconfirmed
  }
  const receipt = await anchor.anchor(tree)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeDurably(join(folder, `${receipt.size}-${receipt.kind}.json`), JSON.stringify(receipt))
  input.say(input.json ? JSON.stringify({ receipt }) : `${receipt.size} leaves are anchored since ${receipt.at}.`)
  return EXIT.good
}

async function checkReceipts(input: VerbInput, anchor: Anchor, folder: string): Promise<number> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(`-${anchor.kind}.json`)) : []
  const wrong: string[] = []
  for (const name of names) {
    const receipt = read(join(folder, name))
    if (receipt === null || !(await anchor.verify(receipt))) wrong.push(name)
  }
  if (input.json) input.say(JSON.stringify({ checked: names.length, wrong }))
  else {
    for (const name of wrong) input.say(`The anchor does not hold what ${name} says.`)
    input.say(`${names.length - wrong.length} of ${names.length} receipts hold.`)
  }
  return wrong.length > 0 ? EXIT.bad : EXIT.good
}

function read(path: string): AnchorReceipt | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AnchorReceipt
  } catch {
    return null
  }
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

async function anchorOf(environment: Readonly<Record<string, string | undefined>>): Promise<Anchor> {
  const url = environment.LOG_ANCHOR_URL?.trim() ?? ''
  if (url.startsWith('file://') && URL.canParse(url)) return fileAnchor(fileURLToPath(url), () => new Date())
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError('LOG_ANCHOR_URL names no anchor: give file:///path, or the https:// address of a node.')
  const [contract, from] = [environment.LOG_ANCHOR_CONTRACT ?? '', environment.LOG_ANCHOR_FROM ?? '']
  if (!ADDRESS.test(contract) || !ADDRESS.test(from))
    throw new UsageError('LOG_ANCHOR_CONTRACT and LOG_ANCHOR_FROM are addresses of 0x and 40 hexadecimal digits.')
  const place = { contract: contract as `0x${string}`, from: from as `0x${string}` }
  return evmAnchor({ ...place, transport: (viem) => viem.http(url) })
}
