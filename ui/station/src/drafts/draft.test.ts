import { useHost, type Host } from '@shanyi/contract'
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h, reactive } from 'vue'
import { forgetOpened, unkept } from './at-hand'
import { LATE, LONGEST, REST, RETRY, useDraft, type Draft } from './draft'

/** A desk whose disk takes its time, and may fail. */
interface Disk {
  /** Rows by the form's key, as they are on the disk. */
  rows: Map<string, { words: string }>
  /** What was written, with the moment at which it was on the disk. */
  written: { at: number; words: string }[]
  /** How long a write takes, in milliseconds. */
  takes: number
  fails: boolean
}

let disk: Disk

beforeEach(() => {
  vi.useFakeTimers()
  forgetOpened()
  disk = { rows: new Map(), written: [], takes: 5, fails: false }
  const slowly = <T,>(work: () => T): Promise<T> =>
    new Promise((done, refuse) =>
      setTimeout(() => {
        if (disk.fails) refuse({ kind: 'store', fault: 'disk_full' })
        else done(work())
      }, disk.takes),
    )
  const host: Partial<Host> = {
    call: (name, args) => {
      const { form, content } = args as { form: string; content: { words: string } }
      if (name === 'drafts') return Promise.resolve([...disk.rows].map(([key, kept]) => ({ form: key, content: kept, at: 0, aside: false, case: null })))
      if (name === 'keep_draft')
        return slowly(() => {
          disk.rows.set(form, content)
          disk.written.push({ at: Date.now(), words: content.words })
        })
      if (name === 'drop_draft') return slowly(() => disk.rows.delete(form))
      return Promise.resolve({})
    },
  }
  useHost(host as Host)
})

afterEach(() => {
  vi.useRealTimers()
  useHost()
})

interface Page {
  draft: Draft
  typed: { words: string }
  app: VueWrapper
}

/** A page with one form in which nothing but words is typed. */
function page(form = 'comment:c1'): Page {
  const typed = reactive({ words: '' })
  let draft: Draft | undefined
  const app = mount(
    defineComponent({
      setup() {
        draft = useDraft(form, () => (typed.words ? { words: typed.words } : null))
        return () => h('p')
      },
    }),
  ) as unknown as VueWrapper
  if (!draft) throw new Error('the page has no draft')
  return { draft, typed, app }
}

/** Types a key every `every` milliseconds; gives the moment of each, by what stood there then. */
async function type(typed: { words: string }, keys: number, every: number): Promise<Map<string, number>> {
  const moments = new Map<string, number>()
  for (let i = 0; i < keys; i += 1) {
    typed.words += 'x'
    moments.set(typed.words, Date.now())
    await vi.advanceTimersByTimeAsync(every)
  }
  return moments
}

/** How long the slowest key took to the disk, in milliseconds. */
function slowest(moments: Map<string, number>): number {
  let most = 0
  for (const [words, at] of moments) {
    const there = disk.written.find((w) => w.words.length >= words.length)
    most = Math.max(most, (there?.at ?? Infinity) - at)
  }
  return most
}

test('a burst of keys is kept by one write, soon after it rests', async () => {
  const { typed } = page()
  const moments = await type(typed, 4, 30)
  await vi.advanceTimersByTimeAsync(1000)
  expect(disk.written).toHaveLength(1)
  expect(slowest(moments)).toBeLessThanOrEqual(3 * 30 + REST + disk.takes + 1)
})

test.each([5, 50, 200, 340])('under constant typing every key is on the disk within a second, also while a write takes %i ms', async (takes) => {
  disk.takes = takes
  const { typed } = page()
  const moments = await type(typed, 200, 40)
  await vi.advanceTimersByTimeAsync(2000)
  expect(slowest(moments)).toBeLessThan(1000)
  // A disk with as much work as it can do is not given more.
  expect(disk.written.length).toBeLessThanOrEqual(Math.ceil((200 * 40) / Math.max(LONGEST, takes)) + 3)
})

