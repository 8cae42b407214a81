/** Where one fails the others are stopped, and it is over when all of them are. */
export async function allOver<T extends readonly unknown[]>(works: T, stop: () => Promise<void>) {
  try {
    return await Promise.all(works)
  } catch (error) {
    void stop()
    await Promise.allSettled(works)
    throw error
  }
}
