// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Effect } from '#api/effects/contract.ts'
import { anApproval, projectId, sampleNow } from '../../../http/sample-data.ts'
import { aServer, renderAt } from '../../../http/web-bench.tsx'
import { EffectPage } from './EffectPage.tsx'

afterEach(cleanup)

const proposalId = `p_${'0'.repeat(24)}`
const at = '2026-11-24T10:00:00.000Z'
const told = { actor: 'executor:mac-mini', actorName: 'Mac mini', at }
const done = { ...told, kind: 'performed', evidence: 'sent', isByPerson: false, isAgain: false } as const
type LetPass = NonNullable<Effect['letPass']>
const rule: Extract<LetPass, { kind: 'automatic' }> = {
  kind: 'automatic',
  ...{ scope: 'project', scopeId: projectId, ownerName: 'Letter', version: 3 },
  ...{ upToUsd: 5, sentence: 'Paying up to $5.00 passes.', writtenAt: at, writtenByName: 'Mara Lind' },
}
const grant: Extract<LetPass, { kind: 'standing' }> = {
  kind: 'standing',
  ...{ standingGrantId: 'sg_1', fromProposalId: `p_${'1'.repeat(24)}`, count: 10 },
  target: { kind: 'places', names: ['to'], places: { to: '"ada@example.com"' }, upToUsd: null },
  ...{ until: '2026-11-30T10:00:00.000Z', madeAt: at, madeByName: 'Mara Lind', revokedAt: null },
}
const anEffect = (change: Partial<Effect>): Effect => ({
  ...{ id: proposalId, taskId: 't_0123456789abcdef', taskTitle: 'Pay', projectId, projectName: 'Letter' },
  ...{ agentId: 'ag_0123456789abcdef', agentName: 'Ines', isPractice: false },
  proposal: {
    ...anApproval().proposal,
    proposalId,
    tool: 'pay_invoice',
    effectClass: 'pay',
    status: 'performed',
  },
  ...{ run: null, policies: [], isPolicyRecorded: true, timesAsked: 0, asked: null, changes: [] },
  ...{ agreements: [], declined: [], givenOut: [{ at, grantId: 'gr_1' }], outcomes: [done] },
  ...{ timesPerformed: 1, entries: [], letPass: null },
  requestedBy: { actor: 'operator:op_mara', name: 'Mara Lind', runbookRunId: null },
  ...change,
})

async function open(change: Partial<Effect>) {
  const server = aServer()
  server.on('GET', /standing-grant$/, 200, { fromProposalId: null })
  server.on('GET', /^\/effects\//, 200, anEffect(change))
  renderAt(server, '/', { '/': EffectPage }, sampleNow)
  return within(await screen.findByRole('complementary', { name: 'About this effect' }))
}
const why = () => within(screen.getByRole('region', { name: 'Why it passed' }))
const hrefOf = (link: HTMLElement) => link.getAttribute('href')

test('what a rule let pass leads to the version that says it, and waited for nobody', async () => {
  const facts = await open({ letPass: rule })
  expect(screen.getByText(/^Ines used pay_invoice\. Nobody was asked: version 3 of the policy/)).toBeTruthy()
  const link = why().getByRole('link', { name: 'version 3 of the policy of Letter' })
  expect(hrefOf(link)).toBe(`/projects/${projectId}/policies#version-3`)
  expect(why().getByText('Paying up to $5.00 passes.')).toBeTruthy()
  expect(facts.getByText('nobody: it passed without asking')).toBeTruthy()
  expect(facts.queryByText('Decision until')).toBeNull()
  expect(screen.queryByText(/Nobody has approved it|Nobody decided it/)).toBeNull()
})

test('what a standing grant let pass leads to it, and to the approval that it was made from', async () => {
  const facts = await open({ letPass: grant })
  expect(screen.getByText(/Nobody was asked: it passed by a standing grant of Mara Lind\./)).toBeTruthy()
  expect(hrefOf(why().getByRole('link', { name: 'standing grant' }))).toBe('/doors#sg_1')
  expect(hrefOf(why().getByRole('link', { name: 'an approved effect' }))).toBe(
    `/effects/${grant.fromProposalId}`,
  )
  expect(why().getByText(/to ada@example\.com; at most 10 times\. It ends/)).toBeTruthy()
  expect(facts.queryByText('Decision until')).toBeNull()
  cleanup()
  await open({ letPass: { ...grant, revokedAt: at } })
  expect(why().getByText(/It was revoked/)).toBeTruthy()
})

test('what somebody was asked about says what it needed and until when', async () => {
  const facts = await open({ timesAsked: 1 })
  expect(facts.getByText('one approver')).toBeTruthy()
  expect(facts.getByText('Decision until')).toBeTruthy()
  expect(screen.getByText('Nobody decided it.')).toBeTruthy()
})

test('who asked for the task is named, with the run of a runbook that made it for them', async () => {
  const facts = await open({})
  expect(hrefOf(facts.getByRole('link', { name: 'Mara Lind' }))).toBe('/operators')
  cleanup()
  const byRunbook = { actor: 'operator:op_mara', name: 'Mara Lind', runbookRunId: 'rr_1' }
  const again = await open({ requestedBy: byRunbook })
  expect(hrefOf(again.getByRole('link', { name: 'Mara Lind' }))).toBe('/runbook-runs/rr_1')
})

test('what is recorded as done twice warns, at the top and where it is told', async () => {
  await open({ timesPerformed: 2, outcomes: [done, { ...done, isAgain: true }] })
  expect(screen.getByText('Done 2 times')).toBeTruthy()
  expect(screen.getByText(/recorded as done 2 times, and may be done once/)).toBeTruthy()
  const rows = within(screen.getByRole('list', { name: 'What became of it' })).getAllByRole('listitem')
  expect(rows.map((row) => /Done (once|again)/.exec(row.textContent ?? '')?.[0])).toEqual([
    'Done once',
    'Done again',
  ])
})
