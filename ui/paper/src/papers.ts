/**
 * What the papers say, as plain values. Pages of both sides fill these from
 * their own views; the sheets print them. The papers are Chinese in both
 * languages of the screens: they are for villagers and for the file.
 */
import type { Day } from '@shanyi/kit'

/** A paper of the item's list, as it is named to a villager. */
export interface PaperMaterial {
  name: string
  /** Originals asked for. */
  originals: number
  /** Copies asked for. */
  copies: number
  /** Paper, electronic, or either: "纸质", "电子证照也可以". */
  form?: string
  /** Who issues it: "公安机关". */
  issuer?: string
  /** How one comes by it, in one line. */
  howToGet?: string
}

/** A paper that was handed in. */
export interface GivenMaterial {
  name: string
  /** Originals handed in. */
  originals: number
  copies: number
  /** Pictures taken of it. */
  images: number
  /** Whether the originals stay with the case or went back over the counter. */
  originalsStay: boolean
}

/** A paper that is still missing, or has to be put right. */
export interface MissingMaterial extends PaperMaterial {
  /** What is wrong with what was handed in; nothing where it is simply missing. */
  reason?: string
}

/** A step whose time may stand beside the limit: inspection, hearing, public notice. */
export interface PaperStep {
  name: string
  /** "现场检查约 3 个工作日". */
  time?: string
  basis?: string
  fee?: string
  /** Whether its time counts toward the limit. */
  counts: boolean
}

/** Who is asked, and where. */
export interface PaperPlace {
  /** "五星村服务站". */
  name: string
  address?: string
  phone?: string
  hours?: string
}

/** Whose matter it is. */
export interface PaperApplicant {
  name: string
  /** Masked; a sheet masks once more what comes unmasked. */
  idNumber?: string
  address?: string
  /** Nothing is printed as "无手机". */
  phone?: string
}

/** Money: whether there is a charge, and on what ground. */
export interface PaperFee {
  charged: boolean
  /** "工本费 4 元". */
  text?: string
  basis?: string
}

/** When it will be ready. */
export interface PaperDue {
  day: Day
  /** It reaches into a year whose holiday notice is not out. */
  provisional: boolean
}

/** 恢复码: the one way in when no PIN opens any more. */
export interface RecoveryPaper {
  /** Its groups in order. */
  groups: readonly string[]
  /** "五星村服务站". */
  station: string
  /** "柘岱口乡". */
  township: string
  /** The day on which it was made. */
  today: Day
}

/** 登记码: by which a PC becomes a station's. */
export interface InvitationPaper {
  /** "五星村服务站". */
  station: string
  /** Which PC it is for; may be empty. */
  label: string
  /** What is typed: `XXXXX-XXXXX`. */
  code: string
  /** The address under which the PC reaches the township. */
  server: string
  /** By these digits people compare whom the PC joined. */
  fingerprint: string
  /** Until when it may be used; an ISO moment. */
  until: string
  /** Code and address as the rows of a QR code, `1` is dark. */
  qr: readonly string[]
  /** It comes with an invitation in a file. */
  byFile: boolean
  /** The day on which it was made. */
  today: Day
}

/** 收件回执: what was handed in, when, to whom, and how it goes on. */
export interface ReceiptPaper {
  /** The case's number. */
  number: string
  item: string
  applicant: PaperApplicant
  /** Who may be asked about it, where that is not the applicant. */
  contact?: { name: string; phone?: string }
  station: PaperPlace
  /** Who took it in. */
  takenBy: string
  /** The moment, RFC 3339. */
  receivedAt: string
  /** Today, where the PC's clock, which gave `receivedAt`, stands behind the township's date. */
  clockBehind?: Day
  /** Nobody has said yet which day it is. */
  dayUnsure?: boolean
  /** The day the township accepted it, once it did. */
  acceptedOn?: Day
  statutoryLimit?: string
  promisedLimit?: string
  due?: PaperDue
  specialSteps: readonly PaperStep[]
  fee: PaperFee
  /** How the result reaches the applicant: "送到家里", "到站里拿". */
  handOver: string
  /** How to ask for progress, beside the station's phone. */
  progress?: string
  given: readonly GivenMaterial[]
  /** Names of what is still missing; they are explained on the one-time notice. */
  missing: readonly string[]
}

