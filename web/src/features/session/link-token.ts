import { useEffect, useState } from 'react'

/** The token is after the #, so that no server or log ever sees it in an address; here it leaves the address too. */
export function useLinkToken(): string {
  const [token] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    if (token) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [token])
  return token
}
