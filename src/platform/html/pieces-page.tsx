import type { Page } from '../page.ts'
import type { Html } from './element.ts'
import { Layout } from './layout.tsx'
import { examples } from './pieces.examples.tsx'

/** Every piece with its examples: for whoever builds a page, and for the tests that look at each of them. */
export function piecesPage(page: Page): Html {
  const all = examples(page)
  return (
    <Layout
      page={page}
      title={page.t('platform.pieces')}
      description={page.t('platform.pieces.lead')}
      room
      breadcrumb={[]}
    >
      <h1>{page.t('platform.pieces')}</h1>
      <p>{page.t('platform.pieces.lead')}</p>
      <ul class="plain row small">
        {all.map(({ piece }) => (
          <li>
            <a href={`#${piece}`}>{piece}</a>
          </li>
        ))}
      </ul>
      {all.map(({ piece, html }) => (
        <section id={piece} class="example">
          <h2 class="piece-name">
            <code>{`<${piece}>`}</code>
          </h2>
          {html}
        </section>
      ))}
    </Layout>
  )
}
