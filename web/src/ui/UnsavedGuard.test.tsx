// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { UnsavedGuard } from './UnsavedGuard.tsx'

afterEach(cleanup)

const Written = () => (
  <main id="content">
    <div hidden>
      <UnsavedGuard isDirty />
    </div>
  </main>
)

test('what stands in a part that is hidden, as beside the inbox on a phone, is asked for where it is seen', async () => {
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
  void router.navigate({ to: '/next' as never })
  const dialog = await screen.findByRole('dialog', { name: 'What you wrote is not saved' })
  expect(dialog.closest('main')).toBeTruthy()
  expect(dialog.closest('[hidden]')).toBeNull()
  fireEvent.click(await screen.findByRole('button', { name: 'Leave without saving' }))
  expect(await screen.findByText('Another page')).toBeTruthy()
})
