import { createHmac } from 'node:crypto'
import { betterAuth } from 'better-auth'
import type { MiddlewareHandler } from 'hono'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { AppContext, AppEnv, RoleHeld } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { checkEmail, normaliseEmail } from './rules.ts'
import { countTry, findPerson, forgetTries } from './store.ts'

/** How long somebody stays signed in, in seconds: two weeks. */
const SESSION_SECONDS = 14 * 86_400
/** Tries within a quarter of an hour: for one address, and from one place (a campus shares one). */
const WINDOW_SECONDS = 900
const TRIES = { address: 10, place: 100 }
/** Letters with a link to a new password for one address within the same time. */
const RESETS = 3

type Auth = ReturnType<typeof makeAuth>
const made = new WeakMap<object, Auth>()

/** better-auth over our own tables: it checks passwords and keeps sessions; the pages are ours. */
function makeAuth(deps: Pick<Deps, 'db' | 'publicUrl' | 'secrets'>) {
  const at = { createdAt: 'created_at', updatedAt: 'updated_at' } as const
  return betterAuth({
    appName: 'Lumbung',
    baseURL: deps.publicUrl,
    secret: deps.secrets.session.toString('base64'),
    database: { db: deps.db as never, type: 'postgres', transaction: true },
    emailAndPassword: { enabled: true, disableSignUp: true },
    user: {
      modelName: 'auth_user',
      fields: { emailVerified: 'email_verified', ...at },
      additionalFields: { personId: { type: 'string', required: false, input: false, fieldName: 'person_id' } },
    },
    session: {
      modelName: 'auth_session',
      fields: { expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', userId: 'user_id', ...at },
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'auth_account',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...at,
      },
    },
    verification: { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', ...at } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'lumbung',
      useSecureCookies: deps.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      // Where somebody signs in from is nobody's business: sessions keep no address.
      ipAddress: { disableIpTracking: true },
    },
  })
}

function authOf(deps: Pick<Deps, 'db' | 'publicUrl' | 'secrets'>): Auth {
  const known = made.get(deps.db)
  if (known !== undefined) return known
  const auth = makeAuth(deps)
  made.set(deps.db, auth)
  return auth
}

/**
 * Middleware that says who is asking: sets `actor` from the session cookie, with the roles that `rolesOf` answers. A request
 * without the cookie asks the database nothing.
 */
export function authenticate(
  deps: Deps,
  rolesOf: (db: Db, personId: string) => Promise<readonly RoleHeld[]>,
): MiddlewareHandler<AppEnv> {
  const auth = authOf(deps)
  return async (c, next) => {
    if (
      !c.req.path.startsWith('/assets/') &&
      /(?:^|;\s*)(?:__Secure-)?lumbung\.session_token=/.test(c.req.header('cookie') ?? '')
    ) {
      const session = await auth.api.getSession({ headers: c.req.raw.headers })
      const personId = session?.user.personId
      const person = typeof personId === 'string' ? await findPerson(deps.db, personId) : null
      if (person !== null)
        c.set('actor', { personId: person.id, name: person.name, roles: await rolesOf(deps.db, person.id) })
    }
    await next()
  }
}

/**
 * Signs in and sets the session cookie. A wrong address and a wrong password take the same work and get the same answer.
 * Refusals: `people.sign-in-wrong`, `people.sign-in-too-often`.
 */
export async function signIn(c: AppContext, deps: Deps, email: string, password: string): Promise<Outcome<true>> {
  const address = keyOf(deps, 'address', normaliseEmail(email))
  const place = keyOf(deps, 'place', placeOf(c))
  const now = deps.clock()
  const tries = {
    address: await countTry(deps.db, address, now, WINDOW_SECONDS),
    place: await countTry(deps.db, place, now, WINDOW_SECONDS),
  }
  if (tries.address > TRIES.address || tries.place > TRIES.place) {
    return refuse({ code: 'people.sign-in-too-often', values: { minutes: WINDOW_SECONDS / 60 } })
  }
  const answer = await authOf(deps).api.signInEmail({
    body: { email: normaliseEmail(email), password: password.slice(0, 500), rememberMe: true },
    headers: new Headers(),
    asResponse: true,
  })
  if (!answer.ok) return refuse({ code: 'people.sign-in-wrong' })
  await forgetTries(deps.db, address)
  passCookies(c, answer)
  return accept<true>(true)
}

/** Ends the session and takes its cookie away. */
export async function signOut(c: AppContext, deps: Deps): Promise<void> {
  passCookies(c, await authOf(deps).api.signOut({ headers: c.req.raw.headers, asResponse: true }))
}

/** Slows down those who open accounts in bulk; `true` when it is too much from one place. */
export async function tooManySignUps(c: AppContext, deps: Deps): Promise<boolean> {
  return (await countTry(deps.db, keyOf(deps, 'sign-up', placeOf(c)), deps.clock(), WINDOW_SECONDS)) > TRIES.place
}

/**
 * Counts somebody who asks for a link to a new password. The refusal is the same whether the address has an account:
 * `people.reset-too-often`.
 */
export async function tooManyResets(c: AppContext, deps: Deps, email: string): Promise<Refusal | null> {
  const now = deps.clock()
  const place = await countTry(deps.db, keyOf(deps, 'reset-place', placeOf(c)), now, WINDOW_SECONDS)
  const isAddress = checkEmail(email).length === 0
  const address = isAddress
    ? await countTry(deps.db, keyOf(deps, 'reset', normaliseEmail(email)), now, WINDOW_SECONDS)
    : 0
  if (place <= TRIES.place && address <= RESETS) return null
  return { code: 'people.reset-too-often', values: { minutes: WINDOW_SECONDS / 60 } }
}

/** Forgets the tries to sign in with an address: its owner has proved to be that by a letter. */
export function forgetTriesOf(deps: Pick<Deps, 'db' | 'secrets'>, email: string): Promise<void> {
  return forgetTries(deps.db, keyOf(deps, 'address', normaliseEmail(email)))
}

function passCookies(c: AppContext, answer: Response): void {
  for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true })
}

/** The other end of the connection; one place for all where the server doesn't tell. */
function placeOf(c: AppContext): string {
  const bindings = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  return bindings?.incoming?.socket?.remoteAddress ?? 'here'
}

/** A mark under which tries are counted, so that the table holds no addresses. */
function keyOf(deps: Pick<Deps, 'secrets'>, kind: string, value: string): string {
  return createHmac('sha256', deps.secrets.session).update(`try:${kind}:${value}`).digest('base64url').slice(0, 27)
}
