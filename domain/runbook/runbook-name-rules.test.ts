import { expect, test } from 'vitest'
import { slugOf } from './runbook-name-rules.ts'

test.each([
  ['Publish a letter!', 'publish-a-letter'],
  ['  Straße / Äpfel 2  ', 'straße-äpfel-2'],
  ['हिन्दी', 'हिन्दी'],
  ['हिन्दु', 'हिन्दु'],
  ['İstanbul', 'i̇stanbul'],
  ['Ϊ́', 'ΐ'],
  ['🚀 ❤️', ''],
])('%s stands in an address as %s, and is read there as it stands', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
  expect(slugOf(slug)).toBe(slug)
})
