import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { mostStopFileChanges } from '#domain/executor/executor.ts'
import { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openKillSwitch } from './kill-switch.ts'

const nothing: KillOrders = { everything: null, scopes: {}, agents: {} }
const away = async (): Promise<KillOrders> => {
  throw new Error('no network')
}

function aSwitch(ask: () => Promise<KillOrders> = away, dataFolder = tempFolder()) {
  const errors: string[] = []
  const killSwitch = openKillSwitch({ dataFolder, ask, onError: ({ message }) => errors.push(message) })
  return { killSwitch, dataFolder, errors }
}

test('a file on the Mac stops every agent at once, without network; removed, it lets them go', () => {
  const { killSwitch } = aSwitch()
  expect(killSwitch.stopOf({ openclawAgentId: 'main' })).toBeNull()
  writeFileSync(killSwitch.file, 'It writes to everybody\nsecond line')
  expect(killSwitch.stopOf({ openclawAgentId: 'main' })).toMatch(
    /STOP stops everything on this Mac: It writes to everybody$/,
  )
  expect(killSwitch.stopFile().stopFile).toBe(killSwitch.stopOf({ openclawAgentId: 'stranger' }))
  rmSync(killSwitch.file)
  expect(killSwitch.stopOf({ openclawAgentId: 'main' })).toBeNull()
})

test('whatever is there stops: an empty file, a folder, a link to nowhere', () => {
  const { killSwitch } = aSwitch()
  const put = [
    () => writeFileSync(killSwitch.file, ''),
    () => mkdirSync(killSwitch.file),
    () => symlinkSync('/nowhere/at/all', killSwitch.file),
  ]
  for (const one of put) {
    one()
    expect(killSwitch.stopOf({ openclawAgentId: 'main' })).toMatch(/it gives no reason$/)
    rmSync(killSwitch.file, { recursive: true })
  }
})

test('that the file was laid and taken away is kept until somebody hears it, also by the next worker', () => {
  const { killSwitch, dataFolder } = aSwitch()
  expect(killSwitch.stopFile()).toEqual({ stopFile: null, stopFileChanges: [] })
  writeFileSync(killSwitch.file, 'Fire')
  killSwitch.stopOf({ openclawAgentId: 'main' })
  rmSync(killSwitch.file)
  killSwitch.stopOf({ openclawAgentId: 'main' })
  const again = aSwitch(away, dataFolder).killSwitch.stopFile()
  expect(again).toMatchObject({
    stopFile: null,
    stopFileChanges: [{ reason: expect.stringMatching(/: Fire$/), at: expect.any(String) }, { reason: null }],
  })
})

test('of very many changes of the file the last ones are kept, as many as a report holds', async () => {
  const { killSwitch } = aSwitch()
  for (let nth = 0; nth < 12; nth++) {
    writeFileSync(killSwitch.file, `${nth}`)
    await killSwitch.refresh()
    rmSync(killSwitch.file)
    await killSwitch.refresh()
  }
  const { stopFileChanges } = killSwitch.stopFile()
  expect(stopFileChanges).toHaveLength(mostStopFileChanges)
  expect(stopFileChanges.at(-2)?.reason).toMatch(/: 11$/)
})

test('what the control plane said last holds while it is away, also for a worker that starts anew', async () => {
  let answer: (() => Promise<KillOrders>) | null = async () => ({
    everything: null,
    scopes: {},
    agents: { main: 'Stop.' },
  })
  const { killSwitch, dataFolder, errors } = aSwitch(() => (answer ?? away)())
  await killSwitch.refresh()
  answer = null
  await killSwitch.refresh()
  await killSwitch.refresh()
  expect(killSwitch.stopOf({ openclawAgentId: 'main' })).toBe('Stop.')
  expect(errors).toEqual(['no network'])
  const again = aSwitch(away, dataFolder).killSwitch
  expect(again.stopOf({ openclawAgentId: 'main' })).toBe('Stop.')
  expect(again.stopOf({ openclawAgentId: 'other' })).toBeNull()
  answer = async () => nothing
  await killSwitch.refresh()
  expect(aSwitch(away, dataFolder).killSwitch.stopOf({ openclawAgentId: 'main' })).toBeNull()
})

