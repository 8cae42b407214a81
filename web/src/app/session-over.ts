import type { AnyRouter } from '@tanstack/react-router'

/** Whoever is there has no session, and needs none. */
const openPages = new Set(['/sign-in', '/set-up', '/join'])

/** To the sign-in, once: who stays to copy what is not saved is asked again only by a way out of their own. */
export function toSignIn(router: AnyRouter): () => void {
  let isOnTheWay = false
  return () => {
    const { pathname } = router.history.location
    if (isOnTheWay || openPages.has(pathname)) return
    isOnTheWay = true
    // A way that is not taken comes to its end with the next one that is.
    void router.navigate({ to: '/sign-in', search: { to: pathname } as never }).then(() => {
      isOnTheWay = false
    })
  }
}
