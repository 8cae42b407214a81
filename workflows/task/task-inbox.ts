import { defineSignal, setHandler } from '@temporalio/workflow'
import { cleaned } from '#domain/ledger/clean-text.ts'
import type { RunItem } from '#domain/run/run.ts'
import {
  type ArrivedIntent,
  type IntentArrived,
  type ItemsReported,
  signalNames,
  type TaskInput,
} from './contract.ts'

export const intentArrived = defineSignal<IntentArrived>(signalNames.intentArrived)
export const itemsReported = defineSignal<ItemsReported>(signalNames.itemsReported)

/** What signals brought and nobody has taken up yet. Each intent is taken up once. */
export function openInbox(input: TaskInput) {
  const seen = new Set<string>()
  let intents: ArrivedIntent[] = []
  let items: RunItem[] = cleaned(input.items)

  function arrive(intent: ArrivedIntent): void {
    if (seen.has(intent.id)) return
    seen.add(intent.id)
    intents.push(intent)
  }
  for (const intent of input.intents) arrive(intent)
  setHandler(intentArrived, (id, command) => arrive({ id, command }))
  setHandler(itemsReported, (reported) => {
    items.push(...cleaned(reported))
  })

  return {
    arrive,
    /** It may arrive again. */
    putOff: (id: string) => void seen.delete(id),
    isEmpty: () => intents.length === 0 && items.length === 0,
    takeItems(): RunItem[] {
      const taken = items
      items = []
      return taken
    },
    takeIntents(): ArrivedIntent[] {
      const taken = intents
      intents = []
      return taken
    },
  }
}
