import { Button } from '@mantine/core'
import { Icon } from './icons.tsx'

interface FilterChipProps {
  /** Without its first capital: "only failed runs". */
  label: string
  title?: string
  onClear: () => void
}

/** A filter that a link brought along: it says what is shown, and can be taken away. */
export function FilterChip({ label, title, onClear }: FilterChipProps) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      title={title}
      onClick={onClear}
      rightSection={<Icon name="close" size={12} />}
      aria-label={`Not ${label}`}
      styles={{
        root: { alignSelf: 'flex-start', height: 'auto', minHeight: 26 },
        label: { whiteSpace: 'normal', textAlign: 'left', lineHeight: 1.4, overflow: 'visible' },
      }}
    >
      {`${label.charAt(0).toUpperCase()}${label.slice(1)}`}
    </Button>
  )
}
