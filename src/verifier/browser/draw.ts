/** Draws a verdict from data, in the same pieces and classes as the pages of the server. Text is only ever set as text. */

import type { Coded, CredentialFacts, Verdict } from '@lumbung/credential'
import { ceplokShapes } from '../../platform/html/ceplok.ts'
import { ADVICE, decidingCheck, type Look, lookOf, passedChecks, rosetteOf, whyNothing } from '../rules.ts'

/** What the page hands to the script. */
export interface Settings {
  readonly sources: readonly string[]
  /** Multikeys that may sign the register's list. */
  readonly authorities: readonly string[]
  readonly language: 'id' | 'en'
  readonly words: Readonly<Record<string, string>>
  readonly sharePath: string
}

/** A checked document as it is drawn. */
export interface Checked {
  readonly name: string
  readonly verdict: Verdict
  readonly carrier: 'json' | 'pdf'
  readonly savedAgain: boolean
}

type Child = Node | string | null

const SIGNS: Readonly<Record<Look, string>> = {
  valid: 'M28 3a25 25 0 1 1 0 50a25 25 0 1 1 0-50M18 29l7 7 13-15',
  invalid: 'M18 3h20l15 15v20L38 53H18L3 38V18zM19 19l18 18m0-18L19 37',
  unconfirmed: 'M28 3a25 25 0 1 1 0 50a25 25 0 1 1 0-50M20 22c0-11 16-11 16-1 0 7-8 6-8 13m0 4v5',
  withdrawn: 'M28 4 53 50H3zM28 20v15m0 4v5',
}
const MARKS = { pass: '✓', fail: '✕', unknown: '?', none: '–' } as const
const LOOK_MARKS: Readonly<Record<Look, string>> = { valid: '✓', invalid: '✕', unconfirmed: '?', withdrawn: '▲' }
const TONES: Readonly<Record<Look, string>> = {
  valid: 'pass',
  invalid: 'fail',
  unconfirmed: 'unknown',
  withdrawn: 'warn',
}
const SVG = 'http://www.w3.org/2000/svg'

/** An element with a class and children; text children are text and never markup. */
export function element(name: string, className: string, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.append(...children.filter((child): child is Node | string => child !== null))
  return made
}

function drawing(viewBox: string, className: string, paths: readonly Readonly<Record<string, string>>[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', viewBox)
  svg.setAttribute('aria-hidden', 'true')
  if (className !== '') svg.setAttribute('class', className)
  for (const attributes of paths) {
    const path = document.createElementNS(SVG, 'path')
    for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value)
    svg.append(path)
  }
  return svg
}

function rosette(id: string): SVGElement {
  const { dye, gold, dyeDots, goldDots } = ceplokShapes(id)
  const fill = (colour: string, d: string) => ({ fill: `var(--${colour})`, 'fill-rule': 'evenodd', d })
  const dots = (colour: string, d: string) => ({
    stroke: `var(--${colour})`,
    'stroke-width': '9',
    'stroke-linecap': 'round',
    d,
  })
  return drawing('-100 -100 200 200', 'ceplok ceplok-medium', [
    fill('ceplok', dye),
    fill('ceplok-2', gold),
    dots('ceplok', dyeDots),
    dots('ceplok-2', goldDots),
  ])
}

const filled = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

/** A whole verdict: band, facts, notes, advice, the eight checks. */
export function drawVerdict(settings: Settings, checked: Checked, at: Date): HTMLElement {
  const { words, language } = settings
  const { verdict } = checked
  const look = lookOf(verdict)
  const lead =
    verdict.kind === 'valid' ? (words[`passed.${passedChecks(verdict.checks)}`] ?? '') : verdict.explanation[language]
  const band = element(
    'div',
    'verdict',
    drawing('0 0 56 56', '', [{ d: SIGNS[look], ...(look === 'unconfirmed' ? { 'stroke-dasharray': '6 5' } : {}) }]),
    element('div', '', element('h2', 'h3', verdict.title[language]), element('p', '', lead)),
  )
  const section = element('section', look, band, element('div', 'paper', ...paperOf(settings, checked)))
  section.setAttribute('aria-label', words.result ?? '')
  const time = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', { dateStyle: 'long', timeStyle: 'short' })
  return element(
    'div',
    '',
    section,
    element('p', 'small num', filled(words['checked-at'] ?? '', { at: time.format(at) })),
    note(words.bearer ?? '', 'plain'),
    checked.carrier === 'pdf'
      ? note(words[checked.savedAgain ? 'pdf-saved-again' : 'pdf'] ?? '', checked.savedAgain ? 'warn' : 'plain')
      : null,
    advice(settings, verdict),
    element('h2', '', words.checks ?? ''),
    checksOf(settings, verdict),
  )
}

const note = (text: string, tone: string): HTMLElement => element('div', `note ${tone} small`, element('p', '', text))

function advice({ words }: Settings, verdict: Verdict): HTMLElement | null {
  const count = ADVICE[verdict.kind]
  if (count === 0) return null
  const items = Array.from({ length: count }, (_, at) =>
    element('li', '', words[`advice.${verdict.kind}.${at + 1}`] ?? ''),
  )
  return element('div', '', element('h2', '', words.advice ?? ''), element('ol', '', ...items))
}

