import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import {
  achievementCredential,
  attachedToPdf,
  bakePng,
  bakeSvg,
  isSavedAgain,
  unbakePng,
  unbakeSvg,
  unwrap,
  verify,
} from '../src/index.ts'
import { ordinary, random } from './ordinary.ts'
import { context, input, issue, issueGood } from './people.ts'

type Picture = { width: number; height: number; data?: Buffer }
const { PNG } = createRequire(import.meta.url)('pngjs') as {
  PNG: { new (size: Picture): Picture; sync: { write(picture: Picture): Buffer; read(bytes: Buffer): Picture } }
}
const bytesOf = (text: string) => new TextEncoder().encode(text)
const PICTURE: Uint8Array = PNG.sync.write(new PNG({ width: 3, height: 2 }))
const DRAWING = bytesOf(
  '<?xml version="1.0"?>\n<!-- drawn by hand -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" viewBox=\'0 0 1 1\'><title>A &amp; B</title><path d="M0 0"/></svg>\n<!-- end -->\n',
)
const JWT = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJhIn0.c2ln'

async function baked(made: ReturnType<typeof bakeSvg> | ReturnType<typeof bakePng>): Promise<Uint8Array> {
  const result = await made
  assert.ok(result.ok, JSON.stringify(result))
  return result.bytes
}

