import type { JSX } from 'hono/jsx/jsx-runtime'

/** What a piece or page answers: markup that is already escaped. */
export type Html = JSX.Element