test('typing never waits for the disk, and what is late is said until it is there', async () => {
  disk.takes = 5000
  const { typed, draft } = page()
  await type(typed, 3, 100)
  await vi.advanceTimersByTimeAsync(LATE)
  expect(typed.words).toBe('xxx')
  expect(draft.late.value).toBe(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(draft.late.value).toBe(false)
  expect(disk.rows.get('comment:c1')?.words).toBe('xxx')
})

test('a write that fails is said, tried again, and holds up nothing', async () => {
  disk.fails = true
  const { typed, draft } = page()
  await type(typed, 3, 100)
  await vi.advanceTimersByTimeAsync(LATE + 500)
  expect(unkept.get('comment:c1')).toMatchObject({ kind: 'store', fault: 'disk_full' })
  expect(draft.late.value).toBe(true)
  typed.words = 'later'
  disk.fails = false
  await vi.advanceTimersByTimeAsync(RETRY * 10)
  expect(disk.rows.get('comment:c1')?.words).toBe('later')
  expect(unkept.size).toBe(0)
  expect(draft.late.value).toBe(false)
})

test('a page that is left keeps at once, and goes on trying where that fails', async () => {
  const { typed, app } = page()
  typed.words = 'half a word'
  app.unmount()
  await vi.advanceTimersByTimeAsync(disk.takes)
  expect(disk.rows.get('comment:c1')?.words).toBe('half a word')
  disk.fails = true
  const other = page('comment:c2')
  other.typed.words = 'the other half'
  other.app.unmount()
  await vi.advanceTimersByTimeAsync(50)
  expect(unkept.has('comment:c2')).toBe(true)
  disk.fails = false
  await vi.advanceTimersByTimeAsync(RETRY * 4)
  expect(disk.rows.get('comment:c2')?.words).toBe('the other half')
  expect(unkept.size).toBe(0)
})

test('a form that is opened again while its last words are not on the disk has them, and only one page writes', async () => {
  disk.fails = true
  const first = page()
  first.typed.words = 'never written'
  first.app.unmount()
  await vi.advanceTimersByTimeAsync(50)
  const second = page()
  const restoring = second.draft.restore()
  await vi.advanceTimersByTimeAsync(50)
  expect(await restoring).toEqual({ words: 'never written' })
  second.typed.words = 'never written, and more'
  second.draft.begin()
  disk.fails = false
  await vi.advanceTimersByTimeAsync(RETRY * 20)
  expect(disk.rows.get('comment:c1')?.words).toBe('never written, and more')
  expect(disk.written.map((w) => w.words)).not.toContain('never written')
})

test('a form that is opened again while it is being written is read only afterwards', async () => {
  disk.takes = 200
  const first = page()
  first.typed.words = 'all of it'
  first.app.unmount()
  const restoring = page().draft.restore()
  await vi.advanceTimersByTimeAsync(500)
  expect(await restoring).toMatchObject({ words: 'all of it' })
})

test('a save keeps all that was typed first, and nothing brings the draft back after it', async () => {
  disk.takes = 100
  const { typed, draft, app } = page()
  typed.words = 'typed just before Enter'
  const stopping = draft.stop()
  await vi.advanceTimersByTimeAsync(150)
  await stopping
  expect(disk.rows.get('comment:c1')?.words).toBe('typed just before Enter')
  typed.words = 'typed while it was saved'
  await vi.advanceTimersByTimeAsync(500)
  disk.rows.clear() // the save takes it along
  draft.saved()
  app.unmount()
  await vi.advanceTimersByTimeAsync(5000)
  expect(disk.rows.size).toBe(0)
})

test('a save that did not come about leaves the form kept as it stands', async () => {
  const { typed, draft } = page()
  typed.words = 'first'
  const stopping = draft.stop()
  await vi.advanceTimersByTimeAsync(50)
  await stopping
  typed.words = 'second'
  await vi.advanceTimersByTimeAsync(2000)
  expect(disk.rows.get('comment:c1')?.words).toBe('first')
  draft.resume()
  await vi.advanceTimersByTimeAsync(50)
  expect(disk.rows.get('comment:c1')?.words).toBe('second')
})

test('a form that is emptied again leaves no row, and one nobody typed in never has one', async () => {
  const { typed, app } = page()
  await vi.advanceTimersByTimeAsync(2000)
  expect(disk.written).toEqual([])
  typed.words = 'a'
  await vi.advanceTimersByTimeAsync(2000)
  expect(disk.rows.size).toBe(1)
  typed.words = ''
  await vi.advanceTimersByTimeAsync(2000)
  expect(disk.rows.size).toBe(0)
  app.unmount()
  await vi.advanceTimersByTimeAsync(2000)
  expect(disk.rows.size).toBe(0)
})
