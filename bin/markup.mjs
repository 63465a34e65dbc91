// Lets a Node that drops types itself read pages too: markup isn't type annotations, and is made into calls here.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context)
    const text = readFileSync(fileURLToPath(url), 'utf8')
    const { code } = transformSync(text, { loader: 'tsx', jsx: 'automatic', jsxImportSource: 'hono/jsx' })
    return { format: 'module', source: code, shortCircuit: true }
  },
})
