import { createContext, useEffect } from 'react'

interface Address {
  /** As the route is written, its names not filled in. */
  fullPath: string
  pathname: string
  params: object
  search: object
}
export interface Way {
  current: Address
  next: Address
}

/** Whether this part of the page is still there at the end of a way, with what is written in it. */
export const StaysContext = createContext<(way: Way) => boolean>(() => false)

export const isSamePage = ({ current, next }: Way) => current.pathname === next.pathname
/** Nothing but what stands behind the # is another. */
export const isSameAddress = (way: Way) =>
  isSamePage(way) && JSON.stringify(way.current.search) === JSON.stringify(way.next.search)

interface Guard {
  /** Whether it has something that is gone at the end of the way; without one, wherever that leads. */
  holds: (way?: Way) => boolean
  /** True: the reader lets it go. */
  ask: () => Promise<boolean>
}

/** Those of the page, in the order they came. */
export const guards = new Map<string, Guard>()

/** Of several that hold something the first asks for all. */
export const firstHolding = (way?: Way) => [...guards].find(([, { holds }]) => holds(way))

/** Asks for what is not saved, where something is, before the page ends by other means than a way out of it. */
export async function mayLeave(): Promise<boolean> {
  const [, first] = firstHolding() ?? []
  return !first || first.ask()
}

const listeners = new Set<() => void>()
export const tellStayed = () => {
  for (const listener of listeners) listener()
}

/** After a way that was asked for and not taken: the router tells nobody of it. */
export function useStayed(onStayed: () => void): void {
  useEffect(() => {
    listeners.add(onStayed)
    return () => void listeners.delete(onStayed)
  })
}
