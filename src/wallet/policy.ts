import { readFileSync } from 'node:fs'
import type { WalletPolicy } from './types.ts'

let policy: WalletPolicy | undefined
let robots: readonly string[] | undefined

/** The figures of `data/wallet.json`, read once. */
export function walletPolicy(): WalletPolicy {
  policy ??= JSON.parse(readFileSync(new URL('../../data/wallet.json', import.meta.url), 'utf8')) as WalletPolicy
  return policy
}

/** Parts of the user agents of preview robots, in lower case, from `data/preview-robots.json`. */
export function previewRobots(): readonly string[] {
  robots ??= (
    JSON.parse(readFileSync(new URL('../../data/preview-robots.json', import.meta.url), 'utf8')) as {
      userAgentParts: string[]
    }
  ).userAgentParts
  return robots
}
