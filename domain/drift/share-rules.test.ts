import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedOut, shuffled } from './share-rules.ts'

const some = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n}`)

test('a group that fills a whole look by itself leaves the others their share', () => {
  const chosen = sharedOut([some('standing', 900), some('doubtful', 200), some('running', 900)], 400)
  const countOf = (name: string) => chosen.filter((one) => one.startsWith(name)).length
  expect(chosen).toHaveLength(400)
  expect([countOf('standing'), countOf('doubtful'), countOf('running')]).toEqual([134, 133, 133])
})

test('what one group does not need goes to the others; all are taken where all have room', () => {
  expect(sharedOut([some('a', 500), some('b', 3), []], 400).filter((one) => one < 'b')).toHaveLength(397)
  const names = fc.array(fc.integer({ min: 0, max: 60 }))
  fc.assert(
    fc.property(fc.array(names), fc.nat(40), (groups, atMost) => {
      const all = new Set(groups.flat())
      const chosen = sharedOut(groups, atMost)
      expect(new Set(chosen).size).toBe(chosen.length)
      expect(chosen.length).toBe(Math.min(atMost, all.size))
      const share = Math.floor(atMost / Math.max(1, groups.length))
      for (const group of groups)
        for (const one of group.slice(0, share)) expect(chosen, `its share of ${group}`).toContain(one)
    }),
  )
})

test('of more than a look takes, the next looks get to the rest', () => {
  const running = some('t_', 1_000)
  const seen = new Set<string>()
  for (let look = 0; look < 40; look += 1)
    for (const one of sharedOut([shuffled(running, Math.random)], 400)) seen.add(one)
  // One in a thousand is missed by all forty with a chance of 0.6^40.
  expect(seen.size).toBe(1_000)
  expect(shuffled(running, Math.random).toSorted()).toEqual(running.toSorted())
})
