import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Page, RoleHeld } from '../page.ts'
import { asset, isModule } from './assets.ts'
import type { Html } from './element.ts'
import { Breadcrumb, type Crumb } from './pieces-basics.tsx'
import { FormToken } from './pieces-forms.tsx'
import { loadSite } from './site.ts'

/** The entries of the main navigation. */
export type Section =
  | 'catalogue'
  | 'verify'
  | 'wallet'
  | 'credit'
  | 'register'
  | 'provider'
  | 'design'
  | 'assess'
  | 'registrar'
  | 'rules'
  | 'review'

/** What a page hands to its frame. */
export interface LayoutProps {
  readonly page: Page
  /** The page's own title, without the site's name. On pages that may be shared it holds no name of a person. */
  readonly title: string
  /** One sentence for search engines and previews. Leave it out on pages about a person. */
  readonly description?: string | undefined
  /** The current entry of the navigation. */
  readonly section?: Section | undefined
  /** A working room of an institution: its own font and `rooms.css`. Wallet and credit are no rooms. */
  readonly room?: boolean | undefined
  /** Keeps the page out of search engines and its title out of previews: for everything about a person. */
  readonly noindex?: boolean | undefined
  /** The way here, without this page itself; *home* stands first by itself. */
  readonly breadcrumb?: readonly Crumb[] | undefined
  /** A stylesheet as text, set into the page instead of the linked ones. */
  readonly inlineStyle?: string | undefined
  /** The form was refused: the title then begins with *Galat:* or *Error:*. */
  readonly failed?: boolean | undefined
  /** A column of reading width, for forms and texts. */
  readonly narrow?: boolean | undefined
  /** Scripts to load after the page stands, as `upload.js`. The page works without them. */
  readonly islands?: readonly string[] | undefined
  /** The page asks for itself again after so many seconds, for progress without JavaScript. */
  readonly refreshSeconds?: number | undefined
  /** Where the language switch leads, where it isn't this path: for a page that answers a POST. */
  readonly switchPath?: string | undefined
  readonly children?: Child
}

/** A whole page: head, banner, masthead, way here, `children` in `<main>`, footer. */
export function Layout(props: LayoutProps): Html {
  const { page } = props
  const title = `${props.failed ? `${page.t('platform.error-prefix')} ` : ''}${props.title} – Lumbung`
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={page.language}>
        <Head {...props} title={title} />
        <body class={props.room ? 'room' : undefined}>
          <a class="skip btn" href="#isi">
            {page.t('platform.skip')}
          </a>
          <Banner page={page} />
          <Masthead {...props} />
          <main class={props.narrow ? 'wrap narrow-page' : 'wrap'} id="isi">
            {props.breadcrumb && <Breadcrumb page={page} items={props.breadcrumb} />}
            {props.children}
          </main>
          <Footer page={page} />
          {props.islands?.map((name) => (
            // A module waits for the page by itself.
            <script defer={!isModule(name)} type={isModule(name) ? 'module' : undefined} src={asset(name)} />
          ))}
        </body>
      </html>
    </>
  )
}

function Head(props: LayoutProps): Html {
  const { page } = props
  const shared = props.noindex ? page.t('platform.share-title') : props.title
  const description = props.description ?? page.t('platform.description')
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{props.title}</title>
      {props.inlineStyle === undefined ? (
        <Stylesheets room={props.room === true} />
      ) : (
        <style nonce={page.nonce}>{raw(props.inlineStyle)}</style>
      )}
      {props.noindex ? (
        <meta name="robots" content="noindex, nofollow" />
      ) : (
        <meta name="description" content={description} />
      )}
      {!props.noindex && <link rel="alternate" hreflang="id" href={pathIn('id', page)} />}
      {!props.noindex && <link rel="alternate" hreflang="en" href={pathIn('en', page)} />}
      <meta property="og:site_name" content="Lumbung" />
      <meta property="og:type" content="website" />
      <meta property="og:title" content={shared} />
      <meta property="og:description" content={props.noindex ? page.t('platform.share-description') : description} />
      <meta property="og:locale" content={page.language === 'id' ? 'id_ID' : 'en_GB'} />
      <meta name="theme-color" content="#14325c" />
      <link rel="icon" href={asset('mark.svg')} type="image/svg+xml" />
      {props.refreshSeconds !== undefined && <meta http-equiv="refresh" content={String(props.refreshSeconds)} />}
    </head>
  )
}

function Stylesheets({ room }: { room: boolean }): Html {
  return (
    <>
      <link rel="stylesheet" href={asset('public.css')} />
      {room && <link rel="stylesheet" href={asset('rooms.css')} />}
    </>
  )
}

/** The operator's own line, and in the demo the plain word that everything is invented. */
export function Banner({ page }: { page: Page }): Html {
  const { banner } = loadSite()
  return (
    <>
      {banner !== null && (
        <details class="official">
          <summary class="wrap">{page.say(banner.line)}</summary>
          <p class="wrap">{page.say(banner.detail)}</p>
        </details>
      )}
      {page.demo && (
        <aside class="official" aria-label={page.t('platform.demo.label')}>
          <span class="wrap">{page.t('platform.demo')}</span>
        </aside>
      )}
    </>
  )
}

