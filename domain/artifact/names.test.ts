import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileNameOf, plainName } from './name-rules.ts'
import { versionsOf } from './version-rules.ts'

const named = (location: string, title = 'Letter') => fileNameOf({ location, title })

test('an artifact is saved under the last part of its path', () => {
  expect(named('reports/2026/März.csv')).toBe('März.csv')
  expect(named('C:\\work\\plan.docx')).toBe('plan.docx')
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['/etc/shadow', 'shadow'],
  ['..', 'Letter'],
  ['folder/', 'Letter'],
  ['', 'Letter'],
  ['a\u0000b.txt', 'ab.txt'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['line\nbreak\u2028.txt', 'linebreak.txt'],
  ['.bashrc', 'bashrc'],
  ['a"b;c*d?.txt', 'a_b;c_d_.txt'],
  ['con', '_con'],
  ['NUL.txt', '_NUL.txt'],
  ['nul .txt', '_nul .txt'],
  ['dev/COM¹', '_COM¹'],
  ['CONIN$', '_CONIN$'],
  ['trailing. . ', 'trailing'],
  ['set-up.exe…', 'set-up.exe'],
  ['‥', 'Letter'],
  ['．．／．．／etc／passwd', '_．．_etc_passwd'],
  ['..\u2215..\u2044etc\u2216passwd', '_.._etc_passwd'],
  ['..\\..\\secret', 'secret'],
  ['//server/share', 'share'],
  ['~', '~'],
  ['a\ud800.txt', 'a\ufffd.txt'],
])('%j is saved as %j', (location, name) => {
  expect(named(location)).toBe(name)
})

test('a name of 300 characters is cut and keeps its ending', () => {
  const name = named(`${'x'.repeat(300)}.csv`)
  expect(name).toHaveLength(120)
  expect(name.endsWith('x.csv')).toBe(true)
})

test('a name of letters that take more room is cut to what a file system has for it', () => {
  const name = named(`${'🂡'.repeat(300)}.csv`)
  expect(name).toBe(`${'🂡'.repeat(59)}.csv`)
  expect(named(`${'x'.repeat(115)}.${'y'.repeat(30)}`)).toHaveLength(120)
  expect(named(`${'x'.repeat(119)}. and more`)).toBe('x'.repeat(119))
})

test('no name leads anywhere, misleads, or is empty', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'binary' }),
      (location, title) => {
        const name = fileNameOf({ location, title })
        expect(name).toMatch(/^[^/\\<>:"|?*.][^/\\<>:"|?*]*$/u)
        expect(name.normalize('NFKC')).not.toMatch(/[/\\]|^\./)
        expect(name).not.toMatch(/[.\s]$/)
        expect(name).toBe(plainName(name))
        expect([...name].length).toBeLessThanOrEqual(121)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(241)
      },
    ),
  )
})

test('each recording of a title is one version more', () => {
  const titles = ['Letter', 'List', 'Letter', 'letter', 'Letter']
  expect(versionsOf(titles.map((title) => ({ title })))).toEqual([1, 1, 2, 1, 3])
})
