// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Doors } from '#api/doors/contract.ts'
import type { PolicyPage } from '#api/policies/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { aProblem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { DoorsPage } from './DoorsPage.tsx'

afterEach(cleanup)

const grant: Doors['standing'][number] = {
  ...{ id: 'sg_0123456789abcdef', projectId: 'pr_0123456789abcdef', projectName: 'Letter' },
  ...{ agentId: 'ag_0123456789abcdef', agentName: 'Ines', taskId: 't_0123456789abcdef' },
  ...{
    proposalId: `p_${'0'.repeat(24)}`,
    tool: 'send_message',
    effectClass: 'send',
    count: 10,
    used: 4,
    out: 2,
  },
  target: { kind: 'places', names: ['body', 'to'], places: { to: '"ada@example.com"' }, upToUsd: null },
  ...{ until: '2099-01-01T00:00:00.000Z', madeAt: '2026-11-20T11:00:00.000Z', madeByName: 'Mara Lind' },
  ...{ revokedAt: null, endedAt: null, endReason: null, idle: null },
}
const gateway: Doors['gateways'][number] = {
  ...{ executorId: 'mac-mini', executorName: 'Mac mini', key: 'allow/main/e1', name: '/usr/bin/git' },
  ...{ place: 'main', line: '/usr/bin/git', since: '2026-11-21T00:00:00.000Z', hash: 'h1', finding: null },
  use: { times: null, lastAt: null, until: null },
}
const place = {
  ...{ scope: 'project' as const, scopeId: 'pr_0123456789abcdef', name: 'Letter', version: 3, agents: null },
}
const rule: Doors['automatic'][number] = {
  ...{ ...place, effectClass: 'pay', upToUsd: 5, perDay: 4, used: 1, out: 3, recent: 6 },
  lastAt: '2026-11-20T11:00:00.000Z',
}
const safe: Doors['safe'][number] = { ...place, version: 0, tool: 'write' }
const document = PolicyDocument.parse({
  approvals: { pay: { who: 'auto', upToUsd: 5, above: 'two', perDay: 4 } },
  safeTools: ['write', 'exec'],
})
const policy: PolicyPage = {
  ...{ scopeId: place.scopeId, scope: 'project', name: 'Letter', projectId: place.scopeId, version: 3 },
  ...{ document, lines: [], burn: [], versions: [] },
}
const nothing: Doors = { automatic: [], safe: [], builtIn: ['read', 'ls'], standing: [], gateways: [] }

function open(doors: Partial<Doors>, role: Role = 'operator') {
  const server = aServer(role)
  server.on('GET', /^\/doors$/, 200, { ...nothing, ...doors })
  server.on('GET', /^\/me$/, 200, server.me)
  renderAt(server, '/', { '/': DoorsPage }, sampleNow)
  return server
}

test('where nothing passes each part says so, and how something could', async () => {
  open({})
  expect(await screen.findByText(/^Every effect is approved by somebody/)).toBeTruthy()
  expect(screen.getByText('There is no standing grant.')).toBeTruthy()
  expect(screen.getByText('No effect passes by itself.')).toBeTruthy()
  expect(screen.getByText('read, ls')).toBeTruthy()
})

test('each stands with what it lets pass, its use, and where it is said; one that appeared leads to its finding', async () => {
  open({
    standing: [grant, { ...grant, id: 'sg_1', revokedAt: '2026-11-21T00:00:00.000Z' }],
    automatic: [rule],
    gateways: [{ ...gateway, finding: { id: 'f_1', status: 'open' } }],
  })
  expect(await screen.findAllByText('4 of 10 used, 2 with runs under way')).toHaveLength(2)
  expect(screen.getAllByText('send_message: to ada@example.com')).toHaveLength(2)
  expect(screen.getByText('1 of 4 used today')).toBeTruthy()
  expect(screen.getByText('6 times in 30 days')).toBeTruthy()
  expect(screen.getByText('3 more with runs under way')).toBeTruthy()
  expect(screen.getByText('policy of Letter, version 3')).toBeTruthy()
  expect(screen.getByRole('link', { name: '/usr/bin/git' }).getAttribute('href')).toBe('/findings/f_1')
  expect(screen.getAllByRole('button', { name: /^Revoke/ })).toHaveLength(1)
})

