import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { createOpenClawActivities } from '#activities/openclaw/openclaw-activities.ts'
import { aGate } from './gate.ts'
import { ScriptedGateway } from './scripted-gateway.ts'
import { tempFolder } from './temp-folder.ts'

/** The activities of an executor whose agent `main` has an empty workspace within `folder`. */
export function anExecutorWithWorkspace() {
  const folder = tempFolder()
  const workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  const gateway = Object.assign(new ScriptedGateway(), {
    workspaceOf: async (agentId: string) => (agentId === 'main' ? workspace : null),
  })
  const { desk, journal, vault, gate, killSwitch, callTerms, startTerms } = aGate()
  const masked = (text: string) => text
  const held = { desk, journal, vault, gate, killSwitch, callTerms, startTerms }
  const deps = { gateway: gateway.asGateway(), ...held, masked }
  const activities = createOpenClawActivities(deps)
  /** As an activity of its own. */
  const within = <T>(look: () => Promise<T>): Promise<T> =>
    new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run<[], T, () => Promise<T>>(look)
  return { gateway, folder, workspace, activities, within }
}
