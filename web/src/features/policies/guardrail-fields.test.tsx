// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { aPage, changes, open } from './policy-bench.tsx'

afterEach(cleanup)

test('domains are said one a line, none is other than nothing said, and what is none is named', async () => {
  const server = open()
  const saying = await screen.findByLabelText('Tools go only to these domains')
  fireEvent.click(saying)
  expect(changes()).toEqual(['New: Tools go to no address at all.'])
  const names = screen.getByLabelText('Domains')
  fireEvent.change(names, { target: { value: 'Example.com\nhttps://example.org' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(
    await screen.findByText('https://example.org is not a domain; they look like example.com'),
  ).toBeTruthy()
  fireEvent.change(names, { target: { value: 'Example.com\nbücher.example' } })
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { domains: ['example.com', 'xn--bcher-kva.example'] },
  })
})

test('skills are said one a line, none is other than nothing said, and what is none is named', async () => {
  const server = open()
  fireEvent.click(await screen.findByLabelText('Agents use only these skills'))
  expect(changes()).toEqual(['New: Agents may use no skill at all.'])
  const names = screen.getByLabelText('Skills')
  fireEvent.change(names, { target: { value: 'weather\nskills/notes' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(
    await screen.findByText('skills/notes is not the name of a skill; they look like release-notes'),
  ).toBeTruthy()
  fireEvent.change(names, { target: { value: 'weather\nrelease-notes\nweather' } })
  expect(changes()).toEqual(['New: Agents may use only these skills: weather, release-notes.'])
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { skills: ['weather', 'release-notes'] },
  })
})

test('who must agree by risk is said beside the kinds, and taken back it says nothing', async () => {
  const server = open()
  const high = await screen.findByLabelText('What is of high risk')
  expect(screen.getByText(/The stricter of kind and risk counts/)).toBeTruthy()
  fireEvent.change(high, { target: { value: 'two' } })
  expect(changes()).toEqual(['New: What is of high risk needs two approvers, whatever it does.'])
  fireEvent.change(high, { target: { value: '' } })
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
  fireEvent.change(screen.getByLabelText('What is of medium or high risk'), { target: { value: 'two' } })
  fireEvent.change(high, { target: { value: 'other' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  expect(await screen.findByText('must not be less than what is asked of medium risk')).toBeTruthy()
  fireEvent.change(high, { target: { value: '' } })
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { riskApprovers: { medium: 'two', high: null } },
  })
})

test('whose work an operator looks at is one of three, or not said', async () => {
  const server = open()
  const field = await screen.findByLabelText('An operator looks at')
  fireEvent.change(field, { target: { value: 'undeclared' } })
  expect(changes()).toEqual([
    'New: An operator looks at work where its task says so, and at work that declares no deliverable.',
  ])
  server.on('POST', /^\/policies\//, 200, aPage({ version: 4 }))
  fireEvent.click(screen.getByRole('button', { name: 'Save as version 4' }))
  await screen.findByRole('button', { name: 'Save as version 5' })
  expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    document: { review: 'undeclared' },
  })
  fireEvent.change(field, { target: { value: '' } })
  expect(await screen.findByText('Nothing is changed yet.')).toBeTruthy()
})

test('how often the same may come before a pause is a number of the policy', async () => {
  open()
  fireEvent.change(await screen.findByLabelText('Times the same may come before a pause'), {
    target: { value: '2' },
  })
  expect(changes()).toEqual([
    'New: An agent is paused when the same failure, result or proposal comes 2 times.',
  ])
})

test('what passes without asking can be said, and left to the wider policy again', async () => {
  open({ document: { ...emptyDocument, safeTools: ['fetch'] } })
  const saying = await screen.findByLabelText('Say which tools pass without asking')
  fireEvent.change(screen.getByLabelText('Pass without asking'), { target: { value: '' } })
  expect(changes()).toEqual([
    'Nothing but reading and reporting passes without asking. Before: Passes without asking, beside reading and reporting: fetch.',
  ])
  fireEvent.click(saying)
  expect(changes()).toEqual([
    'As all projects now. Before: Passes without asking, beside reading and reporting: fetch.',
  ])
})
