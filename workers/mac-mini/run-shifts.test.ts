import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { aKillSwitch } from '#test/kill-switch.ts'
import { takeRuns } from './run-shifts.ts'

/** A worker of which a test says when its runs have ended. */
function aWorker() {
  let state = 'INITIALIZED'
  let over: (error?: Error) => void = () => {}
  return {
    state: () => state,
    end: (error?: Error) => over(error),
    worker: {
      run() {
        state = 'RUNNING'
        return new Promise<void>((resolve, reject) => {
          over = (error) => {
            state = error ? 'FAILED' : 'STOPPED'
            if (error) reject(error)
            else resolve()
          }
        })
      },
      shutdown() {
        state = 'DRAINING'
      },
      getState: () => state as 'RUNNING',
    },
  }
}

function begin({
  onCreate = () => {},
}: {
  onCreate?: (orders: ReturnType<typeof aKillSwitch>) => void
} = {}) {
  const made: ReturnType<typeof aWorker>[] = []
  const said: (string | null)[] = []
  const orders = aKillSwitch()
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const states = () => made.map(({ state }) => state())
  const start = () =>
    takeRuns({
      create: async () => {
        onCreate(orders)
        const one = aWorker()
        made.push(one)
        return one.worker
      },
      orders,
      leaving: leave.signal,
      say: (drain) => said.push(drain),
    })
  return { made, said, orders, leave: () => leave.abort(), states, start }
}

test('asked to drain it lets its runs end and takes none; lifted, it takes them again beside those that go on', async () => {
  const { made, said, orders, leave, states, start } = begin()
  const taking = start()
  await expect.poll(states).toEqual(['RUNNING'])
  orders.set('a switch that is no drain')
  orders.orderDrain('Ada asked it to drain: new disk')
  await expect.poll(states).toEqual(['DRAINING'])
  orders.orderDrain('Ada asked it to drain: a new disk')
  orders.orderDrain(null)
  await expect.poll(states).toEqual(['DRAINING', 'RUNNING'])
  expect(said).toEqual([null, 'Ada asked it to drain: new disk', null])
  leave()
  await expect.poll(states).toEqual(['DRAINING', 'DRAINING'])
  let isOver = false
  void taking.then(() => {
    isOver = true
  })
  made[1]?.end()
  await sleep(20)
  expect(isOver).toBe(false)
  made[0]?.end()
  await taking
})

test('a worker that starts while it is to drain takes none', async () => {
  const { orders, leave, states, start } = begin()
  orders.orderDrain('Ada asked it to drain: new disk')
  const taking = start()
  leave()
  await taking
  expect(states()).toEqual([])
})

test('where Temporal is lost for good it fails', async () => {
  const { made, states, start } = begin()
  const taking = start()
  await expect.poll(states).toEqual(['RUNNING'])
  made[0]?.end(new Error('lost'))
  await expect(taking).rejects.toThrow('lost')
})

test('asked to drain while its worker is being made, that one takes nothing more at once', async () => {
  const { states, start } = begin({ onCreate: (orders) => orders.orderDrain('Ada asked it to drain') })
  void start()
  await expect.poll(states).toEqual(['DRAINING'])
})