/** A PDF with one attached file, as ours are made. */
function pdfWith(text: string, filter: '' | '/Filter /FlateDecode' = '', length?: string): Buffer {
  const body = filter === '' ? Buffer.from(text) : deflateSync(text)
  return Buffer.concat([
    Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile ${filter} /Length ${length ?? body.length} >>\nstream\n`),
    body,
    Buffer.from('\nendstream\nendobj\nstartxref\n0\n%%EOF\n'),
  ])
}

const carriers: Readonly<Record<string, (text: string) => Promise<Uint8Array>>> = {
  json: async (text) => bytesOf(text),
  png: (text) => baked(bakePng(PICTURE, text)),
  'png, packed': (text) => baked(bakePng(PICTURE, text, { compressed: true, as: 'open-badges-2' })),
  svg: (text) => baked(bakeSvg(DRAWING, text)),
  pdf: async (text) => pdfWith(text),
  'pdf, packed': async (text) => pdfWith(text, '/Filter /FlateDecode'),
}

/** Credentials of the round trip; `ROUND_TRIPS=5000` for the whole count. */
const ROUND_TRIPS = Number(process.env.ROUND_TRIPS ?? 500)

test('a credential through every carrier keeps every byte and its verdict, signed well or not', async (t) => {
  const next = random(20_261_123)
  const known = new Map<string, number>()
  const names = Object.keys(carriers)
  for (let count = 0; count < ROUND_TRIPS; count++) {
    const made = achievementCredential(next() < 0.5 ? ordinary(next) : input({ holderName: `]]> & <b> "${count}" 🌾` }))
    const good = await issue(made, next() < 0.1 ? 'other' : 'issuer')
    const text = next() < 0.3 ? good.replace(/"creditsEarned":\d/, '"creditsEarned":9') : good
    const wanted = await verify(text, context())
    known.set(wanted.kind, (known.get(wanted.kind) ?? 0) + 1)
    for (const [name, carry] of Object.entries(carriers)) {
      const bytes = await carry(text)
      const out = await unwrap(bytes)
      assert.ok(out.ok, name)
      assert.equal(out.text, text, name)
      assert.equal(out.carrier, name.slice(0, name === 'json' ? 4 : 3))
      // The same bytes have the same verdict; one carrier in turn goes through the whole check.
      if (name === names[count % names.length]) assert.deepEqual(await verify(bytes, context()), wanted, name)
    }
  }
  t.diagnostic(`${ROUND_TRIPS} credentials, ${Object.keys(carriers).length} carriers: ${JSON.stringify([...known])}`)
  assert.ok(known.size >= 3, 'good, changed and unknown ones took part')
})

test('texts are told apart by what they are', async () => {
  const kinds = async (input: string | Uint8Array) => {
    const out = await unwrap(input)
    return out.ok ? out.carrier : `${out.carrier}: ${out.code}`
  }
  assert.equal(await kinds(' \r\n\t{'), 'json')
  assert.equal(await kinds(bytesOf('[1]')), 'json')
  assert.equal(await kinds(`${JWT}\n`), 'jwt')
  assert.equal(await kinds(`${JWT}~WyJhIl0~`), 'sd-jwt')
  assert.equal(await kinds(`${JWT}~a b~`), 'null: carrier-not-known')
  assert.equal(await kinds('LMB1:ABC'), 'qr')
  assert.equal(await kinds(''), 'null: carrier-not-known')
  assert.equal(await kinds('  '), 'null: carrier-not-known')
  assert.equal(await kinds(Uint8Array.from([0xff, 0xfe])), 'null: carrier-not-known')
  assert.equal(await kinds(gzipSync(await issueGood())), 'null: carrier-not-known', 'packed files are none')
  assert.equal(await kinds('x'.repeat(5_242_881)), 'null: carrier-too-large')
  assert.equal(await kinds(PICTURE), 'png: carrier-empty')
  assert.equal(await kinds(DRAWING), 'svg: carrier-empty')
  assert.equal(await kinds(bytesOf('%PDF-1.7\n%%EOF')), 'pdf: carrier-empty')
  assert.equal(await kinds(bytesOf('%PNG')), 'pdf: carrier-broken')
})

test('what carries nothing that can be read is refused with the reason, and never throws', async () => {
  const reason = async (input: string | Uint8Array) => {
    const { kind, checks } = await verify(input, context())
    assert.equal(kind, 'unreadable')
    return checks[0]?.data.reason
  }
  assert.equal(await reason(PICTURE), 'carrier-empty')
  assert.equal(await reason(PICTURE.slice(0, 40)), 'carrier-broken')
  assert.equal(await reason(DRAWING), 'carrier-empty')
  assert.equal(await reason('no credential'), 'json-syntax')
  assert.equal(await reason(Uint8Array.from([0xff])), 'json-not-utf8')
  assert.equal(await reason(bytesOf('\ufeff{}')), 'json-byte-order-mark')
  assert.equal((await verify(JWT, context())).verdict, 'invalid')
  const jwtInPicture = await verify(await baked(bakePng(PICTURE, JWT)), context())
  assert.equal(jwtInPicture.verdict, 'invalid')
})

/** A chunk with its checksum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of typed) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  const out = Buffer.alloc(typed.length + 8)
  out.writeUInt32BE(data.length, 0)
  typed.copy(out, 4)
  out.writeUInt32BE(~crc >>> 0, typed.length + 4)
  return out
}
const HEADER_END = 33
const withChunks = (...chunks: Buffer[]): Buffer =>
  Buffer.concat([PICTURE.subarray(0, HEADER_END), ...chunks, PICTURE.subarray(HEADER_END)])

test('PNG: the old chunk, and every way in which a chunk can be wrong', async () => {
  const code = async (bytes: Uint8Array) => {
    const found = await unbakePng(bytes)
    return found.ok ? found.text : found.code
  }
  const itxt = (head: string, body: string | Uint8Array = '{}') =>
    withChunks(chunk('iTXt', Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)])))
  assert.equal(await code(withChunks(chunk('tEXt', bytesOf('openbadges\0https://a.example/1')))), 'https://a.example/1')
  assert.equal(await code(withChunks(chunk('tEXt', Buffer.from('openbadges\0\xff', 'latin1')))), 'carrier-broken')
  assert.equal(await code(withChunks(chunk('tEXt', bytesOf('Software\0by hand')))), 'carrier-empty')
  assert.equal(await code(withChunks(chunk('tEXt', bytesOf('without an end')))), 'carrier-empty')
  assert.equal(await code(itxt('openbadgecredential\0\0\0\0\0')), '{}')
  assert.equal(await code(itxt('openbadgecredential\0\0\0en\0Lencana\0')), '{}', 'language and translation are skipped')
  assert.equal(await code(itxt('openbadgecredential\0\0\0')), 'carrier-broken', 'no languages')
  assert.equal(await code(itxt('openbadgecredential\0\0\0en\0')), 'carrier-broken', 'no translated keyword')
  assert.equal(await code(itxt('openbadgecredential\0\0\x01\0\0')), 'carrier-broken', 'another method')
  assert.equal(await code(itxt('openbadgecredential\0\x02\0\0\0')), 'carrier-broken', 'neither packed nor plain')
  assert.equal(await code(itxt('openbadgecredential\0\x01\0\0\0', 'not zlib')), 'carrier-broken')
  assert.equal(await code(itxt('openbadgecredential\0\x01\0\0\0', deflateSync(Buffer.from([0xff])))), 'carrier-broken')
  assert.equal(await code(itxt('openbadgecredential\0\0\0\0\0', Buffer.from([0xff]))), 'carrier-broken')
  assert.equal(await code(itxt('openbadgecredential\0\0\0\0\0', Buffer.alloc(2_097_153, '{'))), 'carrier-broken')
  const bomb = deflateSync(Buffer.alloc(100_000_000))
  let spent = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const before = performance.now()
    assert.equal(await code(itxt('openbadgecredential\0\x01\0\0\0', bomb)), 'carrier-broken')
    spent = Math.min(spent, performance.now() - before)
  }
  assert.ok(spent < 200, 'a bomb ends at once')
  const one = await baked(bakePng(PICTURE, '{}'))
  const again = chunk('tEXt', bytesOf('openbadges\0{}'))
  const two = Buffer.concat([one.subarray(0, HEADER_END), again, one.subarray(HEADER_END)])
  assert.equal(await code(two), 'carrier-ambiguous')
  for (let at = HEADER_END; at < one.length; at++) {
    const flipped = Uint8Array.from(one)
    flipped[at] = (flipped[at] as number) ^ 1
    assert.equal(await code(flipped), 'carrier-broken', `byte ${at}`)
  }
  assert.equal(await code(Buffer.concat([one, Buffer.from('x')])), 'carrier-broken', 'nothing follows the end')
  assert.equal(await code(Buffer.concat([PICTURE.subarray(0, 8), PICTURE.subarray(HEADER_END)])), 'carrier-broken')
  const many = withChunks(...new Array<Buffer>(10_001).fill(chunk('tEXt', bytesOf('a\0b'))))
  assert.equal(await code(many), 'carrier-broken')
  assert.equal(await code(new Uint8Array(5_242_881)), 'carrier-too-large')
  assert.equal(await code(DRAWING), 'carrier-broken')
})

test('PNG: what is refused to be baked; the picture stays a picture', async () => {
  const bakedOnce = await baked(bakePng(PICTURE, JWT))
  assert.deepEqual(PNG.sync.read(Buffer.from(bakedOnce)).data, PNG.sync.read(Buffer.from(PICTURE)).data)
  assert.deepEqual(await bakePng(bakedOnce, JWT), { ok: false, code: 'carrier-ambiguous' })
  assert.deepEqual(await bakePng(DRAWING, JWT), { ok: false, code: 'carrier-broken' })
  assert.deepEqual(await bakePng(PICTURE, 'x'.repeat(2_097_153)), { ok: false, code: 'carrier-too-large' })
  assert.deepEqual(await bakePng(PICTURE, '\ud800'), { ok: false, code: 'text-not-for-carrier' })
})

const svg = (inside: string, root = '<svg xmlns="http://www.w3.org/2000/svg">'): string => `${root}${inside}</svg>`

test('SVG: where a badge may stand, and what is read of it', () => {
  const text = (picture: string) => {
    const found = unbakeSvg(picture)
    return found.ok ? found.text : found.code
  }
  assert.equal(text(svg(`<openbadges:assertion verify="${JWT}"/>`)), JWT)
  assert.equal(text(svg(`<g><openbadges:credential verify='${JWT}'> </openbadges:credential></g>`)), JWT)
  assert.equal(
    text(svg('<openbadges:assertion verify="https://a.example/?a=1&amp;b=2"/>')),
    'https://a.example/?a=1&b=2',
  )
  assert.equal(
    text(svg('<openbadges:credential> <![CDATA[{"a":"<&]]]]><![CDATA[>"}]]>\n</openbadges:credential>')),
    '{"a":"<&]]>"}',
  )
  assert.equal(text(svg('<openbadges:credential>{"a":&quot;&#x41;&#66;&lt;"}</openbadges:credential>')), '{"a":"AB<"}')
  assert.equal(
    text(svg('<openbadges:assertion verify="https://a.example"><![CDATA[{}]]></openbadges:assertion>')),
    '{}',
  )
  assert.equal(text(`\ufeff${svg('', '<s:svg>').replace('</svg>', '')}</s:svg>`), 'carrier-empty')
  assert.equal(text(svg('<?x y?><openbadges:assertion verify=""/>')), '')
})

test('SVG: what is refused', () => {
  const refusedAs = (code: string, ...pictures: string[]) => {
    for (const picture of pictures) {
      const found = unbakeSvg(picture)
      assert.equal(found.ok ? found.text : found.code, code, picture)
    }
  }
  const badge = '<openbadges:assertion verify="a"/>'
  refusedAs('carrier-ambiguous', svg(badge + badge))
  refusedAs('carrier-too-large', 'x'.repeat(2_097_153))
  refusedAs(
    'carrier-broken',
    `<!DOCTYPE svg [<!ENTITY a "{}">]>${svg('<openbadges:credential>&a;</openbadges:credential>')}`,
    `<!DOCTYPE svg><!DOCTYPE svg>${svg(badge)}`,
    svg('<openbadges:credential>&nbsp;</openbadges:credential>'),
    svg('<openbadges:credential>&</openbadges:credential>'),
    svg('<openbadges:credential>&#x110000;</openbadges:credential>'),
    svg('<openbadges:assertion verify="&b;"/>'),
    svg('<openbadges:assertion verify="a" verify="b"/>'),
    svg('<openbadges:assertion verify=a/>'),
    svg('<openbadges:credential/>'),
    svg('<openbadges:credential>{}<g/></openbadges:credential>'),
    svg('<openbadges:credential>{}<![CDATA[{}]]></openbadges:credential>'),
    svg(`<openbadges:credential verify="${JWT}">{}</openbadges:credential>`),
    svg('<openbadges:credential><![CDATA[{}</openbadges:credential>'),
    svg('<g></h>'),
    svg('<g>'),
    svg('<!-- without an end'),
    svg('\u0001'),
    `${svg('')}<svg/>`,
    `${svg('')}text`,
    '<html></html>',
    '<!-- without an end',
    '<svg',
    '<svg>',
    '<svg>text',
    '<!-- alone -->',
    '<svg>&#',
    '<?x',
    'svg',
    svg('<g>'.repeat(300) + '</g>'.repeat(300)),
  )
})

test('SVG: baking keeps the picture, and refuses what no picture can carry', async () => {
  const text = await issueGood({ holderName: ']]> "Ñ" <script>' })
  const bytes = await baked(bakeSvg(DRAWING, text))
  const out = new TextDecoder().decode(bytes)
  assert.equal(out.replace(/<openbadges:credential.*<\/openbadges:credential>/s, ''), new TextDecoder().decode(DRAWING))
  assert.deepEqual(unbakeSvg(out), { ok: true, text, hasScript: false })
  assert.deepEqual(bakeSvg(bytes, text), { ok: false, code: 'carrier-ambiguous' })
  const alone = await baked(bakeSvg(bytesOf('<svg width="1" />'), JWT))
  assert.deepEqual(unbakeSvg(new TextDecoder().decode(alone)), { ok: true, text: JWT, hasScript: false })
  const code = (picture: Uint8Array, words: string) => {
    const made = bakeSvg(picture, words)
    return made.ok ? 'made' : made.code
  }
  assert.equal(code(Uint8Array.from([0xff]), '{}'), 'carrier-broken')
  assert.equal(code(bytesOf('<html/>'), '{}'), 'carrier-broken')
  assert.equal(code(DRAWING, 'x'.repeat(2_097_152)), 'carrier-too-large')
  for (const words of [' ', '{"a":"\uffff"}', '\ud800']) assert.equal(code(DRAWING, words), 'text-not-for-carrier')
})

test('a picture that would run something says so; it is never run', async () => {
  for (const part of [
    '<script>alert(1)</script>',
    '<g onload="alert(1)"/>',
    '<a href=" javascript:alert(1)"/>',
    '<a xlink:href="DATA:text/html,x"/>',
    '<foreignObject/>',
    '<x:iframe/>',
  ]) {
    const bytes = await baked(bakeSvg(bytesOf(svg(part)), JWT))
    assert.deepEqual(await unwrap(bytes), { ok: true, carrier: 'svg', text: JWT, notes: ['picture-with-script'] }, part)
  }
})

test('PDF: lengths that are told, told elsewhere or wrong; attached JWTs; what was saved again', async () => {
  const text = await issueGood({ holderName: 'endstream' })
  const out = async (bytes: Uint8Array) => {
    const found = await unwrap(bytes)
    return found.ok ? found.text : found.code
  }
  assert.equal(await out(pdfWith(text)), text, 'the told length goes before the first word that looks like an end')
  const plain = await issueGood()
  for (const length of ['9 0 R', '3', '99999'])
    for (const filter of ['', '/Filter /FlateDecode'] as const)
      assert.equal(await out(pdfWith(plain, filter, length)), plain, `${filter} ${length}`)
  assert.equal(await out(pdfWith(JWT)), JWT)
  assert.equal(await out(pdfWith('a note')), 'carrier-empty')
  assert.deepEqual(await attachedToPdf(new Uint8Array(5_242_881)), { ok: false, code: 'carrier-too-large' })
  assert.equal(await out(Buffer.from('%PDF-1.7\n<< /Type /EmbeddedFile /Length 3 >>\nstream\n')), 'carrier-empty')
  assert.equal(await out(Buffer.from('%PDF-1.7\n<< /Type /Other >>\nstream\n{}\nendstream')), 'carrier-empty')
  const broken = pdfWith(plain, '/Filter /FlateDecode')
  broken[100] = (broken[100] as number) ^ 255
  assert.equal(await out(broken), 'carrier-empty')
  assert.equal(await out(Buffer.concat([pdfWith(plain), pdfWith(plain)])), 'carrier-ambiguous')
  assert.equal(isSavedAgain(pdfWith(plain)), false)
  const added = Buffer.from('2 0 obj\n<<>>\nendobj\n')
  for (const tail of [Buffer.from('%%EOF'), added, Buffer.concat([added, Buffer.from('%%EOF\n')])])
    assert.equal(isSavedAgain(Buffer.concat([pdfWith(plain), tail])), true)
  assert.equal(isSavedAgain(pdfWith(plain).subarray(0, -8)), true, 'a file without its end')
  const saved = await unwrap(Buffer.concat([pdfWith(plain), added]))
  assert.deepEqual(saved.notes, ['saved-again'])
})
