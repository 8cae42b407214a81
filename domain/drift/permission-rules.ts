import type { RefusalCode } from '../errors.ts'

/** How a permission of a gateway is used there, as of the last look: told, and no fact. */
export interface PermissionUse {
  /** Null where the gateway counts none. */
  times: number | null
  /** ISO. */
  lastAt: string | null
  /** ISO; null: it has no end. */
  until: string | null
}

/** How commands are allowed at all, of a gateway or of one agent of it: a setting, and nothing that could be taken away. */
const isSetting = (key: string) => key === 'commands' || key.startsWith('commands/')

/** Why Front Office can't take this permission away from a gateway; null where it can. Asked by the button and by the server. */
export function closingRefusal(key: string): { code: RefusalCode; message: string } | null {
  return isSetting(key) ? { code: 'finding_by_hand', message: howItIsSet } : null
}

export const howItIsSet =
  'How commands are allowed is set in OpenClaw. Change it there; the next look finds it changed.'
