// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { Role } from '#domain/operator/permissions.ts'
import { anInboxItem, aProblem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { ResendCard } from './ResendCard.tsx'

afterEach(cleanup)

const item = anInboxItem({
  ...{ id: 'undeliverable:in_1', kind: 'undeliverable', subjectId: 'in_1', taskId: null },
  line: 'A decision was not delivered: This run is frozen.',
})

function open(status = 202, role: Role = 'operator') {
  const server = aServer(role)
  const answer = status === 202 ? { intentId: 'in_2' } : aProblem(status, 'It is approved already.')
  server.on('POST', /^\/inbox\/[^/]+\/resend$/, status, answer)
  renderAt(server, '/inbox', { '/inbox': () => <ResendCard item={item} /> }, sampleNow)
  return server
}
const button = () => screen.findByRole('button', { name: /Send it again|Sent again/ })

test('what could not be delivered is sent again once, and says that it was', async () => {
  const { asked } = open()
  await screen.findByText(item.line)
  fireEvent.click(await button())
  const sent = await screen.findByRole('button', { name: 'Sent again' })
  fireEvent.click(sent)
  const paths = asked.filter(({ method }) => method === 'POST').map(({ path }) => decodeURIComponent(path))
  expect(paths).toEqual(['/inbox/undeliverable:in_1/resend'])
})

test('a refusal stands below the button with its reason, and it can be tried again', async () => {
  open(409)
  fireEvent.click(await button())
  expect((await screen.findByRole('alert')).textContent).toBe(
    'It was not sent again. It is approved already.',
  )
  expect((await screen.findByRole('button', { name: 'Send it again' })).hasAttribute('disabled')).toBe(false)
})

test('a viewer reads why it is not theirs to send', async () => {
  const { asked } = open(202, 'viewer')
  fireEvent.click(await button())
  expect(
    (await button()).getAttribute('aria-disabled') ?? (await button()).getAttribute('data-disabled'),
  ).toBe('true')
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([])
})
