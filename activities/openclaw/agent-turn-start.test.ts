import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { aTurn, bare, ended } from '#test/agent-turn.ts'

const refusal = 'It was not begun: Letter is paused'
const starts = (methods: string[]) => methods.filter((method) => method === 'agent').length

test('a run that may not begin any more is not asked for on the gateway, used nothing, and says why', async () => {
  const { gateway, turn, items } = aTurn({ startTerms: async () => ({ refusal }) })
  gateway.next('agent.wait', bare)
  const end = await turn.take()
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: 0 }
  expect(end).toMatchObject({ outcome: 'not_begun', error: refusal, isRetryable: false, usage })
  expect(end).not.toHaveProperty('isUsageLastReported')
  expect([starts(gateway.methods()), items]).toEqual([0, []])
})

test('a control plane that does not answer is asked again, which is told once, and then the run begins once', async () => {
  let asked = 0
  const startTerms = async () => {
    asked += 1
    if (asked < 3) throw new Error('away')
    return { refusal: null }
  }
  const { gateway, turn, items } = aTurn({ startTerms })
  gateway.next('agent.wait', bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  const reason = 'The control plane does not say whether the run may still begin; it is asked again.'
  expect(items).toMatchObject([{ kind: 'gateway_awaited', reason }, { kind: 'run_accepted' }])
  expect([asked, starts(gateway.methods())]).toEqual([3, 1])
})

test('one that waits for its answer can be cancelled, and never begins', async () => {
  const startTerms = () => Promise.reject(new Error('away'))
  const { gateway, turn, items, cancel } = aTurn({ startTerms })
  gateway.next('agent.wait', bare)
  const taken = turn.take()
  await expect.poll(() => items).toHaveLength(1)
  cancel()
  await expect(taken).rejects.toThrow()
  expect(starts(gateway.methods())).toBe(0)
})

test('one that was asked for by an attempt before may be there: of it nobody is asked again', async () => {
  let asked = 0
  const startTerms = async () => {
    asked += 1
    return { refusal }
  }
  const { gateway, turn } = aTurn({ startTerms, isSent: true })
  gateway.next('agent.wait', bare, ended())
  expect(await turn.take()).toMatchObject({ outcome: 'ok' })
  expect([asked, starts(gateway.methods())]).toEqual([0, 1])
})

test('a switch that is set while it is asked stops the run as ever', async () => {
  let answer = () => {}
  const isAsked = new Promise<void>((resolve) => {
    answer = resolve
  })
  let asked = 0
  const { gateway, turn, items, killSwitch } = aTurn({
    startTerms: async () => {
      asked += 1
      if (asked === 1) await isAsked
      return { refusal: null }
    },
  })
  gateway.next('agent.wait', bare, ended())
  const taken = turn.take()
  await expect.poll(() => asked).toBe(1)
  killSwitch.set('Ada stopped everything')
  answer()
  await expect.poll(() => items).toMatchObject([{ reason: 'Ada stopped everything' }])
  await sleep(20)
  expect(starts(gateway.methods())).toBe(0)
  killSwitch.set(null)
  expect(await taken).toMatchObject({ outcome: 'ok' })
  expect([asked, starts(gateway.methods())]).toEqual([2, 1])
})
