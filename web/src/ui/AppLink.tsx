import { defaultParseSearch, Link } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

/** Presentational pieces take a plain href, so that ui/ stays free of the route tree. */
export function AppLink({ href, ...rest }: ComponentPropsWithRef<'a'> & { href: string }) {
  return <Link {...(addressOf(href) as { to: never })} activeOptions={onlyThere} {...(rest as object)} />
}

// Otherwise the router calls every address above the current one the current page, too.
const onlyThere = { exact: true }

/** The router takes the parts of an address each by itself. */
function addressOf(href: string) {
  const [path = '', hash] = href.split('#')
  const [to, query] = path.split('?')
  return {
    to,
    ...(query !== undefined && { search: defaultParseSearch(query) }),
    ...(hash !== undefined && { hash }),
  }
}
