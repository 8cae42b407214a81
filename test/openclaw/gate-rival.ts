import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { findingsContract } from '#api/findings/contract.ts'
import { linesOf } from '../e2e/stage.ts'
import { type Attempt, approvedBy, type Held } from './gate-stage.ts'

/** As its manifest says. */
const rivalId = 'front-office-test-rival'

/** By the rival's own log. */
const rewritesOf = ({ world, tool }: Held) =>
  linesOf(world.rival).filter((line) => JSON.parse(line).tool === tool.tool).length

export const rivalAttempt: Attempt = {
  name: 'a second plugin that rewrites the call, before it is held and when it is performed',
  plan: { words: 'rival-bait as approved' },
  times: 0,
  async make(held) {
    for (const { world, mark } of held) expect(readFileSync(world.rival, 'utf8')).toContain(mark)
  },
  async control(held, { owner }) {
    const before = rewritesOf(held)
    await approvedBy(owner, held)
    expect(rewritesOf(held), held.tool.kind).toBeGreaterThan(before)
    await owner.ask(findingsContract.lookNow, { params: { executorId: 'mac-mini' } })
  },
  ledger: ({ proposal: { proposalId } }) => [
    { of: 'task', type: 'effect_performed', body: { proposalId } },
    {
      of: { finding: `plugin/${rivalId}` },
      type: 'finding_opened',
      body: {
        ...{ kind: 'gate_plugin', difference: 'extra' },
        theirs: expect.objectContaining({
          line: expect.stringContaining(`${rivalId} hooks the calls of tools`),
        }),
      },
    },
  ],
}
