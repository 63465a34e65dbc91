import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { inTransaction, sql } from './database.ts'

test('a statement that carries its name is prepared once on a connection; another text behind the name is refused', async () => {
  const database = await testDatabase()
  try {
    await inTransaction(database.db, async (tx) => {
      const twice = (given: number) => sql<{ twice: number }>`/* test.twice */ select ${given}::int * 2 as twice`
      for (const given of [1, 2, 3]) assert.deepEqual((await twice(given).execute(tx)).rows, [{ twice: given * 2 }])
      await sql`select ${1}::int /* test.behind */`.execute(tx)
      const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements where name <> ''`.execute(tx)
      assert.deepEqual(rows, [{ name: 'test.twice' }])
      await assert.rejects(sql`/* test.twice */ select 2`.execute(tx), /unique/)
    })
  } finally {
    await database.close()
  }
})
