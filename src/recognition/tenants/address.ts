import { BlockList, isIP } from 'node:net'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'

const URL_LETTERS_MOST = 500

const BLOCKED = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  BLOCKED.addSubnet(network, prefix, 'ipv4')
const PUBLIC_V6 = new BlockList()
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6')
// Within the public space, what leads back to an IPv4 address or is for documents.
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  BLOCKED.addSubnet(network, prefix, 'ipv6')

/** Whether an IP address is one of the public internet: nothing private, local, reserved or mapped (threat 33). */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !BLOCKED.check(address, 'ipv4')
  return family === 6 && PUBLIC_V6.check(address, 'ipv6') && !BLOCKED.check(address, 'ipv6')
}

/**
 * Reads the address of a webhook: `https`, no user in it, no private IP address. `allowed` are hosts (with port) that the
 * operator lets be private, where `http` is taken as well. What a name leads to is checked again at every call.
 * Refusals: `tenants.url-malformed`, `url-not-https`, `url-private`.
 */
export function readWebhookUrl(text: string, allowed: readonly string[]): Outcome<URL> {
  const bad = { code: 'tenants.url-malformed', at: 'url' } as const
  if (text.length > URL_LETTERS_MOST || !URL.canParse(text)) return refuse(bad)
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hostname === '' || url.hash !== '') return refuse(bad)
  if (allowed.includes(url.host)) return /^https?:$/.test(url.protocol) ? accept(url) : refuse(bad)
  if (url.protocol !== 'https:') return refuse({ code: 'tenants.url-not-https', at: 'url' })
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isName = isIP(host) === 0
  if (
    isName
      ? !host.includes('.') || /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host)
      : !isPublicAddress(host)
  )
    return refuse({ code: 'tenants.url-private', at: 'url' })
  return accept(url)
}