/** 一次性告知书, and 补正告知书 by the same form: everything that is missing, at once. */
export interface NoticePaper {
  kind: 'once' | 'correction'
  /** The case's number, once it has one. */
  number?: string
  item: string
  applicant: PaperApplicant
  /** What one has to fulfil. */
  conditions: readonly string[]
  missing: readonly MissingMaterial[]
  /** How it goes on, in short steps. */
  procedure: readonly string[]
  limit?: string
  fee: PaperFee
  /** Where to bring it. */
  place: PaperPlace
  /** Until when, where that is limited. */
  bringUntil?: Day
  /** A word from the office. */
  note?: string
  /** Where something is refused: why, and what one can do about it. */
  refusal?: { reason: string; remedies: string }
  /** Who tells. */
  toldBy: string
  office: string
  /** The day it is told. */
  on: Day
  /** Nobody has said yet which day it is. */
  dayUnsure?: boolean
}

/** 办事指南: what to bring and what happens, in short numbered steps. */
export interface GuidePaper {
  item: string
  /** "即办件", "承诺件，20 个工作日". */
  handling: string
  conditions: readonly string[]
  materials: readonly (PaperMaterial & { /** When it is needed, where not always. */ condition?: string })[]
  steps: readonly string[]
  limit?: string
  fee: PaperFee
  /** Whether somebody else may do it, and with what. */
  mandate?: string
  result?: string
  place: PaperPlace
  /** The day it was printed: lists change. */
  on: Day
  /** What the station has to check with the township before relying on it. */
  toConfirm?: readonly string[]
}

/** Counts of what was handed in. */
export function counts(given: readonly GivenMaterial[]): { kinds: number; originals: number; copies: number; images: number; staying: number } {
  const sum = (of: (m: GivenMaterial) => number) => given.reduce((n, m) => n + of(m), 0)
  return {
    kinds: given.length,
    originals: sum((m) => m.originals),
    copies: sum((m) => m.copies),
    images: sum((m) => m.images),
    staying: sum((m) => (m.originalsStay ? m.originals : 0)),
  }
}

/** "原件 1 份、复印件 2 份"; "不用留下" where it is only looked at. */
export function amount(of: { originals: number; copies: number }): string {
  const parts = [of.originals ? `原件 ${of.originals} 份` : '', of.copies ? `复印件 ${of.copies} 份` : ''].filter(Boolean)
  return parts.length ? parts.join('、') : '不用留下'
}

/** An ID number as it may stand on paper: six digits, stars, four. What is masked already stays as it is. */
export function masked(idNumber: string): string {
  const plain = idNumber.replace(/\s/g, '')
  if (/^\d{17}[\dXx]$/.test(plain)) return `${plain.slice(0, 6)}********${plain.slice(-4)}`
  if (/^\d{15}$/.test(plain)) return `${plain.slice(0, 6)}*****${plain.slice(-4)}`
  return plain
}

/** Beside a date that no one has confirmed. */
export const DAY_UNSURE = '（电脑日期没有核对，以乡里收到的日期为准）'

/** "不收费", "收费：工本费 4 元（依据 …）". */
export function feeWords(fee: PaperFee): string {
  if (!fee.charged) return '不收费'
  return `收费${fee.text ? `：${fee.text}` : ''}${fee.basis ? `（依据：${fee.basis}）` : ''}`
}

/** The paper of each sheet in millimetres, as its page declares it to the printer; the style sheet says the same. */
export const sheetSizes = {
  receipt: a4('receipt'),
  notice: a4('notice'),
  guide: a4('guide'),
} as const

function a4(name: string) {
  return { name, widthMm: 210, heightMm: 297, marginMm: { top: 14, right: 16, bottom: 14, left: 16 } }
}
