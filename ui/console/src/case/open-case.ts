/** The case that is open: read, kept fresh, acted on. What came in while an act was being prepared is shown before it can be sent. */
import { useShown } from '@shanyi/kit'
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { ask, ConsoleFailure, failedWith, type Act, type ActKind, type CaseView, type StepView } from '../api/api'
import { useFresh } from '../desk/live'
import { go, here } from '../place'
import { forget, forgetCase } from '../acts/drafts'

/** How often a case is read again while images of it are on their way, milliseconds: their bytes are no change of the case. */
const ARRIVING = 3_000

/** What came of the last act, to be said. */
export interface Outcome {
  act: ActKind
  /** It was a second correction for the same stage. */
  repeated: boolean
}

/** The open case and what may be done with it. */
export interface OpenCase {
  /** The case; absent while it is read. */
  view: ShallowRef<CaseView | null>
  /** Why it can't be shown. */
  trouble: ShallowRef<unknown>
  /** The act that is being prepared. */
  act: Ref<ActKind | null>
  /** What happened to the case since the act was begun and was not looked at yet. */
  news: ShallowRef<readonly StepView[]>
  /** Why the act was not carried out. */
  refusal: ShallowRef<unknown>
  /** An act is on its way. */
  busy: Ref<boolean>
  /** What was done last on this case. */
  outcome: ShallowRef<Outcome | null>
  /** The whole identity number, for as long as it is looked at. */
  identity: Ref<string | null>
  /** The whole telephone, for as long as it is looked at. */
  phone: Ref<string | null>
  begin: (act: ActKind) => void
  putAside: () => void
  /** The news were looked at. */
  looked: () => void
  send: (act: Act) => Promise<boolean>
  /** Shows the whole identity number or telephone, which the server writes down, or hides it again. */
  reveal: (what: 'identity' | 'phone') => Promise<void>
  /** Erases the case for good, and leaves it. Throws where it is not erased. */
  erase: (why: string) => Promise<void>
  /** The number of the case that was erased last, until another one is chosen. */
  erased: Ref<string>
  read: () => Promise<void>
}

/** The open case of the page; `acted` hears of acts that were carried out. */
export function useOpenCase(acted: () => void): OpenCase {
  const view = shallowRef<CaseView | null>(null)
  const trouble = shallowRef<unknown>(null)
  const act = ref<ActKind | null>(null)
  const news = shallowRef<readonly StepView[]>([])
  const refusal = shallowRef<unknown>(null)
  const busy = ref(false)
  const erased = ref('')
  const outcome = shallowRef<Outcome | null>(null)
  const whose = () => here.value.id
  const shown = { identity: useShown(() => look('identity'), whose), phone: useShown(() => look('phone'), whose) }
  let asking: AbortController | undefined

  async function read(): Promise<void> {
    const id = here.value.id
    asking?.abort()
    if (!id || busy.value) return
    const mine = (asking = new AbortController())
    try {
      const fresh = await ask('GET /api/cases/{id}', { id, signal: mine.signal })
      if (mine.signal.aborted) return
      take(fresh)
      trouble.value = null
    } catch (reason) {
      if (mine.signal.aborted) return
      // What is on the screen stays there while the line is down; a case that is gone does not.
      if (!view.value || failedWith(reason, 'not_found')) {
        view.value = null
        trouble.value = reason
      }
    }
  }

  function take(fresh: CaseView): void {
    const old = view.value
    view.value = fresh
    if (!old || old.row.id !== fresh.row.id) return
    const known = new Set(old.course.map((step) => step.event))
    const came = fresh.course.filter((step) => !known.has(step.event))
    if (!came.length) return
    // What was said of the last act may not be so any more.
    outcome.value = null
    if (act.value) news.value = [...news.value, ...came]
  }

  function leave(): void {
    act.value = null
    news.value = []
    refusal.value = null
  }

  async function send(wish: Act): Promise<boolean> {
    const now = view.value
    if (!now || busy.value || news.value.length) return false
    const id = now.row.id
    asking?.abort()
    busy.value = true
    refusal.value = null
    try {
      const done = await ask('POST /api/cases/{id}/acts', { id, body: { seen: now.seen, act: wish } })
      forget(id, wish.kind)
      acted()
      if (here.value.id !== id) return true
      leave()
      take(done.case)
      outcome.value = { act: wish.kind, repeated: done.repeated_correction }
      return true
    } catch (reason) {
      if (here.value.id === id) refusal.value = reason
      busy.value = false
      if (reason instanceof ConsoleFailure && (reason.kind === 'moved_on' || reason.kind === 'not_now')) await read()
      return false
    } finally {
      busy.value = false
    }
  }

  async function erase(why: string): Promise<void> {
    const now = view.value
    if (!now) return
    await ask('POST /api/cases/{id}/erase', { id: now.row.id, body: { why } })
    forgetCase(now.row.id)
    erased.value = now.row.number
    go({ queue: here.value.queue })
    acted()
  }

  async function reveal(what: 'identity' | 'phone'): Promise<void> {
    await shown[what].toggle().catch((reason: unknown) => (trouble.value = reason))
  }

  /** What is shown whole is in no view that is kept. */
  async function look(what: 'identity' | 'phone'): Promise<string | null> {
    const id = here.value.id
    if (!id) return null
    const seen = await ask(what === 'phone' ? 'POST /api/cases/{id}/phone' : 'POST /api/cases/{id}/identity', { id })
    if (here.value.id !== id) return null
    take({ ...seen, applicant: { ...seen.applicant, id_number: null, phone: null } })
    return what === 'phone' ? seen.applicant.phone : seen.applicant.id_number
  }

  watch(
    () => here.value.id,
    (id, before) => {
      // The desk itself goes on to the next case; what was said is gone with the one after that.
      if (before && id) erased.value = ''
      view.value = null
      trouble.value = null
      outcome.value = null
      leave()
      void read()
    },
    { immediate: true },
  )
  const arriving = computed(() => (view.value ? view.value.row.images_here < view.value.row.images_total : false))
  watch(arriving, (yes, _, onCleanup) => {
    if (!yes) return acted()
    const timer = setInterval(() => void read(), ARRIVING)
    onCleanup(() => clearInterval(timer))
  })
  useFresh(read)
  onScopeDispose(() => asking?.abort())

  return {
    view,
    trouble,
    act,
    news,
    refusal,
    busy,
    outcome,
    identity: shown.identity.whole,
    phone: shown.phone.whole,
    begin(kind) {
      if (!view.value?.acts.includes(kind)) return
      leave()
      outcome.value = null
      act.value = kind
    },
    putAside: leave,
    looked() {
      news.value = []
      if (failedWith(refusal.value, 'moved_on')) refusal.value = null
    },
    send,
    reveal,
    erase,
    erased,
    read,
  }
}
