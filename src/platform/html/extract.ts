/**
 * Keeps of a minified stylesheet only the rules that a page with these classes can use: a rule stays when every class its
 * selector names is in the list. Rules of elements and of the tokens stay. Used for pages that carry their style inside.
 */
export function extractRules(css: string, classes: ReadonlySet<string>, elementsLeftOut: ReadonlySet<string>): string {
  return rulesOf(css)
    .map(({ head, body }) => {
      if (/^@(media|supports)/.test(head)) {
        const inner = extractRules(body, classes, elementsLeftOut)
        return inner === '' ? '' : `${head}{${inner}}`
      }
      const selectors = splitSelectors(head).filter((selector) => used(selector, classes, elementsLeftOut))
      return selectors.length === 0 ? '' : `${selectors.join(',')}{${body}}`
    })
    .join('')
}

/** The rules of a sheet, each with what stands before its braces and inside them. */
function rulesOf(css: string): { head: string; body: string }[] {
  const rules: { head: string; body: string }[] = []
  let depth = 0
  let start = 0
  let open = 0
  for (let at = 0; at < css.length; at++) {
    if (css[at] === '{' && depth++ === 0) open = at
    if (css[at] === '}' && --depth === 0) {
      rules.push({ head: css.slice(start, open).trim(), body: css.slice(open + 1, at) })
      start = at + 1
    }
  }
  return rules
}

/** The selectors of a list, split at the commas that stand outside parentheses. */
function splitSelectors(head: string): string[] {
  return head.split(/,(?![^(]*\))/)
}

function used(selector: string, classes: ReadonlySet<string>, elementsLeftOut: ReadonlySet<string>): boolean {
  const bare = selector.replace(/\[[^\]]*\]/g, '')
  const named = [...bare.matchAll(/\.([a-z][a-z0-9-]*)/gi)].map((match) => match[1] ?? '')
  const elements = [...bare.matchAll(/(?:^|[\s>+~(])([a-z][a-z0-9]*)/gi)].map((match) => match[1] ?? '')
  if (/^\[(type|aria-)/.test(selector)) return false
  return named.every((name) => classes.has(name)) && !elements.some((name) => elementsLeftOut.has(name))
}
