import { useEffect, useState } from 'react'
import type { LiveEvent } from '#domain/live/live.ts'
import { applyLive, type LiveState, nothingLive } from '#domain/live/live-state.ts'

const drawMs = 120
const againMs = 3_000

export type LiveLink = 'connecting' | 'there' | 'away'

/** A task's open run as it goes. A page that nobody sees asks for nothing: a browser has few connections to one server. */
export function useLiveRun(taskId: string, isOpen: boolean): { live: LiveState; link: LiveLink } {
  const [live, setLive] = useState(nothingLive)
  const [link, setLink] = useState<LiveLink>('connecting')
  useEffect(() => {
    if (!isOpen) return
    const follow = () =>
      followed(taskId, (events) => setLive((state) => events.reduce(applyLive, state)), setLink)
    let stop = document.hidden ? null : follow()
    const seen = () => {
      stop?.()
      stop = document.hidden ? null : follow()
    }
    document.addEventListener('visibilitychange', seen)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      stop?.()
    }
  }, [taskId, isOpen])
  return { live, link }
}

/** Events are drawn a few times a second, however many come. Answers how to stop. */
function followed(taskId: string, draw: (events: LiveEvent[]) => void, tell: (link: LiveLink) => void) {
  let events: LiveEvent[] = []
  let drawing: ReturnType<typeof setTimeout> | null = null
  let again: ReturnType<typeof setTimeout> | null = null
  const drawNow = () => {
    drawing = null
    draw(events)
    events = []
  }
  const open = () => {
    const opened = new EventSource(`/api/tasks/${taskId}/live`)
    opened.addEventListener('open', () => tell('there'))
    opened.addEventListener('live', ({ data }) => {
      events.push(JSON.parse(data))
      drawing ??= setTimeout(drawNow, drawMs)
    })
    opened.addEventListener('error', () => {
      tell('away')
      // The browser gives up where the answer was an error.
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(() => (source = open()), againMs)
    })
    return opened
  }
  let source = open()
  return () => {
    source.close()
    if (again) clearTimeout(again)
    if (drawing) clearTimeout(drawing)
    draw(events)
  }
}
