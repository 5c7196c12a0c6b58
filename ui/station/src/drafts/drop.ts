/** Asking before a form is forgotten for good. */
import { ask, useWords } from '@shanyi/kit'
import { drop } from './at-hand'
import type { Listed } from './forms'

/** What a form is called in lists: whose, and what about. */
export function useFormWords() {
  const { t } = useWords()
  const who = (form: Listed) => form.who || t('drafts.noName')
  const what = (form: Listed) => form.what || t('drafts.noItem')
  const kind = (form: Listed) => t(`drafts.kind.${form.kind ?? 'unknown'}`)
  /** Forgets it when the operator says so; tells whether it is gone. */
  async function askToDrop(form: Listed): Promise<boolean> {
    const yes = await ask({ title: t('drafts.dropTitle'), text: t('drafts.dropText', { who: who(form), what: what(form) }), confirm: t('drafts.drop'), danger: true })
    if (yes) await drop(form.draft.form)
    return yes
  }
  return { who, what, kind, askToDrop }
}
