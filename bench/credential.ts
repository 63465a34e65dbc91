import { existsSync } from 'node:fs'
import { browserFigures } from './credential/browser.ts'
import { issueFigures } from './credential/issue.ts'
import { memoryFigures } from './credential/memory.ts'
import { verifyFigures } from './credential/verify.ts'
import { type Figure, printFigure } from './figure.ts'

// The library's figures, single thread, with the machine's bound and the peer in the same run. Rates move with the load of
// the machine; the ratios are what counts.

type Part = () => AsyncGenerator<Figure> | Promise<readonly Figure[]>

/** Parts that stand in files of their own, each of which exports its generators of figures. */
async function otherParts(): Promise<Part[]> {
  const files = ['jose', 'jcs', 'status', 'selective'].map((name) => new URL(`credential/${name}.ts`, import.meta.url))
  const modules = await Promise.all(files.filter((file) => existsSync(file)).map((file) => import(file.href)))
  return modules.flatMap((module: Readonly<Record<string, Part>>) => Object.values(module))
}

/** `npm run bench -- credential issue` runs only the parts whose function begins so. */
const only = process.argv[2] ?? ''
const parts: Part[] = [issueFigures, verifyFigures, ...(await otherParts()), browserFigures, memoryFigures]
for (const figures of parts)
  if (figures.name.startsWith(only)) for await (const figure of await figures()) printFigure(figure)
