import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useInboxItems } from '../../http/shared-queries.ts'
import { consent, onConsent } from './consent.ts'
import { createTeller } from './teller.ts'

/**
 * Tells of what comes to wait for the reader, for as long as the app is open and it is switched on; the stream says when that
 * changed. Only then the whole inbox is read for it.
 */
export function useNotifications() {
  const router = useRouter()
  const isOn = useSyncExternalStore(onConsent, consent) === 'on'
  const { data, isFetching, isError } = useInboxItems(isOn)
  // What was kept from before it was switched on is old: it is read anew first, or all since then were news.
  const mine = isOn && !isFetching && !isError ? data?.mine : undefined
  const teller = useRef<ReturnType<typeof createTeller>>(null)
  useEffect(() => {
    if (!isOn) return
    const own = createTeller((href) => void router.navigate({ to: href as never }))
    teller.current = own
    window.addEventListener('pagehide', own.silence)
    return () => {
      window.removeEventListener('pagehide', own.silence)
      teller.current = null
      own.stop()
    }
  }, [router, isOn])
  useEffect(() => {
    if (mine) teller.current?.hear(mine)
  }, [mine])
}
