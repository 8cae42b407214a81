import { useEffect, useState } from 'react'
import type { Runbook } from '#api/runbooks/contract.ts'

/** The text that is written and the version that it changes: a newer one takes nothing away and is not saved over unseen. */
export function useWriting(start: string, known: Runbook | undefined, isSaving: boolean) {
  const [yaml, setYaml] = useState(start)
  const [base, setBase] = useState(known)
  const isDirty = yaml !== (base?.yaml ?? start)
  const newer = known && base && known.version > base.version && !isSaving ? known : null
  const takeNewer = () => {
    if (!newer) return
    setBase(newer)
    setYaml(newer.yaml)
  }
  useEffect(() => {
    if (!isDirty) takeNewer()
  })
  return { yaml, setYaml, base, isDirty, newer, takeNewer }
}
