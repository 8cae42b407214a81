import { describe, expect, test } from 'vitest'
import { descendantsOf, parentOf, pssOf } from './process-memory.ts'

const rollup = `55d0c0000000-7ffd1b5f2000 ---p 00000000 00:00 0                          [rollup]
Rss:               91784 kB
Pss:               61234 kB
Pss_Dirty:         40996 kB
Pss_Anon:          40000 kB
SwapPss:               0 kB
`

describe('what the kernel says of a process', () => {
  test('its share of memory is the Pss line and none that looks like it', () => {
    expect(pssOf(rollup)).toBe(61_234 * 1_024)
  })

  test('without a Pss line there is no number', () => {
    expect(() => pssOf('Rss: 1 kB\n')).toThrow('no Pss line')
  })

  test('its parent is found behind a name with brackets and spaces', () => {
    expect(parentOf('4242 (node (x) 7 S 1) S 17 4242 4242 0 -1')).toBe(17)
  })
})

describe('descendants', () => {
  const rows = [
    { pid: 30, parent: 20 },
    { pid: 20, parent: 10 },
    { pid: 10, parent: 1 },
    { pid: 40, parent: 1 },
    { pid: 50, parent: 40 },
  ]

  test('are found however deep and in whatever order, each once', () => {
    expect(descendantsOf(rows, [10, 20]).sort()).toEqual([10, 20, 30])
  })

  test('of a root with a parent elsewhere belong to it as well', () => {
    expect(descendantsOf(rows, [10, 40]).sort()).toEqual([10, 20, 30, 40, 50])
  })

  test('of a process that is gone are none', () => {
    expect(descendantsOf(rows, [99])).toEqual([])
  })
})
