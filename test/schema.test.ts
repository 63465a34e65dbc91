import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '../src/platform/database.ts'
import { testDatabase } from './support/database.ts'

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
