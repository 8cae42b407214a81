import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { runbookTemplates } from '#domain/runbook/templates.ts'
import { HttpProblem } from '../../http-client.ts'
import type { Story } from '../cast.ts'
import { eventually, expectThat } from '../eventually.ts'

/** A script starts the letter by an API key, twice with one Idempotency-Key; Grace lets it be published. */
export const runbookStory: Story = async ({ owner, grace, script, letter, shop }) => {
  const yaml = runbookTemplates.find(({ id }) => id === 'letter')?.yaml('Ines') ?? ''
  const { projectId } = letter
  await owner.ask(runbooksContract.createRunbook, { params: { projectId }, body: { yaml } })
  const start = (where: string) =>
    script(runbookRunsContract.startRunbook, {
      params: { projectId: where, name: 'publish-a-letter' },
      body: { inputs: { topic: 'the tides' } },
      headers: { 'idempotency-key': 'letter-of-the-week' },
    })
  const { runId } = await start(projectId)
  const again = await start(projectId)
  expectThat(again.runId === runId, 'a repeat of the Idempotency-Key answers the same run')
  const elsewhere = await start(shop.projectId).catch((error) => error)
  const isRefused = elsewhere instanceof HttpProblem && elsewhere.status === 403
  expectThat(isRefused, 'the API key opens no other project')
  const run = () => script(runbookRunsContract.getRunbookRun, { params: { runId } })
  const { state } = await eventually('a run asks', run, (one) => one.state.wait?.kind === 'approval')
  const attempt = state.steps.find(({ stepId }) => stepId === 'review')?.attempt ?? 0
  await grace.ask(runbookRunsContract.decideRunbookStep, {
    params: { runId, stepId: 'review' },
    body: { verdict: 'approved', attempt, note: 'Reads well.' },
  })
  await eventually('the run is done', run, (one) => one.state.status === 'done')
  return 'a script started “Publish a letter” by its API key, once; Grace let it be published'
}
