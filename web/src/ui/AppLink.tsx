import { Link } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

/** Presentational pieces take a plain href, so that ui/ stays free of the route tree. */
export function AppLink({ href, ...rest }: ComponentPropsWithRef<'a'> & { href: string }) {
  return <Link to={href as never} {...(rest as object)} />
}
