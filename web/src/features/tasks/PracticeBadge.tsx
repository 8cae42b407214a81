import { Badge, Tooltip } from '@mantine/core'

/** Stands wherever a result of the practice gateway is shown. */
export function PracticeBadge() {
  return (
    <Tooltip label="Scripted answers of the practice gateway; no model has read this and nothing left this machine.">
      <Badge variant="default" size="sm" tt="none" fw={500}>
        Practice gateway
      </Badge>
    </Tooltip>
  )
}
