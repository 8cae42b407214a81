import { expect, onTestFinished, test } from 'vitest'
import type { AdvanceGrant } from '#domain/grant/grant.ts'
import type { RunInput } from '#domain/run/run.ts'
import { aGate } from '#test/gate.ts'
import { gateOnDisk } from '#test/gate-on-disk.ts'

const letter = { to: 'ada@example.com', body: 'Hello' }
const bill = { to: 'acme', amountUsd: 12 }
const source: AdvanceGrant['source'] = {
  ...{ kind: 'automatic', effectClass: 'pay', upToUsd: 20, scope: 'project', policyVersion: 3 },
}
const advance = [0, 1].map((nth) => ({ grantId: `gr_${nth}`, effectKey: `task/t_test/s1/a/${nth}`, source }))
const held = { decision: 'block', text: expect.stringMatching(/held for approval/) }

/** The worker is killed with its answer on the way, and another one has the run. */
function restarted({ dataFolder, desk }: ReturnType<typeof aGate>, input: Partial<RunInput>) {
  desk.stop()
  const again = gateOnDisk(dataFolder)
  onTestFinished(() => again.desk.stop())
  return { ...again, run: again.open(input) }
}

test('a granted call whose answer was lost with the worker is let pass by the same ask, and by no other', async () => {
  const setting = aGate()
  const grants = [setting.approved('send_message', letter)]
  setting.open({ grants })
  const allow = { decision: 'allow', params: letter }
  const call = setting.call('send_message', { ...letter, body: 'Not as approved' })
  expect(await setting.gate.decide({ ...call, askId: 'ask-1' })).toEqual(allow)
  const { gate, run, journal } = restarted(setting, { grants })
  expect(await gate.decide({ ...call, askId: 'ask-1' })).toEqual(allow)
  expect(await gate.decide({ ...call, askId: 'ask-2' })).toEqual(held)
  expect(await gate.decide(call)).toEqual(held)
  gate.performed({ ...call, args: letter, isError: false, result: { content: 'sent' } })
  expect(journal.find(grants[0]?.effectKey ?? '')).toMatchObject({ outcome: 'performed' })
  expect(await gate.decide({ ...call, askId: 'ask-1' })).toEqual(held)
  gate.settleUnconfirmed(run)
  expect(run.unsent().filter(({ kind }) => kind === 'effect')).toMatchObject([{ outcome: 'performed' }])
})

test('so is one that nobody is asked about, with the parameters that it had: it uses one permission', async () => {
  const setting = aGate()
  setting.open({ advance })
  const call = { ...setting.call('pay_bill', bill), askId: 'ask-1' }
  expect(await setting.gate.decide(call)).toEqual({ decision: 'allow', params: bill })
  const { gate, journal } = restarted(setting, { advance })
  expect(await gate.decide(call)).toEqual({ decision: 'allow', params: bill })
  expect(advance.map(({ effectKey }) => journal.find(effectKey))).toEqual(['started', null])
  // Other parameters under the name of that ask are another call.
  expect(await gate.decide({ ...call, params: { ...bill, amountUsd: 13 } })).toMatchObject({
    decision: 'allow',
  })
  expect(advance.map(({ effectKey }) => journal.find(effectKey))).toEqual(['started', 'started'])
})
