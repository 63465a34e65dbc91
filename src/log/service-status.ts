import { TILE_WIDTH } from '@lumbung/credential/log'
import { Gauge } from 'prom-client'
import type { Db } from '../platform/database.ts'
import type { Deps, LogWitnesses } from '../platform/deps.ts'
import type { Readiness } from '../platform/health.ts'
import { metricsOf } from '../platform/metrics.ts'
import type { Bilingual } from '../platform/page.ts'
import { loadTexts } from '../platform/text.ts'
import { entriesOf } from './rules-tree.ts'
import { NO_WITNESSES } from './service-cosign.ts'
import { countingOf } from './service-proof.ts'
import { lastCheckpoint, lastCosignatures, lastCosigned, witnessStates } from './store-checkpoint.ts'
import { countWaiting } from './store-leaf.ts'
import { findHead, findTiles } from './store-tree.ts'
import type { LogStatus } from './types.ts'

/** How the log stands: for its page, for operators and for the doctor. */
export async function logStatus(db: Db, who: LogWitnesses = NO_WITNESSES): Promise<LogStatus> {
  const counting = countingOf(who)
  const signed = await lastCheckpoint(db)
  const head = await findHead(db)
  const cosigned = await lastCosigned(db, counting)
  const states = await witnessStates(db, counting.vkeys)
  const last = await lastCosignatures(db, counting.vkeys)
  return {
    began: head.began,
    size: head.size,
    waiting: await countWaiting(db),
    signed: signed === null ? null : { size: signed.size, root: signed.root, at: signed.signedAt },
    cosigned: cosigned === null ? null : { size: cosigned.size, at: cosigned.signedAt },
    quorum: who.quorum,
    refused: head.refused === null || head.refusedAt === null ? null : { ...head.refused, at: head.refusedAt },
    witnesses: who.witnesses.map(({ name, vkey }) => {
      const cosignature = last.find(({ witness }) => witness === vkey)
      return {
        name,
        size: cosignature?.size ?? 0,
        seenAt: cosignature?.seenAt ?? null,
        fault: states.find(({ witness }) => witness === vkey)?.fault ?? null,
      }
    }),
  }
}

/** What anyone may read of one leaf: its kind and its commitment in hexadecimal. Nothing where there is no such leaf. */
export async function publicLeaf(db: Db, position: number): Promise<{ kind: string; commitment: string } | null> {
  const index = Math.floor(position / TILE_WIDTH)
  const at = position % TILE_WIDTH
  const [bundle] = await findTiles(db, [{ level: -1, index }])
  if (bundle === undefined || bundle.width <= at) return null
  const entry = entriesOf(bundle.bytes, at + 1)?.[at]
  const [, kind, commitment] = entry === undefined ? [] : Buffer.from(entry).toString('utf8').split('\n')
  if (kind === undefined || commitment === undefined) return null
  return { kind, commitment: Buffer.from(commitment, 'base64').toString('hex') }
}

/** What the log says of itself: whether it is well, and in both languages what happened, what it means and what to do. */
export interface LogSentence {
  readonly ok: boolean
  readonly words: Bilingual
}

/** What the log says of itself in words: for `/readyz` and `lumbung doctor`. */
export function logSentence({ refused, signed, began, witnesses }: LogStatus): LogSentence {
  const texts = loadTexts()
  const say = (ok: boolean, keys: readonly string[], values: Readonly<Record<string, string | number>> = {}) => {
    const both = keys.map((key) => texts.both(`log.${key}`, values))
    return { ok, words: { id: both.map(({ id }) => id).join(' '), en: both.map(({ en }) => en).join(' ') } }
  }
  if (refused !== null)
    return say(false, ['refused-lead', `refused.${refused.code}`, `next.${refused.code}`], {
      size: refused.size,
      signed: refused.signedSize,
    })
  const ahead = witnesses.filter(({ fault }) => fault === 'witness-ahead').map(({ name }) => name)
  if (ahead.length > 0) return say(false, ['ahead-next', 'next.ahead'], { names: ahead.join(', ') })
  if (began === null || signed === null) return say(true, ['said-not-begun'])
  return say(true, ['said-signed'], { size: signed.size })
}

/** The log's part of `/readyz`. */
export async function logReadiness(deps: Deps): Promise<Readiness> {
  const { ok, words } = await logStatus(deps.db, deps.logWitnesses).then(logSentence, () => ({
    ok: false,
    words: loadTexts().both('log.said-no-database'),
  }))
  return { part: 'log', ok, sentence: words.en, inIndonesian: words.id }
}

/** Adds the figures of the log to `/metrics`; none of them names anything. */
export function logMetrics(deps: Deps): void {
  const { registry } = metricsOf(deps)
  const gauge = (name: string, help: string, value: (status: LogStatus) => number) => {
    if (registry.getSingleMetric(name) !== undefined) return
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(value(await logStatus(deps.db, deps.logWitnesses)))
      },
    })
  }
  gauge('lumbung_log_size', 'Leaves in the public log', ({ size }) => size)
  gauge('lumbung_log_waiting', 'Leaves that have no position yet', ({ waiting }) => waiting)
  gauge('lumbung_log_signed_size', 'Leaves under the newest signed checkpoint', ({ signed }) => signed?.size ?? 0)
  gauge(
    'lumbung_log_cosigned_size',
    'Leaves under the newest checkpoint with a quorum',
    ({ cosigned }) => cosigned?.size ?? 0,
  )
  gauge('lumbung_log_refused', 'Whether the last checkpoint was refused', ({ refused }) => (refused === null ? 0 : 1))
}
