import type { MediaKind } from '#domain/artifact/artifact.ts'

/** What is shown by itself. Text is read by `readArtifactText`; the rest is saved and opened elsewhere. */
const shown: ReadonlySet<MediaKind | null> = new Set(['image', 'pdf', 'page'])
const bare = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
const closed = "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
/** An origin of its own, without scripts, forms, or a way to load anything. */
const sandboxed = `sandbox; ${bare}; ${closed}`
/** Browsers show no PDF in a sandbox; their viewers give it no origin of ours. */
const pdf = `default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; ${closed}`

export interface Shown {
  fileName: string
  size: number
  mediaKind: MediaKind | null
  mediaType: string | null
}

/** Whatever is in it: nothing of it acts as if it were ours. */
export function artifactHeaders(of: Shown, as: 'download' | 'preview'): Record<string, string> {
  const isShown = as === 'preview' && shown.has(of.mediaKind)
  const type = of.mediaKind === 'page' ? `${of.mediaType}; charset=utf-8` : of.mediaType
  return {
    'Content-Type': (isShown && type) || 'application/octet-stream',
    'Content-Disposition': dispositionOf(isShown ? 'inline' : 'attachment', of.fileName),
    'Content-Length': String(of.size),
    'Content-Security-Policy': isShown && of.mediaKind === 'pdf' ? pdf : sandboxed,
    'X-Content-Type-Options': 'nosniff',
  }
}

/** RFC 6266: a name in plain letters for old clients, and the real one by RFC 8187. */
function dispositionOf(how: 'inline' | 'attachment', name: string): string {
  // Letters lose their accents and nothing more: NFKD would make separators and dots of what only looks like them.
  const plain = name.normalize('NFD').replaceAll(/[^\x20-\x7e]|[<>"\\%]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
