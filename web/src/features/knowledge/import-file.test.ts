// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { importOf, titleFor } from './import-file.ts'

const file = (text: string | Uint8Array<ArrayBuffer>, name = 'house-style.md') => new File([text], name)

test('a file is a document called by its first heading, else by its name', async () => {
  expect(await importOf(file('\ufeff# How we write #\nShort.'))).toEqual({
    title: 'How we write',
    text: '# How we write #\nShort.',
  })
  expect(titleFor('house-style_guide.md', 'Short.\n## Not this')).toBe('house style guide')
  expect(titleFor('x.md', `# ${'word '.repeat(60)}`)).toHaveLength(119)
})

test.each([
  ['too large', file('x'.repeat(2_000_000)), /has 2,000 kB; a document may have 200 kB at most/],
  ['with NUL', file('a\u0000b'), /NUL/],
  ['empty', file(' '), /must not be empty/],
  ['of another kind', file('x', 'photo.png'), /is not a markdown file/],
  ['not UTF-8', file(new Uint8Array([0x61, 0xe4, 0x62])), /is not UTF-8/],
])('a file that is %s is refused by its name', async (_name, wrong, words) => {
  const imported = await importOf(wrong)
  expect(imported).toMatchObject({ refusal: expect.stringMatching(words) })
  expect((imported as { refusal: string }).refusal).toContain(wrong.name)
})
