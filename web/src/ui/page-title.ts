import { useEffect } from 'react'

const product = 'Front Office'

/** What the browser calls the page, in its tab and its history; between two pages it is the product. */
export function usePageTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · ${product}`
    return () => {
      document.title = product
    }
  }, [title])
}
