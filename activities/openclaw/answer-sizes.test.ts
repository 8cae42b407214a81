import { expect, test } from 'vitest'
import { AnswerSizes } from './answer-sizes.ts'
import { AnswerTooLarge, GatewayLost } from './gateway-errors.ts'

/** A connection that ends over each answer that is too large, and over nothing else. */
function aConnection(large: string[]) {
  const sizes = new AnswerSizes()
  const open = new Map<string, { resolve(value: string): void; reject(error: Error): void }>()
  const ask = (method: string) =>
    sizes
      .watch(
        method,
        {},
        () => new Promise<string>((resolve, reject) => open.set(method, { resolve, reject })),
      )
      .catch((error) => (error instanceof AnswerTooLarge ? 'too large' : error.name))
  /** What is open is answered, the large one first. */
  const answer = () => {
    const all = [...open]
    open.clear()
    const isOver = all.some(([method]) => large.includes(method))
    if (isOver) sizes.noteTooLarge()
    for (const [method, { resolve, reject }] of all)
      if (isOver) reject(new GatewayLost('closed'))
      else resolve(method)
  }
  return { sizes, ask, answer, open }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

test('where nothing else was asked, the one question is to blame, each time', async () => {
  const { ask, answer } = aConnection(['big'])
  for (let tries = 0; tries < 3; tries++) {
    const asked = ask('big')
    await settled()
    answer()
    expect(await asked).toBe('too large')
  }
})

test('of several none is to blame at first; asked one at a time, the one is found, and the others are answered', async () => {
  const { ask, answer, open } = aConnection(['big'])
  const first = ['a', 'big', 'b'].map(ask)
  answer()
  expect(await Promise.all(first)).toEqual(['GatewayLost', 'GatewayLost', 'GatewayLost'])
  const again = ['a', 'big', 'b'].map(ask)
  for (let turn = 0; turn < 3; turn++) {
    await settled()
    expect(open.size).toBe(1)
    answer()
  }
  expect(await Promise.all(again)).toEqual(['a', 'too large', 'b'])
})

test('what nobody doubts is not held up by it, nor blamed for it', async () => {
  const { ask, answer } = aConnection(['big'])
  const first = ['big', 'a'].map(ask)
  answer()
  await Promise.all(first)
  const again = ['big', 'new'].map(ask)
  await settled()
  answer()
  expect(await Promise.all(again)).toEqual(['too large', 'GatewayLost'])
})
