import { expect, test } from 'vitest'
import { parseOptions } from './options.mjs'

test('without options everything is as usual', () => {
  expect(parseOptions([])).toEqual({
    isHelp: false,
    port: null,
    data: '.data',
    isEmpty: false,
    hasPractice: true,
  })
})

test('each option is understood', () => {
  expect(parseOptions(['--port', '4100', '--data', '/tmp/x', '--empty', '--no-practice'])).toEqual({
    isHelp: false,
    port: 4100,
    data: '/tmp/x',
    isEmpty: true,
    hasPractice: false,
  })
})

test.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['there'], "Unexpected argument 'there'"],
  [['--port'], "Option '--port <value>' argument missing"],
  [['--port', 'abc'], "--port must be a number up to 65535, not 'abc'"],
  [['--port', '70000'], "--port must be a number up to 65535, not '70000'"],
  [['--port', '-1'], "'--port' argument is ambiguous"],
  [['--data', ''], '--data must name a folder'],
])('%j is refused with a sentence', (args, sentence) => {
  expect(parseOptions(args)).toEqual({ problem: expect.stringContaining(sentence) })
})
