/**
 * Checks credentials on the device. The register and every status list are fetched when the page opens, the same
 * addresses for everybody, so that no request tells which credential is checked afterwards. Without this script the
 * form is sent to the server.
 */

import {
  readTrustList,
  type SeenList,
  type TrustSnapshot,
  type VerifyContext,
  verify,
} from '@lumbung/credential/browser'
import { readCarrier } from '../carrier.ts'
import { type Checked, drawTable, drawVerdict, element, type Settings } from './draw.ts'

/** Documents at once. */
const MOST = 50

/** What every check needs: the register and all lists, or nothing for what could not be had. */
interface Known {
  readonly trust: TrustSnapshot | null
  readonly lists: ReadonlyMap<string, string>
  readonly missing: boolean
}

let known: Promise<Known> | undefined

function start(): void {
  const settings = JSON.parse(document.getElementById('verify-settings')?.textContent ?? '{}') as Settings
  const form = document.getElementById('verify-form')
  const result = document.getElementById('verify-result')
  if (!(form instanceof HTMLFormElement) || result === null) return
  const files = form.querySelector<HTMLInputElement>('input[type=file]')
  const text = form.querySelector('textarea')
  const place = document.getElementById('verify-where')
  place?.replaceChildren(element('div', 'note plain small', element('p', '', settings.words['stays-here'] ?? '')))
  known = fetchAll(settings)
  const check = (chosen: readonly File[]) =>
    void checkAll(settings, result, chosen.slice(0, MOST), text?.value.trim() ?? '')
  form.addEventListener('submit', (event) => {
    const chosen = [...(files?.files ?? [])]
    // With nothing chosen the server answers with the error summary.
    if (chosen.length === 0 && (text?.value.trim() ?? '') === '') return
    event.preventDefault()
    check(chosen)
  })
  files?.addEventListener('change', () => check([...(files.files ?? [])]))
  for (const name of ['dragenter', 'dragover'] as const)
    document.addEventListener(name, (event) => event.preventDefault())
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    const dropped = [...(event.dataTransfer?.files ?? [])]
    if (dropped.length > 0) check(dropped)
  })
}

async function checkAll(settings: Settings, result: HTMLElement, files: readonly File[], typed: string): Promise<void> {
  if (files.length === 0 && typed === '') return
  result.replaceChildren(element('p', 'soft', settings.words.working ?? ''))
  known ??= fetchAll(settings)
  const facts = await known
  // What could not be had is asked for again with the next file.
  if (facts.missing) known = undefined
  const checked: Checked[] = []
  const drawn: HTMLElement[] = []
  for (const input of files.length > 0 ? files : [typed]) {
    const read = await readInput(input)
    if ('link' in read) drawn.push(linkBox(settings, read.link))
    else checked.push({ ...read, verdict: await verify(read.text, contextOf(facts)) })
  }
  if (facts.missing)
    drawn.push(element('div', 'note warn small', element('p', '', settings.words['lists-missing'] ?? '')))
  const [only] = checked
  if (checked.length === 1 && only !== undefined) drawn.push(drawVerdict(settings, only, new Date()))
  if (checked.length > 1) drawn.push(drawTable(settings, checked))
  result.replaceChildren(...drawn)
  result.scrollIntoView({ block: 'start' })
}

type Input = { readonly link: string } | (Omit<Checked, 'verdict'> & { readonly text: string | Uint8Array })

async function readInput(input: File | string): Promise<Input> {
  if (typeof input === 'string') return taken('', input)
  // What a picture carries inside goes before a symbol drawn on it: the server can see only that.
  const inside = await taken(input.name, new Uint8Array(await input.arrayBuffer()))
  if ('link' in inside || inside.text !== '' || !input.type.startsWith('image/')) return inside
  const symbol = await textInPicture(input)
  return symbol === null ? inside : taken(input.name, symbol)
}

/** The text to check out of what was handed in, found as the server finds it. */
async function taken(name: string, input: string | Uint8Array): Promise<Input> {
  const plain = { name, carrier: 'json', savedAgain: false } as const
  try {
    const { carrier, text, savedAgain } = await readCarrier(input, location.origin)
    if (carrier === 'link') return { link: text }
    return carrier === 'pdf' ? { name, carrier, savedAgain, text } : { ...plain, text }
  } catch {
    // What opens this carrier could not be loaded: the verifier finds the same, and says so.
    return { ...plain, text: input }
  }
}

/** The text of a QR symbol in a picture, where the browser can read one. */
async function textInPicture(file: File): Promise<string | null> {
  type Detector = new (options: {
    formats: string[]
  }) => { detect(picture: ImageBitmap): Promise<{ rawValue: string }[]> }
  const { BarcodeDetector } = window as unknown as { BarcodeDetector?: Detector }
  if (BarcodeDetector === undefined) return null
  try {
    const found = await new BarcodeDetector({ formats: ['qr_code'] }).detect(await createImageBitmap(file))
    return found[0]?.rawValue ?? null
  } catch {
    return null
  }
}

function linkBox(settings: Settings, code: string): HTMLElement {
  const link = element('a', '', settings.sharePath + code) as HTMLAnchorElement
  link.href = settings.sharePath + encodeURIComponent(code)
  return element('div', 'note plain', element('p', '', `${settings.words['link-in-picture'] ?? ''} `, link))
}

async function fetchAll({ sources, authorities }: Settings): Promise<Known> {
  const texts = await Promise.all(sources.map((source) => fetchText(source)))
  const register = texts[0] == null ? null : await readRegister(texts[0], authorities)
  const lists = new Map<string, string>()
  for (const text of texts.slice(1)) {
    const id = text === null ? null : idOf(text)
    if (text !== null && id !== null) lists.set(id, text)
  }
  return { trust: register, lists, missing: register === null || texts.includes(null) }
}

const SEEN = 'trust-list-seen'

/** The register out of its signed list; nothing where it is refused, as one that is older than this browser has seen. */
async function readRegister(text: string, authorities: readonly string[]): Promise<TrustSnapshot | null> {
  const read = await readTrustList(text, { authorities, now: new Date(), lastSeen: lastSeen() })
  if (!read.ok) return null
  try {
    localStorage.setItem(SEEN, JSON.stringify(read.seen))
  } catch {
    // A browser that stores nothing starts anew each time.
  }
  return read.snapshot
}

function lastSeen(): SeenList | undefined {
  try {
    return (JSON.parse(localStorage.getItem(SEEN) ?? 'null') as SeenList | null) ?? undefined
  } catch {
    return undefined
  }
}

/** A list is known by the address that it gives itself, which its signature covers. */
function idOf(text: string): string | null {
  try {
    const { id } = JSON.parse(text) as { id?: unknown }
    return typeof id === 'string' ? id : null
  } catch {
    return null
  }
}

async function fetchText(source: string): Promise<string | null> {
  try {
    const answer = await fetch(source, { credentials: 'omit' })
    return answer.ok ? await answer.text() : null
  } catch {
    return null
  }
}

function contextOf({ trust, lists }: Known): VerifyContext {
  const now = new Date()
  const inTime = trust !== null && Date.parse(trust.validUntil) > now.getTime() ? trust : null
  return { now, trust: inTime, statusList: async (url) => lists.get(url) ?? null }
}

start()
