import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '../src/platform/database.ts'
import { migrate, readMigrations } from '../src/platform/migrate.ts'
import { emptyDatabase, testDatabase } from './support/database.ts'

let world: Awaited<ReturnType<typeof testDatabase>>
before(async () => {
  world = await testDatabase()
})
after(() => world.close())

test('every table says how it would be distributed', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r'
      and not exists (select 1 from distribution d where d.table_name = c.relname)
      and c.relname not like 'migration%' and c.relname not like 'rate_limit%'`.execute(world.db)
  assert.deepEqual(rows, [])
})

test('every declared table exists, with its distribution column', async () => {
  const { rows } = await sql<{ name: string }>`
    select d.table_name as name from distribution d
    where to_regclass(d.table_name) is null
      or (d.kind = 'shard' and not exists (select 1 from pg_attribute a
        where a.attrelid = to_regclass(d.table_name) and a.attname = d.column_name and not a.attisdropped))`.execute(
    world.db,
  )
  assert.deepEqual(rows, [])
})

test('every primary and unique key of a sharded table contains its distribution column', async () => {
  const { rows } = await sql<{ name: string; key: string }>`
    select d.table_name as name, ix.relname as key
    from distribution d
    join pg_index i on i.indrelid = to_regclass(d.table_name) and i.indisunique
    join pg_class ix on ix.oid = i.indexrelid
    where d.kind = 'shard' and not exists (select 1 from pg_attribute a
      where a.attrelid = i.indrelid and a.attname = d.column_name and a.attnum = any (i.indkey))`.execute(world.db)
  assert.deepEqual(rows, [])
})

test('a sharded table refers only to tables that its machine holds', async () => {
  const { rows } = await sql<{ name: string; target: string }>`
    select d.table_name as name, t.relname as target
    from distribution d
    join pg_constraint k on k.conrelid = to_regclass(d.table_name) and k.contype = 'f'
    join pg_class t on t.oid = k.confrelid
    left join distribution o on o.table_name = t.relname
    where (d.kind = 'shard' and not (o.kind = 'replicate' or (o.kind = 'shard' and o.column_name = d.column_name)))
       or (d.kind = 'replicate' and o.kind is distinct from 'replicate')`.execute(world.db)
  assert.deepEqual(rows, [])
})

test('no table has a trigger of ours: Citus refuses them on distributed tables', async () => {
  const { rows } = await sql<{ name: string }>`select tgname as name from pg_trigger where not tgisinternal`.execute(
    world.db,
  )
  assert.deepEqual(rows, [])
})

test('what two records of uses in stacks held before stands in one, each award once', async () => {
  const old = await emptyDatabase()
  try {
    const all = await readMigrations()
    const from = all.findIndex(({ name }) => name.endsWith('-one-stack-record'))
    assert.ok(from > 0)
    await migrate(old.db, all.slice(0, from))
    const at = '2026-11-23T07:05:00Z'
    for (const statement of [
      sql`insert into organisation (id, slug, name, kind, created_at, invented) values ('o', 'o', 'O', 'polytechnic', ${at}, true)`,
      sql`insert into definition (id, organisation_id, slug, created_at) values ('d', 'o', 'd', ${at})`,
      sql`insert into stack_edition (id, definition_id, organisation_id, number, content, proposed_by, proposed_at, approved_by, approved_at)
        values ('edition', 'd', 'o', 3, '{}', 'p', ${at}, 'approver', ${at})`,
      sql`insert into stack_award (person_id, id, edition_id, definition_id, organisation_id, credential_id, awarded_at, ended_at)
        values ('holder', 'stands', 'edition', 'd', 'o', 'larger', ${at}, null),
          ('holder', 'ended', 'edition', 'd', 'o', 'earlier', ${at}, ${at})`,
      sql`insert into stack_use (person_id, credential_id, stack_award_id, holder_id, used_at, released_at)
        values ('roster', 'part', 'ended', 'holder', ${at}, ${at}), ('roster', 'part', 'stands', 'holder', ${at}, null),
          ('holder', 'twice', 'stands', 'holder', ${at}, null)`,
      sql`insert into status_change (person_id, id, credential_id, number, change, reason_code, changed_by, changed_at)
        values ('holder', 's', 'earlier', 1, 'revoke', 'issued-in-error', 'revoker', ${at})`,
      sql`insert into ledger_transaction (person_id, id, kind, unique_key, credential_id, reason, posted_by, posted_at)
        values ('holder', 't', 'transfer', 'k', 'part', '{}', 'x', ${at})`,
      sql`insert into ledger_entry (person_id, transaction_id, position, account, account_id, minutes, sks)
        values ('holder', 't', 0, 'source', 'part', -5400, -2), ('holder', 't', 1, 'learner', 'holder', 5400, 2)`,
      sql`insert into credit_stack_use (person_id, id, credential_id, stack_id, stack_version, definition_version_id, minutes, sks, used_by, used_at)
        values ('holder', 'own', 'twice', 'other', '1', 'v', 0, 0, 'x', ${at})`,
    ])
      await statement.execute(old.db)
    await migrate(old.db, all)
    const { rows } =
      await sql`select person_id, credential_id, stack_id, stack_version, larger_id, holder_id, sks, used_by, released_by
      from credit_stack_use order by person_id, credential_id, larger_id`.execute(old.db)
    const carried = { person_id: 'roster', credential_id: 'part', stack_id: 'edition', stack_version: '3' }
    const used = { holder_id: 'holder', sks: 2, used_by: 'approver' }
    assert.deepEqual(rows, [
      {
        ...{ person_id: 'holder', credential_id: 'twice', stack_id: 'other', stack_version: '1', larger_id: 'v' },
        ...{ holder_id: 'holder', sks: 0, used_by: 'x', released_by: null },
      },
      { ...carried, larger_id: 'earlier', ...used, released_by: 'revoker' },
      { ...carried, larger_id: 'larger', ...used, released_by: null },
    ])
  } finally {
    await old.close()
  }
})
