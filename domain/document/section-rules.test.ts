import fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestSection, sectionsOf } from './section-rules.ts'

const headings = (markdown: string) => sectionsOf(markdown).map(({ heading }) => heading)

test('a section stands under its headings, outermost first', () => {
  const markdown = 'Before.\n# Refunds\nAll.\n## Over 100 #\nAsk.\n### Cards\nSlow.\n# Other\nx'
  expect(sectionsOf(markdown)).toEqual([
    { ordinal: 0, heading: '', text: 'Before.' },
    { ordinal: 1, heading: 'Refunds', text: '# Refunds\nAll.' },
    { ordinal: 2, heading: 'Refunds › Over 100', text: '## Over 100 #\nAsk.' },
    { ordinal: 3, heading: 'Refunds › Over 100 › Cards', text: '### Cards\nSlow.' },
    { ordinal: 4, heading: 'Other', text: '# Other\nx' },
  ])
})

test('a level that is left out leaves no gap in words', () => {
  expect(headings('# One\n### Three\n#### Four\n## Two')).toEqual([
    'One',
    'One › Three',
    'One › Three › Four',
    'One › Two',
  ])
})

test('what stands in code is no heading, until the fence that it began with ends', () => {
  const markdown = '# Run\n```sh\n# not a heading\n~~~\n# neither\n````\n# After\n#tag\n####### seven'
  expect(headings(markdown)).toEqual(['Run', 'After'])
})

test('a long passage is cut between its paragraphs, lines, words, and at last characters', () => {
  const half = longestSection * 0.6
  for (const [unit, joiner] of [
    ['word '.repeat(half / 5).trim(), '\n\n'],
    ['word '.repeat(half / 5).trim(), '\n'],
    ['x'.repeat(half), ' '],
    ['🂡'.repeat(half / 2), ''],
  ] as const) {
    const sections = sectionsOf(`# Long\n${[unit, unit, unit].join(joiner)}`)
    expect(sections.length).toBeGreaterThanOrEqual(2)
    expect(new Set(sections.map(({ heading }) => heading))).toEqual(new Set(['Long']))
    for (const { text } of sections) expect(text.length).toBeLessThanOrEqual(longestSection)
  }
})

test('nothing but blank space is lost, no character is cut in two, and sections are counted from 0', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('', '# A', '## B c', '```', '~~~~', '   # D', '🂡'.repeat(2_000), 'word '.repeat(900)),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const markdown = lines.join('\n')
      const sections = sectionsOf(markdown)
      const bare = (text: string) => text.replaceAll(/\s/g, '')
      expect(bare(sections.map(({ text }) => text).join(''))).toBe(bare(markdown))
      expect(sections.map(({ ordinal }) => ordinal)).toEqual(sections.map((_, at) => at))
      for (const { text } of sections) {
        expect(text.isWellFormed()).toBe(true)
        expect(text.trim()).not.toBe('')
        expect(text.length).toBeLessThanOrEqual(longestSection)
      }
    }),
  )
})
