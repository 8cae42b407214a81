import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { z } from 'zod'

/** A crash of the machine after the call leaves the line there. Readable by its owner only. */
export function appendLine(file: string, value: unknown): void {
  const isNew = !existsSync(file)
  const fd = openSync(file, 'a', 0o600)
  try {
    // The break before it keeps a line that a crash tore from taking this one with it.
    writeSync(fd, `\n${JSON.stringify(value)}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  if (isNew) syncFolder(dirname(file))
}

/** Whole or not at all, also through a crash of the machine. Readable by its owner only. */
export function writeWhole(file: string, value: unknown): void {
  const next = `${file}.next`
  const fd = openSync(next, 'w', 0o600)
  try {
    writeSync(fd, JSON.stringify(value))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(next, file)
  syncFolder(dirname(file))
}

/** Whole lines only: what a crash tore off the end was never promised to anybody. */
export function readLines<T extends z.ZodType>(file: string, shape: T): z.output<T>[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines
    .filter(Boolean)
    .map(jsonOrNull)
    .filter((value) => value !== null)
    .map((value) => shape.parse(value))
}

export function readWhole<T extends z.ZodType>(file: string, shape: T): z.output<T> | null {
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

export function privateFolder(...parts: string[]): string {
  const folder = join(...parts)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

function jsonOrNull(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** A crash of the machine after the call leaves the names in it there. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