function checksOf({ words, language }: Settings, verdict: Verdict): HTMLElement {
  const items = verdict.checks.map((check) => {
    const mark = element('i', '', MARKS[check.outcome])
    mark.setAttribute('aria-hidden', 'true')
    const certain = check.outcome === 'pass' || check.outcome === 'none'
    const code = certain ? '' : ` ${filled(words.code ?? '', { code: check.code })}`
    return element(
      'li',
      check.outcome,
      mark,
      element('b', '', words[`check.${check.id}`] ?? check.id),
      element('em', '', words[`outcome.${check.outcome}`] ?? check.outcome),
      element('p', '', check.message[language] + code),
    )
  })
  return element('ol', 'checks plain', ...items)
}

function paperOf(settings: Settings, { name, verdict }: Checked): Child[] {
  const { words } = settings
  if (verdict.facts !== null) return factsOf(settings, verdict, verdict.facts)
  const unsure = verdict.verdict === 'unconfirmed'
  return [
    list([[words.file ?? '', name]]),
    element(
      'div',
      `note ${unsure ? 'unknown' : 'fail'} dashed`,
      element(
        'p',
        '',
        element('b', '', words['nothing-shown'] ?? ''),
        ` ${words[`nothing-shown.${whyNothing(verdict)}`] ?? ''}`,
      ),
    ),
  ]
}

function list(facts: readonly (readonly [label: string, value: string | null])[]): HTMLElement {
  return element(
    'dl',
    'facts num',
    ...facts.flatMap(([label, value]) =>
      value === null || value === '' ? [] : [element('dt', '', label), element('dd', '', value)],
    ),
  )
}

const day = (language: 'id' | 'en', instant: string): string =>
  new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Asia/Jakarta',
  }).format(new Date(instant))

/** A code of one of our closed lists in the page's words; any other as the credential names it. */
function named(words: Settings['words'], list: string, coded: Coded | null): string | null {
  return coded === null
    ? null
    : ((coded.framework === 'Lumbung' ? words[`${list}.${coded.code}`] : undefined) ?? coded.name)
}

function factsOf({ words, language }: Settings, verdict: Verdict, facts: CredentialFacts): Child[] {
  const certain = verdict.checks.find(({ id }) => id === 'issuer')?.outcome === 'pass'
  const from = facts.validFrom === null ? null : day(language, facts.validFrom)
  const issued =
    from === null
      ? null
      : filled(words[facts.validUntil === null ? 'issued.no-end' : 'issued.until'] ?? '', {
          from,
          until: facts.validUntil === null ? '' : day(language, facts.validUntil),
        })
  const load = [
    facts.sks === null ? '' : `${facts.sks} SKS`,
    facts.hours === null ? '' : `${facts.hours} ${language === 'id' ? 'jam' : 'hours'}`,
    facts.kkniLevel === null ? '' : `KKNI ${facts.kkniLevel}`,
  ]
  const head = element(
    'div',
    '',
    element('p', 'small soft', words[verdict.format === 'clr-2' ? 'kind-record' : 'kind'] ?? ''),
    element('h3', 'h3', facts.title[language]),
  )
  return [
    certain ? null : element('p', 'small soft', words['as-the-file-says'] ?? ''),
    element('div', 'row top record-head', rosette(rosetteOf(facts)), head),
    element(
      'div',
      'gap',
      list([
        [words.holder ?? '', facts.holderName],
        [words.issuer ?? '', facts.issuer.name],
        [words.together ?? '', (facts.coIssuers ?? []).map(({ name }) => name).join('; ')],
        [
          words['on-behalf-of'] ?? '',
          facts.onBehalfOf === null || facts.onBehalfOf.id === facts.issuer.id ? null : facts.onBehalfOf.name,
        ],
        [words.issued ?? '', issued],
        [words.load ?? '', load.filter(Boolean).join(', ')],
        [words.assessment ?? '', named(words, 'assessment', facts.assessment)],
        [words.identity ?? '', named(words, 'identity', facts.identityAssurance)],
      ]),
    ),
    facts.outcomes.length === 0
      ? null
      : element('p', 'small', element('b', '', words.can ?? ''), ` ${facts.outcomes.join('; ')}.`),
  ]
}

/** Several verdicts as a table that becomes a list on a phone. */
export function drawTable({ words, language }: Settings, rows: readonly Checked[]): HTMLElement {
  const labels = ['file', 'result', 'holder', 'what', 'issuer'].map((name) => words[name] ?? name)
  const head = element('tr', '', ...labels.map((label) => element('th', '', label)))
  const body = rows.map(({ name, verdict }) => {
    const look = lookOf(verdict)
    const reason = decidingCheck(verdict.checks)
    const mark = element('span', '', `${LOOK_MARKS[look]} `)
    mark.setAttribute('aria-hidden', 'true')
    const word = element('b', `finding ${TONES[look]}`, mark, verdict.title[language])
    const why = reason === null ? null : element('span', 'small soft', ` ${reason.message[language]}`)
    const cells: Child[][] = [
      [name],
      [word, why],
      [verdict.facts?.holderName ?? ''],
      [verdict.facts?.title[language] ?? ''],
      [verdict.facts?.issuer.name ?? ''],
    ]
    return element(
      'tr',
      '',
      ...cells.map((children, at) => {
        const cell = element(at === 0 ? 'th' : 'td', '', ...children)
        if (at === 0) cell.setAttribute('scope', 'row')
        else cell.dataset.l = labels[at]
        return cell
      }),
    )
  })
  const table = element(
    'table',
    'flow',
    element('caption', 'vh', words.batch ?? ''),
    element('thead', '', head),
    element('tbody', '', ...body),
  )
  return element('div', '', element('h2', '', words.batch ?? ''), table, note(words.bearer ?? '', 'plain'))
}
