import { expect, test } from 'vitest'
import { aKillSwitch } from '#test/kill-switch.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { openForeignKills } from './foreign-kills.ts'

function some() {
  const gateway = new ScriptedGateway()
  const killSwitch = aKillSwitch()
  const runs = openForeignKills({ gateway: gateway.asGateway(), killSwitch })
  return { gateway, killSwitch, runs }
}

test('a switch ends what nobody here started, once', () => {
  const { gateway, killSwitch, runs } = some()
  for (const key of ['agent:main:cron:daily', 'agent:main:main', 'agent:main:main']) runs.began(key)
  killSwitch.set(null)
  expect(gateway.methods()).toEqual([])
  killSwitch.set('Ada stopped everything')
  killSwitch.set('Ada stopped everything')
  expect(gateway.paramsOf('sessions.abort')).toEqual([
    { key: 'agent:main:cron:daily' },
    { key: 'agent:main:main' },
  ])
})

test('of very many sessions the newest are kept, and after the stop none is touched', () => {
  const { gateway, killSwitch, runs } = some()
  for (let i = 0; i < 501; i++) runs.began(`agent:main:${i}`)
  killSwitch.set('stop')
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(500)
  expect(gateway.paramsOf('sessions.abort')[0]).toEqual({ key: 'agent:main:1' })
  runs.began('agent:main:main')
  runs.stop()
  killSwitch.set('again')
  expect(gateway.paramsOf('sessions.abort')).toHaveLength(500)
})
