/** Fills the papers from what the desk shows. Papers are Chinese in both languages of the screens. */
import type { CaseView, ItemView, ListedMaterial, MaterialView, ServiceItem, StationView, StepView } from '@shanyi/contract'
import type { GivenMaterial, GuidePaper, MissingMaterial, NoticePaper, PaperFee, PaperMaterial, PaperPlace, PaperStep, ReceiptPaper } from '@shanyi/paper'
import { dayOf } from '@shanyi/kit'
import { isEmpty } from '../materials/standing'
import type { Say } from '../desk/sync-words'
import { limitWords } from './limits'

/** The receipt of a case. */
export function receiptOf(view: CaseView, { item }: ItemView, station: StationView, say: Say): ReceiptPaper {
  const collected = stepOf(view, 'collected')
  const accepted = stepOf(view, 'accepted')
  const receivedAt = new Date(view.row.collected_at * 1000).toISOString()
  return {
    number: view.row.number,
    item: view.item_name,
    applicant: applicantOf(view),
    station: placeOf(station),
    takenBy: collected?.who ?? station.operator,
    receivedAt,
    clockBehind: station.clock_behind && dayOf(receivedAt) < station.today ? station.today : undefined,
    dayUnsure: station.clock.ask || undefined,
    acceptedOn: accepted ? dayOf(new Date(accepted.at * 1000)) : undefined,
    statutoryLimit: limitWords(item.limits.statutory, say) ?? item.limits.statutory_text,
    promisedLimit: limitWords(item.limits.promised, say) ?? item.limits.promised_text,
    due: view.row.due ? { day: view.row.due.due.date, provisional: view.row.due.due.provisional } : undefined,
    specialSteps: stepsOf(item, say),
    fee: feeOf(item),
    handOver: say('paper.handOver', { what: item.result.name, place: station.name }),
    progress: say('paper.progress', { operator: station.operator }),
    given: view.materials.filter((m) => !isEmpty(m.line ?? undefined)).map(givenOf),
    missing: missingOf(view).map((m) => m.name),
  }
}

/** The one-time notice of a case; while the township wants something put right, the correction notice. */
export function noticeOf(view: CaseView, { item }: ItemView, station: StationView, say: Say): NoticePaper {
  return {
    kind: view.correction ? 'correction' : 'once',
    number: view.row.number,
    item: view.item_name,
    applicant: applicantOf(view),
    conditions: item.conditions,
    missing: missingOf(view),
    procedure: item.procedure,
    limit: limitWords(item.limits.promised, say) ?? item.limits.promised_text,
    fee: feeOf(item),
    place: placeOf(station),
    note: view.correction?.note ?? undefined,
    refusal: view.refusal ? { reason: view.refusal.reason, remedies: view.refusal.where_to_go } : undefined,
    toldBy: station.operator,
    office: station.name,
    on: station.today,
    dayUnsure: station.clock.ask || undefined,
  }
}

/** The guide of an item, to take home. */
export function guideOf({ item }: ItemView, station: StationView, say: Say): GuidePaper {
  const promised = limitWords(item.limits.promised, say) ?? item.limits.promised_text
  const handling = say(`terms.handling.${item.handling}`)
  return {
    item: item.name,
    handling: promised && item.handling === 'promised' ? say('paper.handling', { handling, limit: promised }) : handling,
    conditions: item.conditions,
    materials: item.materials.map((m) => ({ ...materialOf(m), condition: m.need.kind === 'conditional' ? m.need.condition : m.need.kind === 'optional' ? say('materials.optional') : undefined })),
    steps: item.procedure,
    limit: promised,
    fee: feeOf(item),
    mandate: item.mandate.rule,
    result: item.result.name,
    place: placeOf(station),
    on: station.today,
    toConfirm: item.to_confirm?.map((c) => c.chosen),
  }
}

function applicantOf({ applicant }: CaseView) {
  return { name: applicant.name, idNumber: applicant.id_masked ?? undefined, address: applicant.address, phone: applicant.phone_masked ?? undefined }
}

function placeOf(station: StationView): PaperPlace {
  return { name: station.name, phone: station.phone || undefined }
}

function feeOf({ fee }: ServiceItem): PaperFee {
  return { charged: fee.charge, text: fee.text, basis: fee.basis }
}

function stepsOf(item: ServiceItem, say: Say): PaperStep[] {
  return item.special_steps.map((s) => ({ name: s.name, time: limitWords(s.time, say), basis: s.basis || undefined, fee: s.charged ? s.fee_basis || say('terms.charge') : undefined, counts: s.counted }))
}

/** Originals of identity cards and registers are looked at and given back; the rest goes with the case. */
function givenOf(m: MaterialView): GivenMaterial {
  const back = m.listed.kind === 'id_card' || m.listed.kind === 'register' || m.listed.kind === 'bank_card'
  return { name: m.listed.name, originals: m.line?.originals ?? 0, copies: m.line?.copies ?? 0, images: m.line?.images.length ?? 0, originalsStay: !back }
}

/** Everything that is missing or has to be put right, with how one comes by it. */
function missingOf(view: CaseView): MissingMaterial[] {
  return view.materials
    .filter((m) => m.wanted || (m.needed && m.standing.kind === 'missing'))
    .map((m) => ({ ...materialOf(m.listed), ...stillOf(m), reason: m.wanted ?? undefined }))
}

/** What of it is still to come; a paper that is only to be put right is asked for as listed. */
function stillOf(m: MaterialView): Partial<PaperMaterial> {
  return m.standing.kind === 'missing' ? { originals: m.standing.originals, copies: m.standing.copies } : {}
}

function materialOf(m: ListedMaterial): PaperMaterial {
  return {
    name: m.name,
    originals: m.original,
    copies: m.copies,
    form: m.electronic_ok ? '纸质，电子的也可以' : '纸质',
    issuer: m.issuer || undefined,
    howToGet: [m.how_to_get, m.note].filter(Boolean).join('；') || undefined,
  }
}

function stepOf(view: CaseView, kind: StepView['kind']): StepView | undefined {
  return view.course.find((step) => step.kind === kind && step.verdict === 'applied')
}
