import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { RunItem } from '#domain/run/run.ts'
import { appendLine, privateFolder, readLines } from './durable-file.ts'
import { ItemSender, type Pace } from './item-sender.ts'

export interface LateItemsDeps {
  dataFolder: string
  send(taskId: string, items: RunItem[]): Promise<void>
  pace: Pace
}

const Line = z.object({ taskId: z.string(), item: RunItem })

/** What became known after a task's run was closed: kept until the workflow has it, or is gone. */
export function openLateItems({ dataFolder, send, pace }: LateItemsDeps) {
  const folder = privateFolder(dataFolder, 'late')
  const senders = new Map<string, ItemSender>()
  const fileOf = (taskId: string) => join(folder, `${sha256Hex(taskId).slice(0, 24)}.jsonl`)

  function senderOf(taskId: string): ItemSender {
    const known = senders.get(taskId)
    if (known) return known
    const forget = () => {
      senders.delete(taskId)
      rmSync(fileOf(taskId), { force: true })
    }
    const sender = new ItemSender((items) => send(taskId, items), pace, forget)
    senders.set(taskId, sender)
    return sender
  }
  for (const name of readdirSync(folder)) {
    for (const { taskId, item } of readLines(join(folder, name), Line)) senderOf(taskId).add(item)
  }

  return {
    /** A repeat of what is on its way is a no-op. */
    tell(taskId: string, item: RunItem): void {
      const sender = senderOf(taskId)
      if (sender.unsent().some(({ id }) => id === item.id)) return
      appendLine(fileOf(taskId), { taskId, item })
      sender.add(item)
    },
    stop(): void {
      for (const sender of senders.values()) sender.stop()
    },
  }
}
