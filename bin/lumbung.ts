import { readConfiguration } from '../src/platform/configuration.ts'
import { OperationError } from '../src/platform/failure.ts'
import { EXIT, UsageError, type Verb, type VerbInput } from './verb.ts'

// The command line: `npx lumbung <verb>`. It joins the database that runs in DATA_DIR, or starts it and stops it again.

const VERBS: Record<string, () => Promise<Verb>> = {
  import: async () => (await import('./verbs/import.ts')).importVerb,
  issue: async () => (await import('./verbs/issue.ts')).issueVerb,
  verify: async () => (await import('./verbs/verify.ts')).verifyVerb,
  status: async () => (await import('./verbs/status.ts')).statusVerb,
  rules: async () => (await import('./verbs/rules.ts')).rulesVerb,
  log: async () => (await import('./verbs/log.ts')).logVerb,
  witness: async () => (await import('./verbs/witness.ts')).witnessVerb,
  backup: async () => (await import('./verbs/backup.ts')).backupVerb,
  restore: async () => (await import('./verbs/restore.ts')).restoreVerb,
  keys: async () => (await import('./verbs/keys.ts')).keysVerb,
  doctor: async () => (await import('./verbs/doctor.ts')).doctorVerb,
}

async function helpOfAll(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(VERBS).map(async ([name, load]) => `  ${name.padEnd(9)}${(await load()).summary}`),
  )
  return `lumbung: the command line of this installation.

Use: lumbung <verb> [words] [--json]
${lines.join('\n')}

"lumbung <verb> --help" tells more. DATA_DIR, DATABASE_URL and the other names of docs/operations.md are read.
`
}

/** Splits the words after the verb into words and options. */
function read(verb: Verb, given: readonly string[]): Pick<VerbInput, 'words' | 'options'> {
  const words: string[] = []
  const options: Record<string, string | true> = {}
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? ''
    if (!word.startsWith('--')) {
      words.push(word)
      continue
    }
    const [name = '', direct] = word.slice(2).split(/=(.*)/s)
    if (verb.valued.includes(name)) {
      const value = direct ?? given[++index]
      if (value === undefined) throw new UsageError(`--${name} needs a value.`)
      options[name] = value
    } else if (['json', ...verb.flags].includes(name)) options[name] = true
    else throw new UsageError(`There is no option --${name}.`)
  }
  return { words, options }
}

function drawProgress(done: number, of: number | null, unit: string): void {
  if (!process.stderr.isTTY) return
  const share = of === null || of === 0 ? null : Math.min(1, done / of)
  const filled = share === null ? 0 : Math.round(share * 30)
  const bar = share === null ? '' : `[${'='.repeat(filled)}${' '.repeat(30 - filled)}] ${Math.round(share * 100)}% `
  process.stderr.write(`\r${bar}${done}${of === null ? '' : ` of ${of}`} ${unit}\x1b[K${share === 1 ? '\n' : ''}`)
}

async function main(): Promise<number> {
  const [name = '', ...rest] = process.argv.slice(2)
  if (name === '' || name === '--help' || name === 'help') {
    process.stdout.write(await helpOfAll())
    return name === '' ? EXIT.usage : EXIT.good
  }
  const load = VERBS[name]
  if (load === undefined) {
    process.stderr.write(`There is no verb "${name}".\n\n${await helpOfAll()}`)
    return EXIT.usage
  }
  const verb = await load()
  if (rest.includes('--help')) {
    process.stdout.write(verb.help)
    return EXIT.good
  }
  const json = rest.includes('--json')
  try {
    return await verb.run({
      ...read(verb, rest),
      json,
      configuration: readConfiguration(process.env),
      say: (line) => process.stdout.write(`${line}\n`),
      progress: drawProgress,
    })
  } catch (error) {
    if (error instanceof UsageError) {
      // The forms of use are enough to see what is missing; the whole help would push the message off the screen.
      const [use = ''] = verb.help.split('\n\n')
      process.stderr.write(`${error.message}\n\n${use}\n"lumbung ${name} --help" tells more.\n`)
      return EXIT.usage
    }
    if (!(error instanceof OperationError)) throw error
    if (json) process.stdout.write(`${JSON.stringify({ error: error.message, next: error.next })}\n`)
    else process.stderr.write(`${error.message} ${error.next}\n`)
    return verb.failure ?? EXIT.bad
  }
}

process.exitCode = await main()
