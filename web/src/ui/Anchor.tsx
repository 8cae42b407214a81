import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import css from './Anchor.module.css'

/** What an address can name behind its #: brought into view once it is there, which is after the page. */
export function Anchor({ id, children }: { id: string; children: ReactNode }) {
  const ref = useRef<HTMLSpanElement>(null)
  const isNamed = useLocation({ select: ({ hash }) => hash === id })
  useEffect(() => {
    if (isNamed) ref.current?.scrollIntoView({ block: 'center' })
  }, [isNamed])
  return (
    <span ref={ref} id={id} className={css.anchor} data-named={isNamed || undefined}>
      {children}
    </span>
  )
}
