/** What has to be known of a case first: what is to be done, or who is waited for. */
import { dayWords, type Language, type Tone } from '@shanyi/kit'
import type { CaseView, MaterialView } from '../api/api'
import type { Say } from '../desk/say'
import { isMissing } from './checks'

/** The answer at the head of a case. */
export interface Lead {
  text: string
  tone: Tone
}

/** How it is said. */
export interface Saying {
  say: Say
  today: string
  language: Language
}

/** The answer of a case's page. */
export function leadOf(view: CaseView, { say, today, language }: Saying): Lead {
  const names = (materials: readonly { name: string }[]) => materials.map((m) => m.name).join(say('kit.comma'))
  const missing = view.materials.filter(isMissing).map((m) => m.listed)
  switch (view.row.state) {
    case 'collected':
      return { text: say('case.lead.collected'), tone: 'plain' }
    case 'submitted':
      if (missing.length) return { text: say('case.lead.missing', { count: missing.length, names: names(missing) }), tone: 'amber' }
      if (view.row.handling === 'immediate') return { text: say('case.lead.atOnce'), tone: 'pine' }
      return { text: say(view.row.corrections > 0 ? 'case.lead.mended' : 'case.lead.complete'), tone: 'pine' }
    case 'correction': {
      const open = view.correction?.wanted.filter((w) => w.open) ?? []
      return { text: open.length ? say('case.lead.correction', { count: open.length, names: names(open) }) : say('case.lead.correctionDone'), tone: 'amber' }
    }
    case 'accepted':
      if (view.paused) return { text: say('case.lead.paused'), tone: 'amber' }
      return { text: view.row.due ? say('case.lead.accepted', { day: dayWords(view.row.due.date, language, today) }) : say('case.lead.acceptedNoLimit'), tone: 'sky' }
    case 'granted':
      return view.course.some((step) => step.fact === 'result_issued' && step.verdict === 'applied')
        ? { text: say('case.lead.issued', { station: view.station.name }), tone: 'pine' }
        : { text: say('case.lead.granted'), tone: 'amber' }
    case 'closed':
      return { text: view.delivered ? say('case.lead.delivered', { to: view.delivered.to }) : say('case.lead.closed'), tone: 'plain' }
    default:
      return { text: say(`case.lead.${view.row.state}`), tone: 'plain' }
  }
}

/** "原件 1 · 复印 1": what the list asks for. */
export function askedWords({ listed }: MaterialView, say: Say): string {
  const parts = [listed.original ? say('case.originals', { count: listed.original }) : '', listed.copies ? say('case.copies', { count: listed.copies }) : ''].filter(Boolean)
  return parts.join(' · ') || '—'
}

/** "原件 1 · 图 2": what is here. */
export function hereWords(material: MaterialView, say: Say): string {
  const arrived = material.images.filter((image) => image.complete).length
  const total = material.images.length
  const parts = [
    material.originals ? say('case.originals', { count: material.originals }) : '',
    material.copies ? say('case.copies', { count: material.copies }) : '',
    total ? (arrived < total ? say('case.imagesSome', { here: arrived, total }) : say('case.images', { count: total })) : '',
  ].filter(Boolean)
  return parts.join(' · ') || '—'
}

/** "还差原件 1 份、复印件 1 份", for the operator and the applicant. */
export function missingWords(material: MaterialView, say: Say): string {
  if (material.standing.kind !== 'missing') return ''
  const { originals, copies } = material.standing
  const parts = [originals ? say('case.missingOriginals', { count: originals }) : '', copies ? say('case.missingCopies', { count: copies }) : ''].filter(Boolean)
  return say('case.missing', { what: parts.join(say('kit.comma')) })
}
