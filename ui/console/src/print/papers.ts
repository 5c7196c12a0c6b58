/** What the papers say, from the case as the township has it. Papers are Chinese in both languages of the screens. */
import { dayOf } from '@shanyi/kit'
import type { MissingMaterial, NoticePaper, PaperApplicant, ReceiptPaper } from '@shanyi/paper'
import type { CaseView, Limit, SessionView } from '../api/api'
import { isMissing } from '../case/checks'

/** The receipt, with the day of acceptance and what is promised by it: the acceptance slip. */
export function receiptOf(view: CaseView): ReceiptPaper {
  const acceptance = view.course.findLast((step) => step.fact === 'accepted' && step.verdict === 'applied')?.detail
  const accepted = acceptance?.kind === 'accepted' ? acceptance : null
  return {
    number: view.row.number,
    item: view.item?.name ?? view.row.item_name,
    applicant: applicantOf(view),
    station: { name: view.station.name },
    takenBy: view.operator ?? '',
    receivedAt: new Date(view.row.collected_at * 1000).toISOString(),
    acceptedOn: accepted?.on,
    statutoryLimit: limit(view.item?.statutory),
    promisedLimit: limit(accepted?.limit ?? view.item?.promised),
    due: view.row.due ? { day: view.row.due.date, provisional: view.row.due.provisional } : undefined,
    specialSteps: [],
    fee: feeOf(view),
    handOver: `办好以后由${view.station.name}送到手里`,
    given: view.materials
      .filter((m) => m.originals + m.copies + m.images.length > 0)
      .map((m) => ({ name: m.listed.name, originals: m.originals, copies: m.copies, images: m.images.length, originalsStay: true })),
    missing: view.materials.filter(isMissing).map((m) => m.listed.name),
  }
}

/** The correction notice: everything that the open correction asks for. */
export function noticeOf(view: CaseView, clerk: SessionView | null): NoticePaper | null {
  const { correction } = view
  if (!correction) return null
  return {
    kind: 'correction',
    number: view.row.number,
    item: view.item?.name ?? view.row.item_name,
    applicant: applicantOf(view),
    conditions: [],
    missing: correction.wanted.map(({ material, name, why }) => wantedOf(view, material, name, why)),
    procedure: [],
    limit: limit(view.item?.limit),
    fee: feeOf(view),
    place: { name: view.station.name },
    note: correction.note ?? undefined,
    toldBy: clerk?.name ?? '',
    office: clerk?.office ?? view.station.township,
    on: dayOf(new Date(correction.at * 1000)),
  }
}

function wantedOf(view: CaseView, code: string, name: string, why: string): MissingMaterial {
  const material = view.materials.find((m) => m.listed.code === code)
  if (!material) return { name, originals: 0, copies: 0, reason: why }
  const { listed, standing } = material
  // A paper that is here and has to be put right is asked for again as the list has it.
  const asked = standing.kind === 'missing' ? standing : { originals: listed.original, copies: listed.copies }
  return { name, originals: asked.originals, copies: asked.copies, form: listed.electronic_ok ? '电子证照也可以' : undefined, issuer: listed.issuer, howToGet: listed.how_to_get, reason: why }
}

function applicantOf({ applicant }: CaseView): PaperApplicant {
  return { name: applicant.name, idNumber: applicant.id_masked ?? undefined, address: applicant.address, phone: applicant.phone_masked ?? undefined }
}

function feeOf({ item }: CaseView) {
  return { charged: item?.charge ?? false, text: item?.charge ? item.fee : undefined }
}

function limit(of: Limit | null | undefined): string | undefined {
  if (!of) return undefined
  if (of.value === 0) return '当场办结'
  return `${of.value} 个${of.unit === 'working_days' ? '工作日' : '自然日'}`
}
