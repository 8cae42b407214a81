import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useInbox } from '../../http/shared-queries.ts'
import { createTeller } from './teller.ts'

/** Tells of what comes to wait for the reader, for as long as the app is open; the stream says when that changed. */
export function useNotifications() {
  const router = useRouter()
  const mine = useInbox().data?.mine
  const teller = useRef<ReturnType<typeof createTeller>>(null)
  useEffect(() => {
    const own = createTeller((href) => void router.navigate({ to: href as never }))
    teller.current = own
    window.addEventListener('pagehide', own.silence)
    return () => {
      window.removeEventListener('pagehide', own.silence)
      own.stop()
    }
  }, [router])
  useEffect(() => {
    if (mine) teller.current?.hear(mine)
  }, [mine])
}
