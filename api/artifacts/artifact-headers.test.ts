import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileNameOf } from '#domain/artifact/name-rules.ts'
import { artifactHeaders } from './artifact-headers.ts'

/** The two names of an artifact that was recorded at this place: for old clients, and the real one. */
function namesOf(location: string) {
  const fileName = fileNameOf({ location, title: 'Letter' })
  const disposition = artifactHeaders({ fileName, size: 1, mediaKind: null, mediaType: null }, 'download')[
    'Content-Disposition'
  ]
  const [, plain, encoded] =
    /^attachment; filename="(.*)"; filename\*=UTF-8''(.*)$/.exec(disposition ?? '') ?? []
  return { disposition, plain, real: decodeURIComponent(encoded ?? '') }
}

test.each([
  ['../../etc/passwd', 'passwd', 'passwd'],
  ['/etc/shadow', 'shadow', 'shadow'],
  ['..\\..\\boot.ini', 'boot.ini', 'boot.ini'],
  ['．．／．．／etc／passwd', '____etc_passwd', '_．．_etc_passwd'],
  ['‥∕‥⁄etc∖passwd', '___etc_passwd', '_‥_etc_passwd'],
  ['a\r\nSet-Cookie: x=1', 'aSet-Cookie_ x=1', 'aSet-Cookie_ x=1'],
  ['a"; filename="b.exe', 'a_; filename=_b.exe', 'a_; filename=_b.exe'],
  ['nul', '_nul', '_nul'],
  ['März ≮.txt', 'Ma_rz __.txt', 'März ≮.txt'],
  ['報告\u2028.pdf', '__.pdf', '報告.pdf'],
])('%j is downloaded as %j by old clients and as %j by others', (location, plain, real) => {
  expect(namesOf(location)).toMatchObject({ plain, real })
})

test('whatever an agent calls it: a header that can be sent, and a name that leads nowhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (location) => {
      const { disposition, plain, real } = namesOf(location)
      expect(disposition).toMatch(/^[\x20-\x7e]+$/)
      for (const name of [plain, real]) {
        expect(name).toMatch(/^[^/\\<>:"|?*\p{Cc}]+$/u)
        expect(name).not.toMatch(/^\.|[.\s]$/)
      }
      expect(real).toBe(fileNameOf({ location, title: 'Letter' }))
    }),
  )
})
