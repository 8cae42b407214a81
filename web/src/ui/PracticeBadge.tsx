import { Badge, Tooltip } from '@mantine/core'

interface PracticeBadgeProps {
  why?: string
}

/** Stands wherever a result of the practice gateway, or that gateway itself, is shown. */
export function PracticeBadge({ why }: PracticeBadgeProps) {
  return (
    <Tooltip
      label={
        why ??
        'Scripted answers of the practice gateway; no model has read this and nothing left this machine.'
      }
    >
      <Badge variant="default" size="sm" tt="none" fw={500}>
        Practice gateway
      </Badge>
    </Tooltip>
  )
}
