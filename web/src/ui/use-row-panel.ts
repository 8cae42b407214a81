import { useEffect, useRef, useState } from 'react'

/** Which panel is open in the place of a row's buttons. Closed again, the first of them has the focus. */
export function useRowPanel<Panel extends string>() {
  const [panel, setPanel] = useState<Panel | null>(null)
  const buttons = useRef<HTMLDivElement>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (wasOpen.current && panel === null) buttons.current?.querySelector('button')?.focus()
    wasOpen.current = panel !== null
  }, [panel])
  return { panel, open: setPanel, close: () => setPanel(null), buttons }
}
