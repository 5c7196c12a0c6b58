import { expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { SHOWN_FOR, useShown } from './shown'

function asked(ask = vi.fn(async () => '13757812208' as string | null)) {
  const of = ref('one')
  const scope = effectScope()
  const shown = scope.run(() => useShown(ask, () => of.value))
  if (!shown) throw new Error('no scope')
  return { ...shown, ask, of, end: () => scope.stop() }
}

test('a number is asked for when it is to be shown, and masked again after half a minute', async () => {
  vi.useFakeTimers()
  const { whole, toggle, ask, end } = asked()
  expect([whole.value, ask.mock.calls.length]).toEqual([null, 0])
  await toggle()
  expect(whole.value).toBe('13757812208')
  vi.advanceTimersByTime(SHOWN_FOR - 1)
  expect(whole.value).toBe('13757812208')
  vi.advanceTimersByTime(1)
  expect(whole.value).toBeNull()
  end()
  vi.useRealTimers()
})

test('the same key masks it again, and each look is asked for anew', async () => {
  const { whole, toggle, ask, end } = asked()
  await toggle()
  await toggle()
  expect(whole.value).toBeNull()
  await toggle()
  expect([whole.value, ask.mock.calls.length]).toEqual(['13757812208', 2])
  end()
  expect(whole.value).toBeNull()
})

test('what was shown of one is not shown of another', async () => {
  const { whole, toggle, of, end } = asked()
  await toggle()
  of.value = 'other'
  await nextTick()
  expect(whole.value).toBeNull()
  end()
})

test('an answer that comes when another is looked at is dropped', async () => {
  let answer: (phone: string) => void = () => undefined
  const { whole, toggle, of, end } = asked(vi.fn(() => new Promise<string | null>((done) => (answer = done))))
  const shown = toggle()
  of.value = 'other'
  answer('13757812208')
  await shown
  expect(whole.value).toBeNull()
  end()
})

test('a refusal shows nothing and is told to whoever asked', async () => {
  const { whole, toggle, end } = asked(vi.fn(() => Promise.reject(new Error('no room'))))
  await expect(toggle()).rejects.toThrow('no room')
  expect(whole.value).toBeNull()
  end()
})
