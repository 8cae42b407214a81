import { useState } from 'react'

const said = {
  copied: 'Copied.',
  selected: 'This browser does not copy by itself. It is selected.',
} as const

/** Copies a text where the browser can, else has it selected; answers what to say of it. */
export function useCopy(text: string, select: () => void) {
  const [outcome, setOutcome] = useState<keyof typeof said | null>(null)
  async function copy() {
    try {
      // Absent where the page came over plain http from another machine.
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      select()
      setOutcome('selected')
    }
  }
  return { copy, said: outcome && said[outcome] }
}
