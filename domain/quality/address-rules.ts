/** The first bits of addresses that are nobody's on the public internet, IANA's special-purpose registries. */
const privateV4: [number[], number][] = [
  [[0], 8],
  [[10], 8],
  [[100, 64], 10],
  [[127], 8],
  [[169, 254], 16],
  [[172, 16], 12],
  [[192, 0, 0], 24],
  [[192, 0, 2], 24],
  [[192, 88, 99], 24],
  [[192, 168], 16],
  [[198, 18], 15],
  [[198, 51, 100], 24],
  [[203, 0, 113], 24],
  [[224], 3],
]
/** Of 2000::/3, which is all there is of the public ones: protocols, tunnels that hold a v4 address, documents. */
const privateV6: [number[], number][] = [
  [[0x2001, 0x0000], 23],
  [[0x2001, 0x0db8], 32],
  [[0x2002], 16],
  [[0x3fff, 0x0000], 20],
]

function isWithin(parts: number[], size: number, [prefix, bits]: [number[], number]): boolean {
  for (let i = 0; i * size < bits; i++) {
    const shift = Math.max(0, size - (bits - i * size))
    if ((parts[i] ?? 0) >> shift !== (prefix[i] ?? 0) >> shift) return false
  }
  return true
}

function partsOfV4(text: string): number[] | null {
  const parts = text.split('.')
  const isV4 =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  return isV4 ? parts.map(Number) : null
}

const groupsOf = (text: string) => (text === '' ? [] : text.split(':'))

function partsOfV6(text: string): number[] | null {
  const [head = '', tail, more] = text.split('::')
  if (more !== undefined) return null
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const gap = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array(Math.max(0, gap)).fill('0'), ...after]
  const isV6 = groups.length === 8 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
  return isV6 ? groups.map((group) => Number.parseInt(group, 16)) : null
}

/**
 * Whether this is an address of the public internet, v4 or v6 as text. What is in neither form is not, and so are
 * v6 addresses that hold a v4 one.
 */
export function isPublicAddress(address: string): boolean {
  const v4 = partsOfV4(address)
  if (v4) return !privateV4.some((range) => isWithin(v4, 8, range))
  const v6 = partsOfV6(address)
  if (!v6 || !isWithin(v6, 16, [[0x2000], 3])) return false
  return !privateV6.some((range) => isWithin(v6, 16, range))
}

/** Whether this is an address and not a name. Of a URL's host, brackets taken off. */
export const isAddress = (host: string): boolean => partsOfV4(host) !== null || partsOfV6(host) !== null
