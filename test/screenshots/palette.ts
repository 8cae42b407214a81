import { deflateSync, inflateSync } from 'node:zlib'

const most = 256

/** The same picture with at most 256 colours, a third of its size: pages of text have few. Of a PNG as Chromium makes them. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, channels, pixels } = decoded(png)
  const colours = new Map<number, number>()
  const count = width * height
  const colourAt = (i: number) => {
    const at = i * channels
    return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0)
  }
  for (let i = 0; i < count; i++) colours.set(colourAt(i), (colours.get(colourAt(i)) ?? 0) + 1)
  const palette = [...colours.entries()]
    .sort((a, b) => weightOf(b) - weightOf(a))
    .slice(0, most)
    .map(([colour]) => colour)
  const places = new Map(palette.map((colour, place) => [colour, place]))
  const lines = Buffer.alloc(height * (width + 1))
  for (let i = 0; i < count; i++) {
    const colour = colourAt(i)
    const place = places.get(colour) ?? nearest(palette, colour)
    places.set(colour, place)
    lines[i + Math.floor(i / width) + 1] = place
  }
  return encoded(width, height, palette, lines)
}

/** A colour that means something, as the small mark of a state has, counts for more than one more shade of grey. */
function weightOf([colour, count]: [number, number]): number {
  const parts = [colour >> 16, (colour >> 8) & 255, colour & 255]
  return count * (1 + (Math.max(...parts) - Math.min(...parts)) / 4)
}

function nearest(palette: readonly number[], colour: number): number {
  const parts = (one: number) => [one >> 16, (one >> 8) & 255, one & 255] as const
  const [r, g, b] = parts(colour)
  const far = (one: number) => {
    const [x, y, z] = parts(one)
    return (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2
  }
  return palette.reduce((best, one, place) => (far(one) < far(palette[best] ?? 0) ? place : best), 0)
}

function decoded(png: Buffer) {
  const chunks = chunksOf(png)
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13)
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = header[9] === 6 ? 4 : 3
  const raw = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  return { width, height, channels, pixels: unfiltered(raw, width * channels, channels) }
}

/** What the filter of each line took away is put back: the pixel before, the one above, or both. */
function unfiltered(raw: Buffer, stride: number, channels: number): Buffer {
  const pixels = Buffer.alloc((raw.length / (stride + 1)) * stride)
  const seen = (at: number, isThere: boolean) => (isThere ? (pixels[at] ?? 0) : 0)
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [at % stride, Math.floor(at / stride)]
    const left = seen(at - channels, x >= channels)
    const up = seen(at - stride, y > 0)
    const corner = seen(at - stride - channels, x >= channels && y > 0)
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][raw[y * (stride + 1)] ?? 0] ?? 0
    pixels[at] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + guess) & 255
  }
  return pixels
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

/** All chunks of a picture behind the mark that says what it is. */
export const pictureOf = (chunks: Buffer[]): Buffer => Buffer.concat([signature, ...chunks])

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])

export function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = signature.length; at < png.length; ) {
    const size = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) })
    at += size + 12
  }
  return chunks
}

function encoded(width: number, height: number, palette: readonly number[], lines: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]))
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return pictureOf(parts)
}

export function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(data.length + 12)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  data.copy(whole, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length)
  return whole
}

function crc32(bytes: Buffer): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