test('what the control plane says counts also where the disk takes nothing, and is kept once it does', async () => {
  const stop: KillOrders = { ...nothing, agents: { main: 'Stop.' } }
  const { killSwitch, dataFolder, errors } = aSwitch(async () => stop)
  const inItsWay = join(dataFolder, 'kill-orders.json.next')
  mkdirSync(inItsWay)
  await killSwitch.refresh()
  expect(killSwitch.stopOf({ openclawAgentId: 'main' })).toBe('Stop.')
  expect(errors).toEqual([expect.stringMatching(/EISDIR/)])
  rmSync(inItsWay, { recursive: true })
  await killSwitch.refresh()
  expect(aSwitch(away, dataFolder).killSwitch.stopOf({ openclawAgentId: 'main' })).toBe('Stop.')
})

test('the network and the disk are each told once until they are well, one after the other', async () => {
  let answer: (() => Promise<KillOrders>) | null = null
  const { killSwitch, dataFolder, errors } = aSwitch(() => (answer ?? away)())
  const refreshed = async (times: number) => {
    for (let n = 0; n < times; n++) await killSwitch.refresh()
  }
  await refreshed(2)
  expect(errors).toEqual(['no network'])
  const inItsWay = join(dataFolder, 'kill-orders.json.next')
  mkdirSync(inItsWay)
  answer = async () => ({ ...nothing, everything: 'Stop.' })
  await refreshed(2)
  const full = expect.stringMatching(/EISDIR/)
  expect(errors).toEqual(['no network', full])
  answer = null
  await refreshed(2)
  expect(errors).toEqual(['no network', full, 'no network'])
  rmSync(inItsWay, { recursive: true })
  await refreshed(1)
  mkdirSync(inItsWay)
  answer = async () => nothing
  await refreshed(2)
  expect(errors).toEqual(['no network', full, 'no network', full])
})

test('orders of a later version count as far as they are known', () => {
  expect(KillOrders.parse({ ...nothing, everything: 'Stop.', later: true })).toEqual({
    ...nothing,
    everything: 'Stop.',
  })
})

test('who listens is told of a change and of nothing else, by the file or by the control plane', async () => {
  let orders = nothing
  const { killSwitch } = aSwitch(async () => orders)
  await killSwitch.refresh()
  const told = vi.fn()
  const forget = killSwitch.onChange(told)
  await killSwitch.refresh()
  expect(told).not.toHaveBeenCalled()
  orders = { everything: 'Stop.', scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(told).toHaveBeenCalledTimes(1)
  const stop = new AbortController()
  const watching = killSwitch.watch(stop.signal, 5)
  writeFileSync(killSwitch.file, '')
  await expect.poll(() => told).toHaveBeenCalledTimes(2)
  forget()
  rmSync(killSwitch.file)
  await new Promise((resolve) => setTimeout(resolve, 30))
  stop.abort()
  await watching
  expect(told).toHaveBeenCalledTimes(2)
})

test('that it is to drain comes with the same answer, stops nobody, and is kept like the rest', async () => {
  let orders: KillOrders = nothing
  const { killSwitch, dataFolder } = aSwitch(async () => orders)
  const told = vi.fn()
  killSwitch.onChange(told)
  await killSwitch.refresh()
  orders = { ...nothing, drain: 'Ada asked it to drain: new disk' }
  await killSwitch.refresh()
  expect(told).toHaveBeenCalledTimes(2)
  expect([killSwitch.drain(), killSwitch.stopOf({ openclawAgentId: 'main' })]).toEqual([orders.drain, null])
  expect(aSwitch(away, dataFolder).killSwitch.drain()).toBe(orders.drain)
  orders = nothing
  await killSwitch.refresh()
  expect(killSwitch.drain()).toBeNull()
})
