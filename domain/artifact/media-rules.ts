import type { Media, MediaKind } from './artifact.ts'

const byEnding: Record<string, [MediaKind, string]> = {
  md: ['markdown', 'text/markdown'],
  markdown: ['markdown', 'text/markdown'],
  csv: ['table', 'text/csv'],
  tsv: ['table', 'text/tab-separated-values'],
  html: ['page', 'text/html'],
  htm: ['page', 'text/html'],
  xhtml: ['page', 'application/xhtml+xml'],
  svg: ['page', 'image/svg+xml'],
  xml: ['text', 'text/plain'],
  json: ['text', 'application/json'],
  png: ['image', 'image/png'],
  jpg: ['image', 'image/jpeg'],
  jpeg: ['image', 'image/jpeg'],
  gif: ['image', 'image/gif'],
  webp: ['image', 'image/webp'],
  pdf: ['pdf', 'application/pdf'],
  txt: ['text', 'text/plain'],
  docx: ['document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  xlsx: ['document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  pptx: ['document', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  odt: ['document', 'application/vnd.oasis.opendocument.text'],
  epub: ['document', 'application/epub+zip'],
  zip: ['archive', 'application/zip'],
  gz: ['archive', 'application/gzip'],
  tgz: ['archive', 'application/gzip'],
  tar: ['archive', 'application/x-tar'],
  '7z': ['archive', 'application/x-7z-compressed'],
  mp3: ['audio', 'audio/mpeg'],
  wav: ['audio', 'audio/wav'],
  m4a: ['audio', 'audio/mp4'],
  mp4: ['video', 'video/mp4'],
  mov: ['video', 'video/quicktime'],
  webm: ['video', 'video/webm'],
}
const programEndings = ['exe', 'msi', 'dmg', 'pkg', 'app', 'apk', 'deb', 'rpm', 'jar', 'com', 'scr', 'bat', 'cmd', 'ps1', 'vbs'] // biome-ignore format: one list
const program: Media = { kind: 'program', type: 'application/octet-stream' }
const other: Media = { kind: 'other', type: 'application/octet-stream' }

const endingOf = (name: string) => /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** By its name alone: what it says it is. */
export function mediaOfName(name: string): Media {
  const ending = endingOf(name)
  if (programEndings.includes(ending)) return program
  const known = byEnding[ending]
  return known ? { kind: known[0], type: known[1] } : other
}

/** Beginnings that tell what a file is, whatever its name; in hex. */
const beginnings: [RegExp, Media][] = [
  [/^89504e470d0a1a0a/, { kind: 'image', type: 'image/png' }],
  [/^ffd8ff/, { kind: 'image', type: 'image/jpeg' }],
  [/^47494638(37|39)61/, { kind: 'image', type: 'image/gif' }],
  [/^52494646.{8}57454250/, { kind: 'image', type: 'image/webp' }],
  [/^255044462d/, { kind: 'pdf', type: 'application/pdf' }],
  // Windows, Linux, and the five of macOS.
  [/^(4d5a|7f454c46|cafebabe|c[ef]faedfe|feedfac[ef])/, program],
]
const byBytes: ReadonlySet<MediaKind> = new Set(['image', 'pdf'])
const readAsText: ReadonlySet<MediaKind> = new Set(['text', 'markdown', 'table', 'page'])
const pageBeginning =
  /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype\s+(html|svg)|html|head|body|script|svg)\b/i

/** How much of a file's beginning is looked at, bytes. */
export const headBytes = 4_096

/** By its first bytes, which count for more than its name: a page that calls itself an image is a page. */
export function mediaOf(name: string, head: Uint8Array): Media {
  const begins = hexOf(head.subarray(0, 16))
  const known = beginnings.find(([beginning]) => beginning.test(begins))
  if (known) return known[1]
  const named = mediaOfName(name)
  const text = textOf(head)
  if (text === null) return byBytes.has(named.kind) || readAsText.has(named.kind) ? other : named
  if (pageBeginning.test(text)) return named.kind === 'page' ? named : { kind: 'page', type: 'text/html' }
  if (named.kind === 'program' || readAsText.has(named.kind)) return named
  return { kind: 'text', type: 'text/plain' }
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Tab, line ends, page end, and what begins a colour. */
const textControls: ReadonlySet<number> = new Set([9, 10, 12, 13, 27])

/** Null where it is not text in UTF-8. A cut character at the end of the beginning is no reason. */
function textOf(head: Uint8Array): string | null {
  if (head.some((byte) => byte < 32 && !textControls.has(byte))) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length >= headBytes })
  } catch {
    return null
  }
}
