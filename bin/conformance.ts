import { commandOf } from '../credential/conformance/command.ts'
import { INSTANCES } from '../credential/conformance/instances.ts'
import { ENDPOINTS, startConformance } from '../credential/conformance/server.ts'
import { tableCommand } from '../credential/conformance/table.ts'

// npm run conformance: answers the public suites of the W3C and its community groups. Nothing of it is part of the product.

const HELP = `Answers the public W3C and CCG test suites, with the policy profile "conformance" (credential/conformance/README.md).

  npm run conformance                      HTTPS on https://localhost:8443 (PORT for another port), self-signed
  npm run conformance -- issue|verify --input FILE --key FILE --feature NAME [--sd JSON] --output FILE
                                           the command of the VC-JOSE-COSE suite
  npm run conformance -- table --report FILE --suite NAME --commit HASH [--note TEXT] --output FILE
                                           the table of a run, from the report of mocha's JSON reporter

Endpoints
${ENDPOINTS.map(({ method, path, what }) => `  ${method.padEnd(4)} ${path.padEnd(34)} ${what}`).join('\n')}

Instances that issue, as :name
${INSTANCES.map(({ name, kind, secures }) => `  ${name.padEnd(24)} ${secures} with ${kind}`).join('\n')}
`

const words = process.argv.slice(2)
if (words.includes('--help')) {
  process.stdout.write(HELP)
} else if (words[0] === 'issue' || words[0] === 'verify') {
  process.exitCode = await commandOf(words)
} else if (words[0] === 'table') {
  process.exitCode = tableCommand(words)
} else if (words.length > 0) {
  process.stderr.write(HELP)
  process.exitCode = 64
} else {
  const { url, close } = await startConformance(Number(process.env.PORT ?? 8443), () => new Date())
  process.stdout.write(`The conformance endpoints answer at ${url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}
