// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { sampleNow } from '../http/sample-data.ts'
import { aServer, renderAt } from '../http/web-bench.tsx'
import { UnsavedGuard } from '../ui/UnsavedGuard.tsx'
import { toSignIn } from './session-over.ts'

afterEach(cleanup)

const routes = {
  '/dirty': () => <UnsavedGuard isDirty />,
  '/other': () => 'Another page',
  '/sign-in': () => 'Signed out',
}
const open = (at: string) => {
  const { router } = renderAt(aServer(), at, routes, sampleNow)
  return { router, signedOut: toSignIn(router) }
}
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
const isClosed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())

test('who stays with what is not saved is left in peace; the next page leads to the sign-in', async () => {
  const { router, signedOut } = open('/dirty')
  await router.load()
  signedOut()
  await press('Stay and go on writing')
  await isClosed()
  await act(async () => signedOut())
  expect(screen.queryByRole('dialog')).toBeNull()
  void router.navigate({ to: '/other' as never })
  await press('Stay and go on writing')
  await isClosed()
  void router.navigate({ to: '/other' as never })
  await press('Leave without saving')
  expect(await screen.findByText('Another page')).toBeTruthy()
  signedOut()
  expect(await screen.findByText('Signed out')).toBeTruthy()
  expect(router.state.location.search).toEqual({ to: '/other' })
})

test('each time that a session ends leads there, and from there nowhere', async () => {
  const { router, signedOut } = open('/other')
  for (const _ of [1, 2]) {
    expect(await screen.findByText('Another page')).toBeTruthy()
    signedOut()
    expect(await screen.findByText('Signed out')).toBeTruthy()
    signedOut()
    await router.navigate({ to: '/other' as never })
  }
})
