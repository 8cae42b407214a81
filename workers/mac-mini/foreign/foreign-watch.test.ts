import { expect, onTestFinished, test } from 'vitest'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openAdoptionFiles } from './adoption-file.ts'
import { watchForeignRuns } from './foreign-watch.ts'

interface Asked {
  after: number
  before?: number
  cursor?: string
  limit: number
}
const start = Date.now() - 3_600_000

/** So many runs in chats, one each millisecond, listed as a gateway does: newest first, by pages. */
function aLongLog(count: number, occurredAt = (nth: number) => start + nth) {
  const gateway = new ScriptedGateway()
  let asked = 0
  const page = ({ after, before = Number.POSITIVE_INFINITY, cursor, limit }: Asked) => {
    asked += 1
    const from = Number(cursor ?? 0)
    const all = Array.from({ length: count }, (_, i) => count - 1 - i).filter(
      (nth) => occurredAt(nth) >= after && occurredAt(nth) < before,
    )
    const events = all.slice(from, from + limit).map((nth) => {
      return { runId: `r${nth}`, sessionKey: 'agent:main:main', agentId: 'main', occurredAt: occurredAt(nth) }
    })
    const next = from + events.length
    return { events, ...(next < all.length && { nextCursor: String(next) }) }
  }
  const request: ScriptedGateway['request'] = async (answer, method, params) => {
    if (method === 'chat.history') return answer.parse({ messages: [] })
    return answer.parse(page(params as unknown as Asked))
  }
  const far = { request, link: gateway.link, onChange: () => () => {} }
  return {
    gateway: { ...gateway.asGateway(), ...far } as unknown as ReturnType<ScriptedGateway['asGateway']>,
    asked: () => asked,
  }
}

function aWatch(
  gateway: ReturnType<ScriptedGateway['asGateway']>,
  files = openAdoptionFiles(tempFolder(), start - 1),
) {
  const taken = new Set<string>()
  const errors: string[] = []
  const watch = watchForeignRuns({
    ...{ gateway, files, everyMs: 5, masked: (text) => text, maskedValue: (value) => value },
    adoptions: {
      isKnown: (runId) => taken.has(runId),
      take: async ({ runId }) => void taken.add(runId),
      announce: () => {},
    },
    onError: (error, where) => errors.push(`${where}: ${error.message}`),
  })
  onTestFinished(watch.stop)
  return { files, taken, errors }
}
const soon = { timeout: 20_000 }

test('runs of a long absence are all seen, however many pages of the log they fill', async () => {
  const { gateway } = aLongLog(10_700)
  const { files, taken, errors } = aWatch(gateway)
  await expect.poll(() => files.span().last, soon).toBeGreaterThan(start)
  expect([taken.size, errors]).toEqual([10_700, []])
  // The run that began last is taken last: in one session it is the one that the gate knows.
  expect([...taken]).toEqual(Array.from({ length: 10_700 }, (_, nth) => `r${nth}`))
})

test('a log of which not all can be read is never taken for read', async () => {
  const { gateway, asked } = aLongLog(10_700, () => start)
  const { files } = aWatch(gateway)
  await expect.poll(asked, soon).toBeGreaterThan(60)
  expect(files.span().last).toBeLessThan(start)
})

const ahead = Date.UTC(2140, 0)

test('a worker whose clock was ahead when it began reads what happens once that is right', async () => {
  const files = openAdoptionFiles(tempFolder(), ahead)
  files.readUpTo(ahead + 1)
  const from = files.span().first
  expect(from).toBeLessThanOrEqual(Date.now())
  const { taken } = aWatch(aLongLog(3, (nth) => from + nth).gateway, files)
  await expect.poll(() => [...taken], soon).toEqual(['r0', 'r1', 'r2'])
  expect(files.span().first).toBe(from)
})

test('where the clock was ahead for a moment, what happened while the worker was away is read', async () => {
  const files = openAdoptionFiles(tempFolder(), start - 86_400_000)
  files.readUpTo(ahead)
  const { taken } = aWatch(aLongLog(3, (nth) => start - 80_000_000 + nth).gateway, files)
  await expect.poll(() => [...taken], soon).toEqual(['r0', 'r1', 'r2'])
})
