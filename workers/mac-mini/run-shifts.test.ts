import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { aGatewayLink } from '#test/gateway-link.ts'
import { aKillSwitch } from '#test/kill-switch.ts'
import { openRunRest } from './run-rest.ts'
import { type RunWorker, takeRuns } from './run-shifts.ts'

/** A worker of which a test says when its runs have ended. */
function aWorker(slots: number) {
  let state = 'INITIALIZED'
  let runs = 0
  let over: (error?: Error) => void = () => {}
  return {
    slots,
    state: () => state,
    has(count: number) {
      runs = count
    },
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
      getStatus: () => ({ numInFlightActivities: runs }) as ReturnType<RunWorker['getStatus']>,
    },
  }
}

function begin({
  onCreate = () => {},
  graceMs = 0,
  held = () => 0,
}: {
  onCreate?: (orders: ReturnType<typeof aKillSwitch>) => void
  graceMs?: number
  held?: () => number
} = {}) {
  const made: ReturnType<typeof aWorker>[] = []
  const said: (string | null)[] = []
  const orders = aKillSwitch()
  const gateway = aGatewayLink()
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const states = () => made.map(({ state }) => state())
  const start = () =>
    takeRuns({
      create: async (slots) => {
        onCreate(orders)
        const one = aWorker(slots)
        made.push(one)
        return one.worker
      },
      slots: 8,
      held,
      rest: openRunRest(orders, gateway, graceMs),
      leaving: leave.signal,
      say: (drain) => said.push(drain),
    })
  return { made, said, orders, gateway, leave: () => leave.abort(), states, start }
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

test('while the gateway is away it takes none, and as soon as that is back it does', async () => {
  const { made, said, gateway, states, start } = begin()
  void start()
  await expect.poll(states).toEqual(['RUNNING'])
  gateway.set('down')
  await expect.poll(states).toEqual(['DRAINING'])
  gateway.set('refused')
  made[0]?.end()
  await expect.poll(states).toEqual(['STOPPED'])
  gateway.set('connected')
  await expect.poll(states).toEqual(['STOPPED', 'RUNNING'])
  expect(said).toEqual([null, 'The gateway is away', null])
})

test('a gateway that is back within the grace changes nothing', async () => {
  const { gateway, said, states, start } = begin({ graceMs: 60_000 })
  void start()
  await expect.poll(states).toEqual(['RUNNING'])
  gateway.set('down')
  gateway.set('connected')
  await sleep(20)
  expect([states(), said]).toEqual([['RUNNING'], [null]])
})

test('a worker that starts before its gateway is there takes none until it is', async () => {
  const { gateway, states, start } = begin({ graceMs: 60_000 })
  gateway.set('down')
  void start()
  await sleep(20)
  expect(states()).toEqual([])
  gateway.set('connected')
  await expect.poll(states).toEqual(['RUNNING'])
})

test('an order to drain outlasts a gateway that comes back', async () => {
  const { orders, gateway, states, start } = begin()
  void start()
  await expect.poll(states).toEqual(['RUNNING'])
  gateway.set('down')
  orders.orderDrain('Ada asked it to drain')
  gateway.set('connected')
  await sleep(20)
  expect(states()).toEqual(['DRAINING'])
  orders.orderDrain(null)
  await expect.poll(states).toEqual(['DRAINING', 'RUNNING'])
})

test('runs of before keep their slots until they end: there are never more at once', async () => {
  const { made, gateway, states, start } = begin()
  void start()
  await expect.poll(states).toEqual(['RUNNING'])
  made[0]?.has(8)
  gateway.set('down')
  await expect.poll(states).toEqual(['DRAINING'])
  gateway.set('connected')
  await sleep(20)
  expect(states()).toEqual(['DRAINING'])
  const slots = () => made.map((one) => one.slots)
  made[0]?.has(5)
  await expect.poll(slots).toEqual([8, 3])
  made[0]?.has(4)
  made[1]?.has(2)
  await sleep(600)
  expect(states()).toEqual(['DRAINING', 'RUNNING'])
  made[1]?.has(3)
  await expect.poll(slots).toEqual([8, 3, 1])
  expect(states()).toEqual(['DRAINING', 'DRAINING', 'RUNNING'])
})

test('once all is idle, one that was begun beside others has all slots again', async () => {
  const { made, gateway, states, start } = begin()
  void start()
  await expect.poll(states).toEqual(['RUNNING'])
  made[0]?.has(5)
  gateway.set('down')
  await expect.poll(states).toEqual(['DRAINING'])
  gateway.set('connected')
  await expect.poll(states).toEqual(['DRAINING', 'RUNNING'])
  made[0]?.has(0)
  made[0]?.end()
  await expect.poll(() => made.map((one) => one.slots)).toEqual([8, 3, 8])
  expect(states()).toEqual(['STOPPED', 'DRAINING', 'RUNNING'])
})

test('where Temporal is away when its gateway comes back it tries again, and its runs stay', async () => {
  let isAway = false
  const onCreate = () => {
    if (isAway) throw new Error('no connection')
  }
  const { made, said, gateway, states, start } = begin({ onCreate })
  void start()
  await expect.poll(states).toEqual(['RUNNING'])
  made[0]?.has(1)
  gateway.set('down')
  await expect.poll(states).toEqual(['DRAINING'])
  isAway = true
  gateway.set('connected')
  await sleep(20)
  isAway = false
  await expect.poll(states).toEqual(['DRAINING', 'RUNNING'])
  await expect.poll(() => said).toEqual([null, 'The gateway is away', null])
})

test('slots that are held for runs of the worker before are given to nobody, and come to it as those are back', async () => {
  let held = 8
  const { made, states, start } = begin({ held: () => held })
  void start()
  await sleep(600)
  expect(states()).toEqual([])
  held = 5
  const slots = () => made.map((one) => one.slots)
  await expect.poll(slots).toEqual([3])
  held = 4
  await sleep(600)
  // It has room for the one that comes back.
  expect(states()).toEqual(['RUNNING'])
  made[0]?.has(3)
  await expect.poll(slots).toEqual([3, 1])
  made[1]?.has(1)
  held = 0
  await expect.poll(slots).toEqual([3, 1, 4])
  expect(states()).toEqual(['DRAINING', 'DRAINING', 'RUNNING'])
})
