import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { AdvanceGrant } from '#domain/grant/grant.ts'
import { leftGrants, settleLeftGrants } from '#prisma/write/left-grants.ts'
import { gateOnDisk } from '#test/gate-on-disk.ts'
import { advanceOf, at, ended, openGrantSetting, used } from '#test/standing-grants.ts'
import { aTaskRun } from '#test/task-run.ts'
import { tempFolder } from '#test/temp-folder.ts'

/** What the Mac has on disk, read anew. */
function openJournal(folder: string) {
  const { journal, desk } = gateOnDisk(folder)
  desk.stop()
  return journal
}

const { setting, say, aGrant, newTask, usesOf, closeAll, rowsApart } = await openGrantSetting()
afterAll(() => setting.close())
beforeEach(() => say({}))

type Step = { task: number; kind: 'prepare' | 'use' | 'end' | 'lose' | 'reset' | 'look' | 'kill' }
const anyStep: fc.Arbitrary<Step> = fc.record({
  task: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom('prepare', 'use', 'use', 'use', 'end', 'lose', 'reset', 'look', 'kill'),
})

const aPlace = async () => ({
  ...{ task: await newTask(), open: [] as AdvanceGrant[], lives: [] as AdvanceGrant[] },
})

/** Four tasks of one agent and their Mac: its journal on disk decides, whoever asks; killed, it is read anew. */
async function aWorld(count: number) {
  await closeAll()
  const id = await aGrant(count)
  const folder = tempFolder()
  let journal = openJournal(folder)
  const begun = new Map<string, { nth: number; grant: AdvanceGrant; isTold: boolean }>()
  const places = await Promise.all([0, 1, 2, 3].map(aPlace))
  const at4 = (nth: number) => places[nth] as (typeof places)[number]
  let runs = 1

  async function tell(nth: number) {
    for (const one of [...begun.values()].filter((use) => use.nth === nth && !use.isTold)) {
      one.isTold = true
      await used(at4(nth).task, one.grant)
    }
  }
  async function end(nth: number, isSeen: boolean) {
    const place = at4(nth)
    const open = (await place.task.state()).runs.find(({ endedAt }) => endedAt === null)
    if (!open) return
    // Sealed: whichever run of the workflow asked for it, it is the same one on the Mac.
    if (isSeen) {
      await tell(nth)
      place.lives = place.lives.filter(({ effectKey }) => !effectKey.includes(`/${open.stepId}/`))
    }
    // Given up by the record, it lives on on the Mac and may use what it has.
    else place.lives.push(...place.open)
    place.open = []
    await place.task.records([], ended(open.stepId, isSeen))
  }
  const steps: Record<Step['kind'], (nth: number) => Promise<void> | void> = {
    async prepare(nth) {
      const { run } = await at4(nth).task.prepares()
      at4(nth).open = advanceOf(run)
    },
    use(nth) {
      const { open, lives } = at4(nth)
      const grant = [...open, ...lives].find(({ effectKey }) => journal.find(effectKey) === null)
      if (grant && journal.start(grant.effectKey)) begun.set(grant.effectKey, { nth, grant, isTold: false })
    },
    end: (nth) => end(nth, true),
    lose: (nth) => end(nth, false),
    async reset(nth) {
      const place = at4(nth)
      place.lives.push(...place.open)
      place.task = await aTaskRun(setting, place.task.taskId, `r${++runs}`)
    },
    kill() {
      journal = openJournal(folder)
    },
    async look() {
      const keys = await leftGrants(setting.pool, 'mac-mini')
      const isVoid = keys.map((key) => journal.makeVoid(key, 'taken_back'))
      const seen = { released: keys.filter((_, i) => isVoid[i]), used: keys.filter((_, i) => !isVoid[i]) }
      await settleLeftGrants(setting.pool, seen, { at: at(), isBehind: async () => false })
    },
  }
  return { id, steps, tell, begun }
}

test('whatever is lost, killed and repeated, never more is used on the Mac than the count, and the record agrees', async () => {
  const anyRounds = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 4 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), anyRounds, async (count, rounds) => {
      const { id, steps, tell, begun } = await aWorld(count)
      for (const round of rounds) {
        const perTask = [0, 1, 2, 3].map((nth) => round.filter(({ task }) => task === nth))
        await Promise.all(
          perTask.map(async (own) => {
            for (const { task, kind } of own) await steps[kind](task)
          }),
        )
        expect(begun.size).toBeLessThanOrEqual(count)
        const { used: counted, out } = await usesOf(id)
        expect(counted + out).toBeLessThanOrEqual(count)
      }
      for (const nth of [0, 1, 2, 3]) await tell(nth)
      expect((await usesOf(id)).used).toBe(begun.size)
    }),
    { numRuns: 25, endOnFailure: true },
  )
}, 240_000)

test('the rows are what the ledger comes to', async () => {
  expect(await rowsApart()).toEqual([])
})
