// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { UnsavedGuard } from './UnsavedGuard.tsx'
import { mayLeave } from './unsaved.ts'

afterEach(cleanup)

let settleElsewhere = () => {}
function Written() {
  const [isThere, setThere] = useState(true)
  settleElsewhere = () => act(() => setThere(false))
  return isThere ? <Hidden /> : <main id="content">Settled by somebody else</main>
}

const Hidden = () => (
  <main id="content">
    <div hidden>
      <UnsavedGuard isDirty />
    </div>
  </main>
)

async function open() {
  const root = createRootRoute()
  const routes = { '/': Written, '/next': () => 'Another page' }
  const router = createRouter({
    routeTree: root.addChildren(
      Object.entries(routes).map(([path, component]) =>
        createRoute({ getParentRoute: () => root, path, component }),
      ),
    ),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  })
  render(
    // As in the app: in tests Mantine leaves a dialog where it stands.
    <MantineProvider>
      <RouterProvider router={router as never} />
    </MantineProvider>,
  )
  await router.load()
  return router
}

test('what is settled by somebody else while it asks is left alone: the way is not taken, and can be asked for anew', async () => {
  const router = await open()
  void router.navigate({ to: '/next' as never })
  await screen.findByRole('dialog')
  const signOut = mayLeave()
  settleElsewhere()
  expect(await screen.findByText('Settled by somebody else')).toBeTruthy()
  expect(await signOut).toBe(false)
  expect(router.state.location.pathname).toBe('/')
  expect(await mayLeave()).toBe(true)
  void router.navigate({ to: '/next' as never })
  expect(await screen.findByText('Another page')).toBeTruthy()
})

test('what stands in a part that is hidden, as beside the inbox on a phone, is asked for where it is seen', async () => {
  const router = await open()
  void router.navigate({ to: '/next' as never })
  const dialog = await screen.findByRole('dialog', { name: 'What you wrote is not saved' })
  expect(dialog.closest('main')).toBeTruthy()
  expect(dialog.closest('[hidden]')).toBeNull()
  fireEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }))
  expect(await screen.findByText('Another page')).toBeTruthy()
})
