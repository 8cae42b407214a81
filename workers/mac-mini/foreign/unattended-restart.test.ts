import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { endOfRow } from '#activities/openclaw/run-ends.ts'
import type { RunInput } from '#domain/run/run.ts'
import { aRunInput } from '#test/builders.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openKillSwitch } from '../kill-switch.ts'
import { openRunDesk } from '../spool/run-desk.ts'
import { openOnDesk, openUnattendedKills } from './unattended-kills.ts'

const close: (() => void)[] = []
afterEach(() => {
  for (const stop of close.splice(0)) stop()
})

const sessionKey = 'agent:main:main'

/** A worker that starts anew, without network, over what an earlier one left. */
function aRestart(input: RunInput, setUp: (file: string) => void) {
  const dataFolder = tempFolder()
  const openDesk = () => openRunDesk({ dataFolder, send: async () => {} })
  const before = openDesk()
  before.open(input)
  before.stop()
  const ask = async () => {
    throw new Error('no network')
  }
  const killSwitch = openKillSwitch({ dataFolder, ask })
  setUp(killSwitch.file)
  const gateway = new ScriptedGateway()
  const desk = openDesk()
  const runs = openUnattendedKills({
    ...{ gateway: gateway.asGateway(), killSwitch, desk, everyMs: 1 },
    masked: (text) => text,
    onError: (error) => {
      throw error
    },
  })
  close.push(runs.stop, desk.stop)
  for (const { input: open } of desk.all()) runs.began(openOnDesk(open))
  runs.look()
  return { gateway, desk, runs, killSwitch, openDesk }
}
const stopFile = (file: string) => writeFileSync(file, 'It writes to everybody')

test('the file alone ends a run of ours that an earlier worker left, and who takes it back knows why it ended', async () => {
  const input = aRunInput({ runId: 'fo:task/t_1/s1', sessionKey: 'agent:main:fo:task/t_1' })
  const { gateway, desk, killSwitch, openDesk } = aRestart(input, stopFile)
  await expect.poll(() => gateway.paramsOf('sessions.abort')).toEqual([{ key: input.sessionKey }])
  await expect.poll(() => desk.find(input.sessionKey)?.killedFor()).toBeTruthy()
  rmSync(killSwitch.file)
  desk.stop()
  const next = openDesk()
  close.push(next.stop)
  expect(next.find(input.sessionKey)?.killedFor()).toMatch(/It writes to everybody$/)
  const ordered = { ordered: null, hasEndedTurn: false, deadlineMs: 1, failureReason: null }
  const killedFor = next.find(input.sessionKey)?.killedFor() ?? null
  const end = endOfRow({ runId: input.runId, status: 'cancelled' }, { ...ordered, killedFor })
  expect(end).toMatchObject({ outcome: 'killed', error: expect.stringContaining('It writes to everybody') })
})

test('so it does with a chat that was adopted; without the file neither is touched, nor is one that has ended', async () => {
  const input = aRunInput({ runId: 'chat-1', sessionKey })
  expect(aRestart(input, stopFile).gateway.paramsOf('sessions.abort')).toEqual([{ key: sessionKey }])
  const { gateway, desk, runs, killSwitch } = aRestart(input, () => {})
  expect(gateway.methods()).toEqual([])
  desk.find(sessionKey)?.close()
  stopFile(killSwitch.file)
  runs.look()
  expect(gateway.methods()).toEqual([])
})