test('it is revoked after saying what that will do, and a refusal stands in the panel', async () => {
  const server = open({ standing: [grant] })
  server.on('POST', /revoke$/, 409, aProblem(409, 'It is revoked already.'))
  fireEvent.click(await screen.findByRole('button', { name: /^Revoke/ }))
  expect(screen.getByText(/^end runs that have some of it/)).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Why, if you want to say'), { target: { value: 'enough' } })
  fireEvent.click(screen.getByRole('button', { name: 'Revoke it' }))
  expect((await screen.findByRole('alert')).textContent).toContain('It is revoked already.')
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toEqual({ reason: 'enough' })
})

test('a viewer may not revoke, with the reason', async () => {
  open({ standing: [grant] }, 'viewer')
  const revoke = await screen.findByRole('button', { name: /^Revoke/ })
  expect(revoke.getAttribute('aria-disabled')).toBe('true')
})

test('what a gateway lets pass is told with its use and its end; a setting of it has no button and says where it is set', async () => {
  const until = '2099-01-01T00:00:00.000Z'
  const lastAt = '2026-11-20T11:00:00.000Z'
  const with_ = (key: string, change: Partial<typeof gateway>) => ({ ...gateway, key, name: key, ...change })
  open({
    gateways: [
      with_('commands', { use: null, line: 'security full, asks off' }),
      with_('grant/g1', { use: { times: 3, lastAt, until } }),
      with_('grant/g2', { use: { times: 0, lastAt: null, until: null } }),
      with_('allow/main/e2', { use: { times: null, lastAt, until: null } }),
      with_('allow/main/e3', { finding: { id: 'f_3', status: 'repairing' } }),
    ],
  })
  const rows = await screen.findByRole('list', { name: 'Permissions of gateways' })
  const [setting, used, unused, last, going] = [...rows.children].map((row) => row.textContent ?? '')
  expect(setting).toContain('set in OpenClaw')
  expect(used).toMatch(/used 3 times, last .*ends /)
  expect(unused).toContain('never used')
  expect(last).toMatch(/last used /)
  expect(going).toContain('being taken away there')
  expect(screen.getAllByRole('button', { name: /^Close…/ })).toHaveLength(3)
})

