import { ledgerContract } from '#api/ledger/contract.ts'
import { type ExportedEntry, emptyHead, entryLine, headerLine, headLine } from '#domain/ledger/verify.ts'

/** Where Front Office runs, and who asks. */
export interface Account {
  url: string
  email: string
  password: string
}

/** An export, line by line, read by an operator's session: every line at its place, the head last. */
export async function* exportLines(account: Account): AsyncGenerator<string> {
  const read = await signIn(account)
  let head = emptyHead
  yield headerLine
  for (;;) {
    const items = await read(head.position)
    for (const item of items) yield entryLine(item)
    const last = items.at(-1)
    if (!last) break
    head = { position: last.position, hash: last.hash }
  }
  yield headLine(head)
}

async function signIn({ url, email, password }: Account) {
  const answer = await fetch(new URL('/api/auth/sign-in/email', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`${url} did not let ${email} sign in (${answer.status}).`)
  const cookie = answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')

  return async (after: number): Promise<ExportedEntry[]> => {
    const { path, response } = ledgerContract.exportEntries
    const page = await fetch(new URL(`/api${path}?after=${after}`, url), { headers: { cookie } })
    if (!page.ok) throw new Error(`${url} did not give the ledger after position ${after} (${page.status}).`)
    return response.parse(await page.json()).items
  }
}
