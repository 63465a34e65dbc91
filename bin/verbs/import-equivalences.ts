import { readFileSync } from 'node:fs'
import { organisationBySlug } from '../../src/organisations/index.ts'
import { OperationError } from '../../src/platform/failure.ts'
import { openInstallation } from '../../src/platform/installation.ts'
import { importEquivalences } from '../../src/recognition/index.ts'
import { actorWithRole, sayRefused } from '../actor.ts'
import { EXIT, UsageError, type VerbInput } from '../verb.ts'
import { nothingImported, sayImported, toldOf } from './import-report.ts'

/** `lumbung import equivalences FILE... --organisation SLUG`: every new line waits for a second person. */
export async function importEquivalenceFiles(paths: readonly string[], input: VerbInput): Promise<number> {
  const { options, configuration, progress } = input
  const { organisation: slug } = options
  if (typeof slug !== 'string') throw new UsageError('Name the university with --organisation SLUG.')
  const installation = await openInstallation(configuration, { as: 'command', connections: 2 })
  try {
    const { deps } = installation
    const organisation = await organisationBySlug(deps.db, slug)
    if (organisation === null)
      throw new OperationError(
        `There is no organisation ${slug}.`,
        'Nothing was imported; give the name that stands in the address of its page.',
      )
    const actor = await actorWithRole(deps.db, organisation.id, options.as, ['registrar', 'owner'])
    const summary = nothingImported()
    const told: string[] = []
    let refused = false
    for (const path of paths) {
      const before = summary.read
      const answer = await importEquivalences(deps, actor, organisation.id, readFileSync(path), (rows) =>
        progress(before + rows, null, 'rows'),
      )
      if (!answer.ok) {
        refused = true
        for (const refusal of answer.refusals) sayRefused(path, refusal)
        continue
      }
      const { report } = answer.value
      summary.read += report.read
      summary.created += report.created
      summary.unchanged += report.unchanged
      summary.rejected += report.rejected.length
      told.push(...toldOf(path, report))
    }
    if (summary.created > 0) told.push(`${summary.created} lines wait until a second person confirms them.`)
    sayImported(summary, told, input)
    return refused ? EXIT.bad : EXIT.good
  } finally {
    await installation.close()
  }
}