test('an adopted one is closed after saying what that will do, about what was seen; a refusal stands in the panel', async () => {
  const server = open({ gateways: [gateway] })
  server.on('POST', /close$/, 409, aProblem(409, 'It changed since you read it.'))
  fireEvent.click(await screen.findByRole('button', { name: /^Close…/ }))
  expect(screen.getByText(/^take \/usr\/bin\/git off what the gateway/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Close it' }))
  expect((await screen.findByRole('alert')).textContent).toContain('It changed since you read it.')
  const asked = server.asked.find(({ method }) => method === 'POST')
  expect(asked?.body).toEqual({ key: 'allow/main/e1', seen: 'h1' })
})

test('a viewer may not close one', async () => {
  open({ gateways: [gateway] }, 'viewer')
  const close = await screen.findByRole('button', { name: /^Close…/ })
  expect(close.getAttribute('aria-disabled')).toBe('true')
})

test('each sentence at the top counts what does let something pass, and no more', async () => {
  const first = async (doors: Partial<Doors>) => {
    open(doors)
    const [heading] = await screen.findAllByText(/passes|pass without/)
    return heading?.textContent
  }
  const asked = 'Every effect is approved by somebody; only what reads or reports passes.'
  expect(await first({})).toBe(asked)
  expect(await first({ standing: [{ ...grant, idle: 'Ines is retired.' }] })).toBe(asked)
  expect(await first({ safe: [safe, { ...safe, scopeId: 'pr_2' }] })).toBe(
    '1 further tool passes without asking, beside what reads or reports.',
  )
  expect(await first({ automatic: [rule], standing: [grant], safe: [safe] })).toBe(
    '1 standing grant, 1 rule and 1 further tool let calls pass without asking, beside what reads or reports.',
  )
  expect(
    await first({ gateways: [gateway, { ...gateway, key: 'k', finding: { id: 'f_1', status: 'open' } }] }),
  ).toBe(
    `${asked} Gateways let 2 things pass by their own rules, 1 of them not allowed by us; our gate stands before them.`,
  )
})

test('a standing grant that lets nothing pass says why, and a tool for whom it passes and that nothing counts it', async () => {
  open({
    standing: [
      { ...grant, id: 'sg_9', out: 0, idle: 'Ines is retired.' },
      { ...grant, idle: 'The policy forbids this tool.' },
    ],
    safe: [
      safe,
      {
        ...safe,
        tool: 'exec',
        agents: ['Ines', 'Jon', 'Kim', 'Lea', 'Max'].map((one) => `${one} in Letter`),
      },
    ],
  })
  expect(await screen.findByText(/It lets nothing pass now: Ines is retired\./)).toBeTruthy()
  // What runs under way brought along they keep.
  expect(screen.getByText(/No further run gets it: The policy forbids this tool\./)).toBeTruthy()
  expect(screen.getAllByText('set when Letter was created')).toHaveLength(2)
  expect(screen.getAllByText('use not counted')).toHaveLength(3)
  expect(screen.getByText(/^only for Ines in Letter, Jon in Letter, Kim in Letter and 2 more;/)).toBeTruthy()
})

test('a rule is closed as a version of its policy, said in a sentence first; one that was changed meanwhile is read again', async () => {
  const server = open({ automatic: [rule] }, 'owner')
  server.on('GET', /^\/policies\//, 200, policy)
  server.on('POST', /^\/policies\//, 409, aProblem(409, 'It was changed meanwhile: it is at version 4.'))
  fireEvent.click(await screen.findByRole('button', { name: /^Close… Paying up to \$5\.00/ }))
  expect(
    await screen.findByText(
      /^have it say: Paying needs one approver up to \$5\.00; above .*Before: Paying up to/,
    ),
  ).toBeTruthy()
  fireEvent.change(screen.getByLabelText('Why, if you want to say'), { target: { value: 'too much' } })
  fireEvent.click(screen.getByRole('button', { name: 'Close it, as version 4' }))
  expect((await screen.findByRole('alert')).textContent).toContain('It was changed meanwhile')
  const reads = server.asked.filter(({ method, path }) => method === 'GET' && path.startsWith('/policies/'))
  expect(reads.length).toBeGreaterThan(1)
  const asking = { ...document.approvals, pay: { who: 'one', upToUsd: 5, above: 'two' } }
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toEqual({
    ...{ document: { ...document, approvals: asking }, note: 'too much', version: 3 },
  })
})

test('a tool is taken off its list, and one that passes no more by then says so', async () => {
  const server = open({ safe: [safe, { ...safe, tool: 'edit' }] }, 'owner')
  server.on('GET', /^\/policies\//, 200, policy)
  server.on('POST', /^\/policies\//, 200, { ...policy, version: 4 })
  fireEvent.click(await screen.findByRole('button', { name: /^Close… edit/ }))
  expect(await screen.findByText('The policy does not let it pass any more.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: /^Close… write/ }))
  fireEvent.click(await screen.findByRole('button', { name: 'Close it, as version 4' }))
  await waitFor(() => expect(screen.queryByRole('group', { name: 'Close write' })).toBeNull())
  const saved = server.asked.find(({ method }) => method === 'POST')?.body as { document: PolicyDocument }
  expect(saved.document.safeTools).toEqual(['exec'])
})

test('who may not change policies closes no rule, and is told why', async () => {
  open({ automatic: [rule] }, 'operator')
  const close = await screen.findByRole('button', { name: /^Close…/ })
  expect(close.getAttribute('aria-disabled')).toBe('true')
})
