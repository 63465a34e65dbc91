import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import { demoAccounts } from '../db/demo/accounts.ts'
import * as assessment from './assessment/index.ts'
import * as bank from './bank/index.ts'
import * as catalogue from './catalogue/index.ts'
import * as credentials from './credentials/index.ts'
import * as design from './design/index.ts'
import * as enrolment from './enrolment/index.ts'
import * as frameworks from './frameworks/index.ts'
import * as governance from './governance/index.ts'
import { homeRoutes } from './home.ts'
import { awardHooks, claimHooks, designHooks, ownCredentials, registerHooks } from './hooks.ts'
import { startLetters } from './letters.ts'
import * as log from './log/index.ts'
import * as organisations from './organisations/index.ts'
import { startPartyWork } from './party-work.ts'
import * as people from './people/index.ts'
import { apiDocumentRoutes } from './platform/api-document.tsx'
import { dayOf } from './platform/clock.ts'
import type { Db } from './platform/database.ts'
import type { Deps } from './platform/deps.ts'
import { roomToStore } from './platform/disk.ts'
import { drawError } from './platform/errors.tsx'
import { healthRoutes } from './platform/health.ts'
import { assetRoutes } from './platform/html/assets.ts'
import { firstRoom } from './platform/html/layout.tsx'
import { siteRoutes } from './platform/html/site-routes.tsx'
import type { AppContext, AppEnv } from './platform/page.ts'
import {
  bilingualApp,
  bodyLimits,
  OPEN_QUESTIONS,
  ownFormsOnly,
  pages,
  requestLog,
  securityHeaders,
} from './platform/web.ts'
import * as recognition from './recognition/index.ts'
import * as trust from './trust/index.ts'
import * as verifier from './verifier/index.ts'
import * as wallet from './wallet/index.ts'

/** Forms and requests that leave nothing behind, or take something away: they are answered on a full disk as well. */
const STORES_NOTHING = [
  '/verify',
  '/api/v1/verifications',
  '/api/v1/recognition/simulation',
  '/api/v1/recognition/would-count',
  '/api/v1/stacks/what-if',
  '/sign-out',
  ...OPEN_QUESTIONS,
]

/** The whole site: what every request passes, then each noun's routes. */
export function createApp(deps: Deps): Hono<AppEnv> {
  const app = bilingualApp()
  app.use('*', compress({ threshold: 512 }))
  app.use('*', pages(deps), requestLog(deps), securityHeaders(deps), bodyLimits(), ownFormsOnly(deps))
  app.use('*', roomToStore(deps, STORES_NOTHING))
  app.use('*', people.authenticate(deps, organisations.rolesOf))
  app.use('*', credentials.countWaiting(deps), recognition.priorLearning.countWaiting(deps))
  for (const routes of allRoutes(deps)) app.route('/', routes)
  app.notFound((c) => drawError(c, deps, 404))
  app.onError((error, c) => drawError(c, deps, error))
  return app
}

function allRoutes(deps: Deps): readonly Hono<AppEnv>[] {
  const source = ownCredentials(deps)
  return [
    assetRoutes(),
    healthRoutes(deps, [log.logReadiness]),
    siteRoutes(),
    homeRoutes(deps),
    log.routes(deps),
    people.routes(deps, {
      demoAccounts,
      roomOf: async (personId) => firstRoom(await organisations.rolesOf(deps.db, personId, deps.clock())),
    }),
    organisations.routes(deps),
    frameworks.routes(deps),
    trust.routes(deps, registerHooks(deps)),
    design.routes(deps, designHooks(deps)),
    catalogue.routes(deps, {
      recognitionsOf: grantedByVersion,
      besideOffering: async (c, offering) => {
        const wouldCount = await recognition.besideEnrolling(deps, c, offering)
        return (await enrolment.besideOffering(deps, c, offering, wouldCount)) ?? wouldCount
      },
    }),
    enrolment.routes(deps, { besideBatch: (c, batch) => progressBeside(deps, c, batch) }),
    assessment.routes(deps, { besideBatches: (c) => recognition.priorLearning.besideBatches(deps, c) }),
    credentials.routes(deps, awardHooks(deps)),
    wallet.routes(deps, claimHooks()),
    verifier.routes(deps),
    bank.routes(deps, recognition.accountHooks(deps)),
    recognition.routes(deps, source),
    governance.routes(deps),
    apiDocumentRoutes([
      frameworks.apiRoutes(deps),
      catalogue.apiRoutes(deps),
      credentials.apiRoutes(deps),
      verifier.apiRoutes(deps),
      ...recognition.apiRoutes(deps),
      recognition.tenantApiRoutes(deps, source),
    ]),
  ]
}

/** Which universities have counted a definition before, for the pages of the catalogue. */
async function grantedByVersion(db: Db, versionIds: readonly string[]) {
  const byVersion = new Map<string, catalogue.Recognition[]>()
  for (const granted of await recognition.grantedOf(db, versionIds)) {
    const { definitionVersionId, organisationName, courseCode, sks, firstDecidedAt } = granted
    const known = byVersion.get(definitionVersionId) ?? []
    known.push({ organisationName, countedAs: courseCode ?? '', sks, since: dayOf(firstDecidedAt) })
    byVersion.set(definitionVersionId, known)
  }
  return byVersion
}

/** How far the assessment of a batch is, beside the batch in the provider's room. */
async function progressBeside(deps: Deps, c: AppContext, batch: enrolment.Batch) {
  return assessment.ProgressBox({
    page: c.var.page,
    batchId: batch.id,
    progress: await assessment.batchProgress(deps.db, batch.id),
    mayAssess: assessment.mayAssess(c.var.actor, batch.organisationId),
  })
}

/** Starts the work that goes on beside requests: bulk awards, signatures, letters, the log, reservations, fraud detectors. Answers how to stop it. */
export function startWorkers(deps: Deps): () => Promise<void> {
  const stopAwards = credentials.startWorkers(deps, awardHooks(deps))
  const stopLetters = startLetters(deps)
  const stopLog = log.startWorkers(deps)
  const stopBank = bank.startWorkers(deps)
  const stopDetection = governance.startDetection(deps)
  const stopParties = startPartyWork(deps)
  const stopStacks = recognition.startStackWork(deps)
  const stopFeeders = recognition.startFeederWork(deps)
  const stopWebhooks = recognition.startWebhooks(deps)
  const stopSimulations = recognition.startSimulations(deps)
  return async () => {
    const earlier = [stopAwards, stopLetters, stopLog, stopBank, stopDetection, stopParties]
    const later = [stopStacks, stopFeeders, stopWebhooks, stopSimulations]
    await Promise.all([...earlier, ...later].map((stop) => stop()))
  }
}
