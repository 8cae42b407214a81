import { expect, onTestFinished, test } from 'vitest'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openAdoptionFiles } from './adoption-file.ts'
import { watchForeignRuns } from './foreign-watch.ts'

interface Asked {
  before?: number
  cursor?: string
  limit: number
}
const start = Date.now() - 3_600_000

/** So many runs in chats, one each millisecond, listed as a gateway does: newest first, by pages. */
function aLongLog(count: number, occurredAt = (nth: number) => start + nth) {
  const gateway = new ScriptedGateway()
  let asked = 0
  const page = ({ before = Number.POSITIVE_INFINITY, cursor, limit }: Asked) => {
    asked += 1
    const from = Number(cursor ?? 0)
    const all = Array.from({ length: count }, (_, i) => count - 1 - i).filter(
      (nth) => occurredAt(nth) < before,
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

function aWatch(gateway: ReturnType<ScriptedGateway['asGateway']>) {
  const files = openAdoptionFiles(tempFolder(), start - 1)
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
