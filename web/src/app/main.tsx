import '@mantine/core/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import '../theme/app.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from '../http/query-client.ts'
import { cssVariablesResolver, theme } from '../theme/theme.ts'
import { NowContext } from '../ui/now.ts'
import { router } from './router.tsx'
import { toSignIn } from './session-over.ts'

const clockMs = 15_000

const queryClient = createQueryClient(toSignIn(router))

/** One clock for all pages, so that rows never disagree about how long ago something was. */
function Clock({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), clockMs)
    return () => clearInterval(timer)
  }, [])
  return <NowContext value={now}>{children}</NowContext>
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Clock>
          <RouterProvider router={router} />
        </Clock>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
