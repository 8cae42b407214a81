import { useLayoutEffect, useRef } from 'react'
import { AppLink } from './AppLink.tsx'
import css from './PlaceTabs.module.css'

interface PlaceTabsProps {
  label: string
  current: string
  places: { id: string; label: string; href: string }[]
}

/** The places of one thing, each with an address. Where they don't fit, the current one is scrolled into view. */
export function PlaceTabs({ label, current, places }: PlaceTabsProps) {
  const nav = useRef<HTMLElement>(null)
  const currentHref = places.find(({ id }) => id === current)?.href
  useLayoutEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>(`[href="${currentHref}"]`)
    if (!nav.current || !tab) return
    nav.current.scrollLeft = tab.offsetLeft - (nav.current.clientWidth - tab.clientWidth) / 2
  }, [currentHref])
  return (
    <nav ref={nav} aria-label={label} className={css.tabs}>
      {places.map(({ id, label: words, href }) => (
        <AppLink key={id} href={href} className={css.tab} aria-current={id === current ? 'page' : undefined}>
          {words}
        </AppLink>
      ))}
    </nav>
  )
}
