import { joseFigures } from './credential/jose.ts'
import { printFigure } from './figure.ts'
for (const f of await joseFigures(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 400))) printFigure(f)
