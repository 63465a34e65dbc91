import { browserFigures } from './credential/browser.ts'
import { issueFigures } from './credential/issue.ts'
import { memoryFigures } from './credential/memory.ts'
import { selectiveFigures } from './credential/selective.ts'
import { verifyFigures } from './credential/verify.ts'
import { type Figure, printFigure } from './figure.ts'

// The library's figures, single thread, with the machine's bound and the peer in the same run. Rates move with the load of
// the machine; the ratios are what counts.

const parts: (() => AsyncGenerator<Figure>)[] = [issueFigures, verifyFigures, selectiveFigures]
const only = process.argv[2]
for (const figures of [...parts, browserFigures, memoryFigures]) {
  if (only !== undefined && !figures.name.startsWith(only)) continue
  for await (const figure of figures()) printFigure(figure)
}
