/** Whether it can be an address at all; whose it is, the server knows. */
export function emailProblem(email: string): string | null {
  if (email.trim() === '') return 'Give your e-mail address'
  return /^\S+@\S+$/.test(email.trim()) ? null : 'It has a name, an @ and a place, as mara@example.com'
}
