import type { IconName } from '../ui/icons.tsx'

export interface Recent {
  label: string
  detail: string
  icon: IconName
  href: string
}

const key = 'front-office-recent'
const most = 6

const isRecent = (value: unknown): value is Recent =>
  typeof value === 'object' &&
  value !== null &&
  ['label', 'detail', 'icon', 'href'].every((field) => typeof (value as never)[field] === 'string') &&
  (value as Recent).href.startsWith('/')

/** What was last opened from the palette, on this device; the latest first. */
export function recentItems(): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, most) : []
  } catch {
    // Whatever stands there is not ours, or the browser keeps nothing.
    return []
  }
}

export function remember(item: Recent): void {
  const items = [item, ...recentItems().filter(({ href }) => href !== item.href)].slice(0, most)
  try {
    localStorage.setItem(key, JSON.stringify(items))
  } catch {
    // A browser that keeps nothing has no recent items.
  }
}
