import { createSpotlight } from '@mantine/spotlight'

export const [paletteStore, palette] = createSpotlight()

/** The first line is what Enter means, whatever stood there before the answer came. */
export function selectFirst(): void {
  const { listId } = paletteStore.getState()
  const list = document.getElementById(listId)
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected')
  const first = list?.querySelector('[data-action]')
  first?.setAttribute('data-selected', 'true')
  first?.scrollIntoView({ block: 'nearest' })
  paletteStore.updateState((state) => ({ ...state, selected: first ? 0 : -1 }))
}
