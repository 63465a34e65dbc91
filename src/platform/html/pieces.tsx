/**
 * Every piece that pages are made of: a page imports them from here. Each escapes what it is given, takes `page` where it
 * has words of its own, and stands with examples on `/pieces`.
 */
export type { Html } from './element.ts'
export * from './pieces-basics.tsx'
export * from './pieces-fields.tsx'
export * from './pieces-figures.tsx'
export * from './pieces-forms.tsx'
export * from './pieces-records.tsx'
export * from './pieces-search.tsx'
export * from './pieces-tables.tsx'
