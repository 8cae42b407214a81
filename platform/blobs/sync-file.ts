import { open } from 'node:fs/promises'

/** A crash of the machine after the call leaves its content there; of a folder, the names in it. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
