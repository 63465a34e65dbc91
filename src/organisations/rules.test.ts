import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkStudy, mayAct, organisationsWhere } from './rules.ts'

const tamara = {
  personId: 'tamara',
  name: 'Tamara',
  roles: [
    { organisationId: 'samara', role: 'registrar' },
    { organisationId: 'merapu', role: 'designer' },
  ],
}
const form = {
  programmeId: 'agri',
  nim: 'H0817.042',
  semester: '5',
  sksTaken: '80',
  onlineSks: '10',
  outsideSks: '0',
  onlineCourses: '',
}
const codes = (given: Partial<typeof form>, programme: { totalSks: number } | null = { totalSks: 144 }) => {
  const checked = checkStudy({ ...form, ...given }, programme)
  return checked.ok ? [] : checked.refusals.map(({ code, at }) => `${code.replace('organisations.', '')} ${at}`)
}

test('a role counts only in its own organisation', () => {
  assert.equal(mayAct(tamara, 'samara', 'registrar'), true)
  assert.equal(mayAct(tamara, 'merapu', 'registrar'), false)
  assert.equal(mayAct(tamara, 'merapu', 'registrar', 'designer'), true)
  assert.equal(mayAct(tamara, 'samara'), false, 'no role named, nobody allowed')
  assert.equal(mayAct(null, 'samara', 'registrar'), false)
  assert.deepEqual(organisationsWhere(tamara, 'registrar'), ['samara'])
})

test('a whole statement passes, with or without the number of online courses', () => {
  assert.deepEqual(codes({}), [])
  assert.deepEqual(codes({ onlineCourses: '4' }), [])
  assert.deepEqual(codes({ nim: 'a'.repeat(24) }), [])
})

test('every fault of a statement is named at its field', () => {
  assert.deepEqual(codes({ nim: 'a'.repeat(25), semester: '0', sksTaken: '1,5', outsideSks: '-2' }, null), [
    'programme-missing programmeId',
    'nim-malformed nim',
    'semester-out-of-range semester',
    'number-malformed sksTaken',
    'number-malformed outsideSks',
  ])
  assert.deepEqual(codes({ sksTaken: '145' }), ['more-than-programme sksTaken'])
  assert.deepEqual(codes({ onlineSks: '81', outsideSks: '82' }), [
    'part-above-taken onlineSks',
    'part-above-taken outsideSks',
  ])
})
