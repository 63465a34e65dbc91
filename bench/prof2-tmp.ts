import { generateKeyPairSync, sign as bareSign } from 'node:crypto'
import { issueJwt, readJson, verify, writeMultikey, achievementCredential } from '../credential/src/index.ts'
import { readCompact } from '../credential/src/envelope/jose-compact.ts'
import { decodeBase64Url } from '../credential/src/runtime/base64-node.ts'
import { badgeFaults } from '../credential/src/openbadge/schema.ts'
import { readAchievement } from '../credential/src/openbadge/read.ts'
import { openJwt } from '../credential/src/envelope/jose.ts'
import { open } from '../credential/src/envelope/open.ts'
import { badge, byIssuer, wide } from '../credential/test/jose-people.ts'
const cred = { ...badge(), description: 'x'.repeat(2000) }
const t = await issueJwt(cred, byIssuer)
console.log(t.length)
const text = JSON.stringify(cred), bytes = Buffer.from(text)
const ctx = wide()
const cpu = () => { const { user, system } = process.cpuUsage(); return user + system }
async function m(name: string, f: () => unknown, n = 3000) {
  for (let i = 0; i < 500; i++) { const a = f(); if (a instanceof Promise) await a }
  const s = cpu(); for (let i = 0; i < n; i++) { const a = f(); if (a instanceof Promise) await a }
  console.log(name, ((cpu() - s) / n).toFixed(1), 'us')
}
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const sh = Buffer.alloc(64)
await m('verify', () => verify(t, ctx), 8000)
