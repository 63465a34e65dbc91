/** An outline as the boxes of a form hold it: each line by its number, with the storey on which it stands. Pure. */

import {
  ADDABLE,
  boxOf,
  CONDITION_KINDS,
  CONDITION_TEXTS,
  type ConditionLine,
  EMPTY_CONDITION,
  EMPTY_OUTLINE,
  GROUP_KINDS,
  type GroupLine,
  LINES_MOST,
  type Line,
} from './rules-outline.ts'

interface Open {
  readonly line: GroupLine
  readonly of: Line[]
}

/**
 * Reads an outline from the boxes of a form; `text` answers the text of a box, empty where there is none. A line whose storey can't be stands on the
 * nearest that can, one whose kind is unknown is a condition.
 */
export function readOutline(text: (name: string) => string): GroupLine {
  const open: Open[] = [{ line: { ...EMPTY_OUTLINE, ...finding(text, 0) }, of: [] }]
  const close = (storeys: number) => {
    while (open.length > storeys) {
      const done = open.pop()
      if (done !== undefined) open.at(-1)?.of.push({ ...done.line, of: done.of })
    }
  }
  for (let number = 1; number <= LINES_MOST; number++) {
    const asks = text(boxOf(number, 'asks'))
    if (asks === '') continue
    const storey = text(boxOf(number, 'storey'))
    close(Math.min(/^\d{1,3}$/.test(storey) ? Math.max(1, Number(storey)) : 1, open.length))
    const group = GROUP_KINDS.find((one) => one === asks)
    if (group === undefined) open.at(-1)?.of.push(conditionAt(text, number, asks))
    else
      open.push({
        line: { ...EMPTY_OUTLINE, ...finding(text, number), asks: group, count: text(boxOf(number, 'count')) },
        of: [],
      })
  }
  close(1)
  const [root] = open
  return root === undefined ? EMPTY_OUTLINE : { ...root.line, of: root.of }
}

function conditionAt(text: (name: string) => string, number: number, asks: string): ConditionLine {
  const texts = CONDITION_TEXTS.map((name) => [name, text(boxOf(number, name))] as const)
  return {
    ...EMPTY_CONDITION,
    ...(Object.fromEntries(texts) as Record<(typeof CONDITION_TEXTS)[number], string>),
    ...finding(text, number),
    asks: CONDITION_KINDS.find((one) => one === asks) ?? 'award',
  }
}

function finding(text: (name: string) => string, number: number): Pick<Line, 'what' | 'find'> {
  const what = text(boxOf(number, 'what'))
  return { what: ADDABLE.find((one) => one === what) ?? 'definition', find: text(boxOf(number, 'find')) }
}
