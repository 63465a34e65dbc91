import { wordsOf } from '../src/platform/failure.ts'
import { runSigner } from '../src/platform/signer/server.ts'

// The signer: the only program that holds private keys. The site starts it as its child; in production it runs as a
// user of its own, with the names below in its environment (docs/operations.md).
//   SIGNER_DIR          folder of the keys (default ./var/signer)
//   SIGNER_SOCKET       its socket (default signer.sock in that folder)
//   SIGNER_SOCKET_MODE  who may connect: 600 its own user, 660 the group as well (default 600)
//   SIGNER_PASSPHRASE   opens the keys; without it a random one is kept in the folder
//   SIGNER_RATE         most signatures in a second (default 20000)
//   SIGNER_KEY_RATE     most signatures in a second by one key (default as SIGNER_RATE)

const folder = process.env.SIGNER_DIR || './var/signer'
const mode = Number.parseInt(process.env.SIGNER_SOCKET_MODE || '600', 8)
const rate = Number(process.env.SIGNER_RATE || '20000')
const passphrase = process.env.SIGNER_PASSPHRASE
delete process.env.SIGNER_PASSPHRASE // out of the environment that /proc and child processes would show

try {
  const signer = await runSigner({
    folder,
    socket: process.env.SIGNER_SOCKET || `${folder}/signer.sock`,
    socketMode: mode,
    passphrase,
    signaturesPerSecond: rate,
    signaturesPerSecondOfKey: Number(process.env.SIGNER_KEY_RATE || rate),
  })
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    signer.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // As a child it ends with the site that started it, however that ended.
  if (process.argv.includes('--child')) process.stdin.on('end', end).on('close', end).resume()
  process.send?.('ready')
} catch (error) {
  process.stderr.write(`${wordsOf(error)}\n`)
  process.exit(1)
}
