import { ruleFigures } from './bank/rules.ts'
import { stackFigures } from './bank/stack.ts'
import { printFigure } from './figure.ts'

// The figures of the credit bank and of recognition: one file of the folder for each part.

/** `npm run bench -- bank rule` runs only the parts whose function begins so. */
const only = process.argv[2] ?? ''

for (const figures of [ruleFigures, stackFigures])
  if (figures.name.startsWith(only)) for await (const figure of figures()) printFigure(figure)
