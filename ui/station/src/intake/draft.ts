/** Keeps what is typed: never later than a second after the last key, and at once when the page is left. */
import { call } from '@shanyi/contract'
import { onBeforeUnmount, ref, watch } from 'vue'
import { isBlank, type IntakeForm } from './form'

/** How long typing has to rest, in milliseconds. */
const REST = 400
/** Typing without a rest is kept this often at least, in milliseconds. */
const LONGEST = 900

/** The keeping of one form. `id` is its own; `read` gives the form as it is now. */
export function useDraft(id: string, form: IntakeForm) {
  /** When it was last kept, in milliseconds. */
  const keptAt = ref<number | null>(null)
  const trouble = ref<unknown>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let since = 0
  let stopped = false
  let writing: Promise<void> = Promise.resolve()
  let kept = ''

  function keep(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(async () => {
      const content = JSON.stringify(form)
      if (stopped || content === kept || (kept === '' && isBlank(form))) return
      try {
        await call('keep_draft', { form: id, content: JSON.parse(content) as unknown })
        kept = content
        keptAt.value = Date.now()
        trouble.value = null
      } catch (error) {
        trouble.value = error
      }
    })
    return writing
  }

  watch(
    () => JSON.stringify(form),
    () => {
      if (stopped) return
      const now = Date.now()
      if (timer === undefined) since = now
      clearTimeout(timer)
      timer = setTimeout(() => void keep(), Math.max(0, Math.min(REST, since + LONGEST - now)))
    },
  )
  const hidden = () => {
    if (document.visibilityState === 'hidden') void keep()
  }
  document.addEventListener('visibilitychange', hidden)
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', hidden)
    void keep()
  })

  return {
    keptAt,
    trouble,
    keep,
    /** What is on the screen is what is kept already. */
    begin: (content: string) => (kept = content),
    /** Nothing is kept any more, and nothing is under way: the draft goes with the save. */
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await writing
    },
    /** The save did not come about: typing is kept again. */
    resume: () => {
      stopped = false
      kept = ''
      void keep()
    },
  }
}
