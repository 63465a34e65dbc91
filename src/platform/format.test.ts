import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatBytes,
  formatDay,
  formatInstant,
  formatMonth,
  formatNumber,
  formatPercent,
  formatRupiah,
  formatShortDay,
  formatSks,
  formatTime,
} from './format.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const afternoon = new Date('2026-11-23T07:05:00Z')
/** 23.30 in Jakarta is another day than in Greenwich the other way round. */
const night = new Date('2026-11-22T17:30:00Z')

const CASES: readonly [made: string, id: string, en: string][] = []
const say = (make: (language: 'id' | 'en') => string, id: string, en: string) =>
  (CASES as [string, string, string][]).push([plain(`${make('id')} | ${make('en')}`), id, en])

say((l) => formatDay(l, '2026-11-23'), '23 November 2026', '23 November 2026')
say((l) => formatDay(l, '2026-05-01'), '1 Mei 2026', '1 May 2026')
say((l) => formatDay(l, '2026-08-17'), '17 Agustus 2026', '17 August 2026')
say((l) => formatDay(l, '2028-02-29'), '29 Februari 2028', '29 February 2028')
say((l) => formatDay(l, 'kemarin'), 'kemarin', 'kemarin')
say((l) => formatShortDay(l, '2026-12-04'), '4 Des', '4 Dec')
say((l) => formatMonth(l, '2026-10-12'), 'Oktober 2026', 'October 2026')
say((l) => formatInstant(l, afternoon), '23 November 2026 14.05 WIB', '23 November 2026, 14:05 WIB')
say((l) => formatInstant(l, night), '23 November 2026 00.30 WIB', '23 November 2026, 00:30 WIB')
say((l) => formatTime(l, afternoon), '14.05 WIB', '14:05 WIB')
say((l) => formatNumber(l, 611204), '611.204', '611,204')
say((l) => formatNumber(l, 2.5), '2,5', '2.5')
say((l) => formatNumber(l, -3), '-3', '-3')
say((l) => formatRupiah(l, 1250000), 'Rp 1.250.000', 'Rp 1,250,000')
say((l) => formatRupiah(l, 0), 'Rp 0', 'Rp 0')
say((l) => formatRupiah(l, -600000), '− Rp 600.000', '− Rp 600,000')
say((l) => formatSks(l, 2), '2 SKS', '2 SKS')
say((l) => formatSks(l, 2.5), '2,5 SKS', '2.5 SKS')
say((l) => formatPercent(l, 0.49), '49%', '49%')
say((l) => formatPercent(l, 0.125), '12,5%', '12.5%')
say((l) => formatBytes(l, 82_400), '82 KB', '82 KB')
say((l) => formatBytes(l, 1_449_000), '1,4 MB', '1.4 MB')

test('dates, moments, numbers and money as people write them, wherever the server stands', () => {
  for (const [made, id, en] of CASES) assert.equal(made, `${id} | ${en}`)
})