/** The mark: a rice barn on posts. */
export function BrandMark(): Html {
  return raw(
    '<svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="M17 1c4 0 5.5 2.5 6.5 6.5C25 14 27 17 32 20H2c5-3 7-6 8.5-12.5C11.5 3.5 13 1 17 1ZM14 10h6v6h-6z"/><path fill="var(--padi)" d="M3 22h28v3H3zM14 10h6v6h-6z"/><path fill="currentColor" d="M6 25h3v8H6zM25 25h3v8h-3z"/></svg>',
  ) as unknown as Html
}

/** Brand, navigation by role, account and language. */
export function Masthead({ page, section, switchPath }: LayoutProps): Html {
  const other = page.language === 'id' ? 'en' : 'id'
  return (
    <header class="mast">
      <div class="wrap row">
        <a class="brand" href={page.href('/')}>
          <BrandMark />
          <span>Lumbung</span>
        </a>
        <nav class="row" aria-label={page.t('platform.nav')}>
          {sectionsOf(page).map((name) => (
            <a href={page.href(`/${name}`)} aria-current={name === section ? 'page' : undefined}>
              <Entry page={page} name={name} />
            </a>
          ))}
        </nav>
        <div class="row end">
          <Account page={page} />
          <a
            href={switchPath === undefined ? pathIn(other, page) : prefixed(other, switchPath)}
            lang={other}
            hreflang={other}
            rel="alternate"
          >
            <span class="code">{other.toUpperCase()}</span>
            <span class="language">{other === 'en' ? 'English' : 'Indonesia'}</span>
          </a>
        </div>
      </div>
    </header>
  )
}

/** An entry's name, with how much waits behind it where something does. */
function Entry({ page, name }: { page: Page; name: Section }): Html {
  const count = page.waiting[name] ?? 0
  const label = page.t(`platform.nav.${name}`)
  if (count === 0) return <>{label}</>
  return (
    <>
      {`${label} (${count})`}
      <span class="vh">{page.t('platform.nav.waiting', { count })}</span>
    </>
  )
}

function Account({ page }: { page: Page }): Html {
  if (page.actor === null) return <a href={page.href('/sign-in')}>{page.t('platform.sign-in')}</a>
  return (
    <>
      <a class="account" href={page.href('/account')}>
        {page.actor.name}
      </a>
      <form method="post" action={page.href('/sign-out')}>
        <FormToken page={page} />
        <button type="submit">{page.t('platform.sign-out')}</button>
      </form>
    </>
  )
}

/** The rooms that a role opens, in the order of the navigation. Every signed-in person has a wallet and an account. */
const ROOMS: Readonly<Record<string, readonly Section[]>> = {
  owner: ['provider', 'design'],
  operator: ['review'],
  issuer: ['provider'],
  designer: ['design'],
  faculty: ['design'],
  'industry-validator': ['design'],
  assessor: ['assess'],
  registrar: ['registrar', 'rules'],
  'policy-owner': ['rules'],
}

const ROOM_ORDER: readonly Section[] = ['provider', 'design', 'assess', 'registrar', 'rules', 'review']

function roomsOf(roles: readonly RoleHeld[]): Set<Section> {
  return new Set(roles.flatMap(({ role }) => ROOMS[role] ?? []))
}

/** The room where somebody with these roles begins, as `/provider`; `null` for those who have a wallet only. */
export function firstRoom(roles: readonly RoleHeld[]): string | null {
  const rooms = roomsOf(roles)
  const first = ROOM_ORDER.find((name) => rooms.has(name))
  return first === undefined ? null : `/${first}`
}

function sectionsOf({ actor, waiting }: Page): readonly Section[] {
  if (actor === null) return ['catalogue', 'verify', 'wallet', 'register']
  const rooms = roomsOf(actor.roles)
  // Somebody may be asked to assess whose roles open no room for it.
  if ((waiting.assess ?? 0) > 0) rooms.add('assess')
  if (rooms.size === 0) return ['catalogue', 'verify', 'wallet', 'credit', 'register']
  return ['catalogue', 'verify', ...ROOM_ORDER.filter((name) => rooms.has(name)), 'wallet']
}

/** Links that every page ends with. */
export function Footer({ page }: { page: Page }): Html {
  const { sourceCodeUrl } = loadSite()
  return (
    <footer class="foot">
      <div class="wrap row">
        <span>{page.t('platform.footer')}</span>
        {(['help', 'privacy', 'accessibility'] as const).map((name) => (
          <a href={page.href(`/${name}`)}>{page.t(`platform.nav.${name}`)}</a>
        ))}
        <a href={page.href('/docs/api')}>{page.t('platform.nav.api')}</a>
        {sourceCodeUrl !== null && <a href={sourceCodeUrl}>{page.t('platform.nav.source')}</a>}
      </div>
    </footer>
  )
}

const prefixed = (language: 'id' | 'en', path: string): string => (language === 'en' ? `/en${path}` : path)
const pathIn = (language: 'id' | 'en', page: Page): string => prefixed(language, page.path) + page.query
