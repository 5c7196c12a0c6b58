// Generated from the console's API by `cargo xtask bindings`. Do not edit.

export type Act = { "kind": "accept", 
/**
 * The office that decides, where it is not the township itself.
 */
office: string | null, } | { "kind": "correction", 
/**
 * What is wanted; at least one.
 */
wanted: Array<Wanted>, 
/**
 * A word to the operator.
 */
note: string | null, } | { "kind": "refuse", 
/**
 * Why.
 */
reason: string, 
/**
 * Where to go instead.
 */
where_to_go: string, } | { "kind": "decide", 
/**
 * Granted or denied.
 */
outcome: Decision, 
/**
 * Why; needed where it is denied.
 */
reason: string | null, } | { "kind": "issue", 
/**
 * Its name.
 */
name: string, 
/**
 * Its number.
 */
number: string | null, } | { "kind": "comment", 
/**
 * The words.
 */
text: string, } | { "kind": "withdraw", 
/**
 * The applicant's word.
 */
reason: string, } | { "kind": "return_originals", 
/**
 * Who took them; absent where the township held none.
 */
to: string | null, } | { "kind": "record_money", 
/**
 * Amount in fen.
 */
fen: number, 
/**
 * The day.
 */
on: Day, 
/**
 * Last four digits of the card.
 */
card_last4: string | null, };

export type ActKind = "accept" | "correction" | "refuse" | "decide" | "issue" | "comment" | "withdraw" | "return_originals" | "record_money";

export type ActRequest = { 
/**
 * What the clerk saw, as the case's page gave it.
 */
seen: Array<string>, 
/**
 * What is to be done.
 */
act: Act, };

export type Agency = "village" | "township";

export type AnnouncedView = { 
/**
 * So many items'.
 */
items: number, 
/**
 * The day on which the last of them counts.
 */
from: string, };

export type ApplicantView = { 
/**
 * Name.
 */
name: string, 
/**
 * Masked ID number.
 */
id_masked: string | null, 
/**
 * The whole of it, where that was asked for, which is written down.
 */
id_number: string | null, 
/**
 * Sex.
 */
sex: Sex | null, 
/**
 * Age in full years today.
 */
age: number | null, 
/**
 * Masked telephone; absent is 无手机.
 */
phone_masked: string | null, 
/**
 * The whole of it, where that was asked for, which is written down.
 */
phone: string | null, 
/**
 * Where the person lives.
 */
address: string, };

export type AsideReason = "malformed" | "unknown_kind" | "unknown_case" | "foreign_case" | "not_yours" | "not_now" | "unproven" | "right_withdrawn" | "revoked" | "other";

export type AsideRow = { 
/**
 * Why.
 */
reason: AsideReason, 
/**
 * The case, where it is here.
 */
case: string | null, 
/**
 * Its number.
 */
number: string | null, 
/**
 * What the entry says happened, where this program can read it.
 */
what: FactKind | null, 
/**
 * When it came.
 */
received_at: Moment, };

export type AsideView = { 
/**
 * The stations that have something; alarms first.
 */
stations: Array<StationAside>, 
/**
 * Alarms that nobody has taken note of.
 */
alarms: number, 
/**
 * There is more of something than is shown.
 */
more: boolean, };

export type CaseList = { 
/**
 * The rows.
 */
rows: Array<CaseRow>, 
/**
 * Hand this in as `after` to get the next page; absent on the last.
 */
next: string | null, 
/**
 * How many cases stand in each list, whatever was searched.
 */
counts: QueueCounts, 
/**
 * Where the list stands: ask for changes after it.
 */
position: number, };

export type CaseRow = { 
/**
 * The case's id.
 */
id: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Who applies.
 */
applicant: string, 
/**
 * The item's code.
 */
item: string, 
/**
 * The item's name for lists; the code where no catalogue here knows it.
 */
item_name: string, 
/**
 * How the item is handled; absent where no catalogue here knows it.
 */
handling: Handling | null, 
/**
 * The station's number.
 */
station: number, 
/**
 * 五星村服务站.
 */
station_name: string, 
/**
 * Where it stands.
 */
state: State, 
/**
 * Images that are wholly here.
 */
images_here: number, 
/**
 * Images that the case names.
 */
images_total: number, 
/**
 * The day by which it must be decided; while accepted and not standing still.
 */
due: DueView | null, 
/**
 * The last day on which silence is not yet acceptance (视为受理); while submitted.
 */
silence: DueView | null, 
/**
 * How often it was sent back.
 */
corrections: number, 
/**
 * When it was taken in, by the station's clock.
 */
collected_at: Moment, 
/**
 * When it was last handed over, by the township's clock.
 */
received_at: Moment | null, };

export type CaseSearch = { 
/**
 * Of one queue; without one, of all.
 */
queue: Queue | null, 
/**
 * Only what holds every one of these words; empty where nothing is searched.
 */
words: string, 
/**
 * Behind the page that gave this.
 */
after: string | null, 
/**
 * So many rows; 50 where nobody says, 500 at most.
 */
rows: number | null, };

export type CaseView = { 
/**
 * The row of the case in lists.
 */
row: CaseRow, 
/**
 * What is seen here: hand it in as `seen` with an act.
 */
seen: Array<string>, 
/**
 * How the request came in.
 */
channel: Channel, 
/**
 * The station.
 */
station: StationView, 
/**
 * The operator who took it in.
 */
operator: string | null, 
/**
 * The applicant.
 */
applicant: ApplicantView, 
/**
 * The item; absent where no catalogue here knows it.
 */
item: ItemView | null, 
/**
 * Every paper of the list, in its order.
 */
materials: Array<MaterialView>, 
/**
 * Why it was handed over though something is missing.
 */
missing_because: string | null, 
/**
 * Until when the office would have to decide, were the case accepted today; absent where the
 * item has no limit.
 */
promise: DueView | null, 
/**
 * The clock stands still.
 */
paused: boolean, 
/**
 * The office that decides, where one was named.
 */
office: string | null, 
/**
 * The open correction.
 */
correction: CorrectionView | null, 
/**
 * A correction was asked for since the applicant's last hand-over or acceptance, in this
 * same stage: another one is against 一次性告知 and is flagged.
 */
asked_in_this_stage: boolean, 
/**
 * The handing over.
 */
delivered: DeliveredView | null, 
/**
 * Who has the case on each of the three legs.
 */
legs: Array<LegView>, 
/**
 * What versions stand side by side of.
 */
disputes: Array<DisputeView>, 
/**
 * Its course, oldest first.
 */
course: Array<StepView>, 
/**
 * What this clerk may do now.
 */
acts: Array<ActKind>, 
/**
 * How often its whole identity number was looked at.
 */
revealed: number, 
/**
 * How often its whole telephone was looked at.
 */
phone_revealed: number, 
/**
 * When it is erased by its item's time of keeping; nothing while it goes on, or where it never is.
 */
leaves: LeavesView | null, };

export type Changes = { 
/**
 * The position of the newest change.
 */
position: number, };

export type Channel = "counter" | "visit" | "phone";

export type CodeRow = { 
/**
 * Its number.
 */
id: number, 
/**
 * Whose station its PC becomes.
 */
station: number, 
/**
 * Which PC it is for.
 */
label: string, 
/**
 * Who made it; absent for a command on the township's machine.
 */
made_by: string | null, 
/**
 * When.
 */
made_at: Moment, 
/**
 * Until when it may be used.
 */
expires_at: Moment, 
/**
 * How it stands.
 */
state: CodeState, 
/**
 * Since when it stands so, where it is used or withdrawn.
 */
since: Moment | null, 
/**
 * The PC that came with it, by its id.
 */
pc: string | null, 
/**
 * The PC in whose place it comes, by its id; or whose cases it goes on with, by its own word.
 */
replaces: string | null, };

export type CodeState = "good" | "used" | "withdrawn" | "expired";

export type CodeWish = { 
/**
 * The station's village, twelve digits.
 */
station: string, 
/**
 * The address under which the PC reaches the township.
 */
server: string, 
/**
 * Which PC it is for; may be empty.
 */
label: string, 
/**
 * The PC in whose place it comes, by its id.
 */
replaces: string | null, 
/**
 * With an invitation in a file, for a PC without a line; it counts longer.
 */
in_a_file: boolean, };

export type Concern = { "kind": "nobody_may_collect" } | { "kind": "too_many", 
/**
 * How many.
 */
count: number, } | { "kind": "nobody_files_online" } | { "kind": "several_file_online", 
/**
 * Their names.
 */
names: Array<string>, } | { "kind": "few_competences", 
/**
 * Who.
 */
name: string, 
/**
 * For how many.
 */
count: number, } | { "kind": "no_deputy", 
/**
 * Who.
 */
name: string, };

export type ConsoleError = { "kind": "signed_out" } | { "kind": "wrong_password" } | { "kind": "locked", 
/**
 * So many seconds from now the next try is taken.
 */
seconds: number, } | { "kind": "account_closed" } | { "kind": "not_from_here" } | { "kind": "bad_request" } | { "kind": "not_found" } | { "kind": "moved_on" } | { "kind": "not_now", 
/**
 * The state.
 */
state: State, } | { "kind": "not_yours" } | { "kind": "right_already", 
/**
 * Whose.
 */
name: string, } | { "kind": "nobody_works_there", 
/**
 * The station.
 */
name: string, } | { "kind": "invalid", 
/**
 * Which one.
 */
field: Field, 
/**
 * What is wrong with it.
 */
fault: FieldFault, } | { "kind": "incomplete", 
/**
 * Bytes that are here.
 */
have: number, 
/**
 * Bytes that there are.
 */
total: number, } | { "kind": "no_room" } | { "kind": "trouble" };

export type CorrectionView = { 
/**
 * Everything asked for.
 */
wanted: Array<WantedView>, 
/**
 * A word to the operator.
 */
note: string | null, 
/**
 * When.
 */
at: Moment, };

export type Day = string;

export type Decision = "granted" | "denied";

export type DeliveredView = { 
/**
 * To whom.
 */
to: string, 
/**
 * What that person is to the applicant.
 */
relation: Relation, 
/**
 * When, by the station's clock.
 */
at: Moment, 
/**
 * The signature drawn on the screen.
 */
signature: ImageView | null, 
/**
 * A photograph of it.
 */
photo: ImageView | null, };

export type DeskView = "township" | "county";

export type DisputeView = { 
/**
 * Which value.
 */
field: FieldView, 
/**
 * Its versions, the one that counts last.
 */
versions: Array<VersionView>, };

export type Done = { 
/**
 * The case as it stands now.
 */
case: CaseView, 
/**
 * It was a second correction for the same stage.
 */
repeated_correction: boolean, };

export type DoubledView = { 
/**
 * The PC's id, to take note of the alarm by.
 */
device: string, 
/**
 * The letters in the numbers of its cases.
 */
block: string, 
/**
 * First noticed.
 */
since: Moment, 
/**
 * Last noticed.
 */
last: Moment, 
/**
 * Who took note of it; absent while nobody has.
 */
noted_by: string | null, };

export type DueView = { 
/**
 * The last day.
 */
date: Day, 
/**
 * 暂定: counting touched a year whose holiday notice is not out.
 */
provisional: boolean, 
/**
 * What is left on the township's today.
 */
remaining: Remaining, };

export type EraseWish = { 
/**
 * By whose order and why, without anything of the applicant: it is kept.
 */
why: string, };

export type FactKind = "collected" | "materials_amended" | "submitted" | "accepted" | "correction_asked" | "refused" | "dispatched" | "paused" | "resumed" | "extended" | "transferred" | "decided" | "result_issued" | "withdrawn" | "delivered" | "money_recorded" | "originals_returned" | "commented" | "handed_on" | "right_unconfirmed" | "right_confirmed";

export type Field = "reason" | "where_to_go" | "wanted" | "why" | "text" | "name" | "number" | "office" | "to" | "amount" | "card_last4" | "on" | "deputy" | "titles" | "label" | "station" | "server" | "phone" | "password";

export type FieldFault = "empty" | "too_long" | "unknown" | "twice" | "form" | "unseen" | "too_short" | "guessable" | "same";

export type FieldKind = "paper" | "answer" | "office" | "result" | "clock";

export type FieldView = { 
/**
 * What sort.
 */
kind: FieldKind, 
/**
 * The paper's code, for papers and answers.
 */
code: string | null, 
/**
 * The paper's name; its code where no catalogue here knows it.
 */
name: string | null, };

export type HandView = { 
/**
 * The event's id.
 */
event: string, 
/**
 * Who acted; absent where nobody here knows the number.
 */
actor: string | null, 
/**
 * Whose hand.
 */
role: Role, 
/**
 * By the writer's clock.
 */
at: Moment, };

export type Handling = "immediate" | "promised" | "demand";

export type ImageView = { 
/**
 * Its name.
 */
hash: string, 
/**
 * What it is.
 */
media: Media, 
/**
 * Its length in bytes.
 */
length: number, 
/**
 * Bytes that are here.
 */
have: number, 
/**
 * All of them are here.
 */
complete: boolean, 
/**
 * A small picture of it is here meanwhile, at `/api/images/{hash}/thumbnail`.
 */
thumbnail: boolean, };

export type ItemView = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its full name.
 */
name: string, 
/**
 * The name for lists.
 */
short: string, 
/**
 * The class it is listed under.
 */
category: string, 
/**
 * How it is handled.
 */
handling: Handling, 
/**
 * The limit that binds: the promised one, else the statutory one.
 */
limit: Limit | null, 
/**
 * 承诺时限.
 */
promised: Limit | null, 
/**
 * 法定时限.
 */
statutory: Limit | null, 
/**
 * Whether the applicant may have to pay.
 */
charge: boolean, 
/**
 * The fee in words.
 */
fee: string, 
/**
 * The result's name.
 */
result: string, 
/**
 * What kind of thing the result is.
 */
result_kind: OutcomeKind, 
/**
 * Who decides, in words.
 */
decider: string, };

export type Kept = "open" | "disputed" | "set_aside" | "picture_on_its_way";

export type LeavesView = { 
/**
 * The first day on which it may be.
 */
on: string, 
/**
 * Months after its last word, as the catalogue in force has it.
 */
months: number, 
/**
 * What keeps it all the same.
 */
kept: Kept | null, };

export type LeavingRow = { 
/**
 * The case's id.
 */
case: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Its item's name for lists; the code where no catalogue here knows it.
 */
item_name: string, 
/**
 * Its station.
 */
station_name: string, 
/**
 * The first day on which it may be erased.
 */
on: string, 
/**
 * What keeps it all the same.
 */
kept: Kept | null, 
/**
 * Its day is here by the clock, and the ledger has not lived through all the time: the clock ran ahead, and
 * nothing is erased on its word.
 */
unlived: boolean, };

export type LeavingView = { 
/**
 * Up to this day it was looked ahead.
 */
until: string, 
/**
 * Items of which the catalogue in force says after how long their cases are erased. Where it says that of none,
 * no case ever is.
 */
ruled: number, 
/**
 * Rules that erase nothing yet.
 */
announced: AnnouncedView | null, 
/**
 * The cases, the first first.
 */
rows: Array<LeavingRow>, 
/**
 * There are more.
 */
more: boolean, };

export type Leg = "village" | "township" | "county";

export type LegView = { 
/**
 * Which.
 */
leg: Leg, 
/**
 * Who has it there: a person's name where one is known, else the office.
 */
who: string | null, 
/**
 * It is this leg's turn.
 */
turn: boolean, 
/**
 * The case has been there.
 */
reached: boolean, 
/**
 * Since when it is there, by the township's clock; while it is its turn.
 */
since: Moment | null, };

export type Limit = { 
/**
 * How many. Zero is "at the counter".
 */
value: number, 
/**
 * Of what.
 */
unit: LimitUnit, };

export type LimitUnit = "working_days" | "natural_days";

export type LineView = { 
/**
 * Originals in hand.
 */
originals: number, 
/**
 * Copies in hand.
 */
copies: number, 
/**
 * 与原件核对无误.
 */
checked: boolean, 
/**
 * Its images, in the order of their pages.
 */
images: Array<ImageView>, };

export type ListedMaterial = { 
/**
 * Short, stable, unique within the item: `id_card`. Cases refer to it.
 */
code: string, 
/**
 * The name as the list shows it.
 */
name: string, 
/**
 * What kind of paper it is, for the picture and its budget.
 */
kind: MaterialKind, 
/**
 * How many originals are looked at or handed in.
 */
original: number, 
/**
 * How many copies are handed in.
 */
copies: number, 
/**
 * Whether an electronic certificate or a file does as well.
 */
electronic_ok: boolean, 
/**
 * Who issues it.
 */
issuer: string, 
/**
 * How a villager comes by it, in one sentence.
 */
how_to_get: string, 
/**
 * Whether it must be there.
 */
need: Need, 
/**
 * Whether the case may be accepted while it is still missing (容缺受理).
 */
tolerable: boolean, 
/**
 * Anything else worth knowing.
 */
note: string, };

export type MadeCode = { 
/**
 * Its number.
 */
id: number, 
/**
 * What is read out: `XXXXX-XXXXX`.
 */
code: string, 
/**
 * The address under which its PC reaches the township.
 */
server: string, 
/**
 * Code and address as a QR code: its rows, `1` is dark. Without the quiet margin.
 */
qr: Array<string>, 
/**
 * The invitation's file in hexadecimal, where one was wanted.
 */
file: string | null, 
/**
 * Which PC it is for.
 */
label: string, 
/**
 * Whose station its PC becomes.
 */
station: string, 
/**
 * Until when it may be used.
 */
expires_at: Moment, 
/**
 * By these digits the PC shows whom it joined.
 */
fingerprint: string, };

export type MaterialKind = "id_card" | "register" | "photo" | "form" | "mandate" | "bank_card" | "paper";

export type MaterialView = { 
/**
 * The paper as the list has it.
 */
listed: ListedMaterial, 
/**
 * Whether this case needs it.
 */
needed: boolean, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Originals in hand.
 */
originals: number, 
/**
 * Copies in hand.
 */
copies: number, 
/**
 * 与原件核对无误.
 */
checked: boolean, 
/**
 * Its images, in the order of their pages.
 */
images: Array<ImageView>, 
/**
 * What the open correction wants of it.
 */
wanted: string | null, 
/**
 * 补来的: it came or was put right after the last correction.
 */
mended: boolean, };

export type MayView = { 
/**
 * Look at the PCs of the stations and their codes.
 */
see_pcs: boolean, 
/**
 * Make and withdraw codes, revoke PCs.
 */
change_pcs: boolean, 
/**
 * Erase a case.
 */
erase_case: boolean, };

export type Media = "jpeg" | "png" | "pdf";

export type Moment = number;

export type Need = { "kind": "required" } | { "kind": "conditional", 
/**
 * The condition in words.
 */
condition: string, } | { "kind": "optional" };

export type NewcomerWish = { 
/**
 * The village's code.
 */
station: string, 
/**
 * The name.
 */
name: string, 
/**
 * Telephone at work; may be empty.
 */
phone: string, 
/**
 * The first day.
 */
since: Day | null, };

export type OutcomeKind = "certificate" | "approval" | "registration" | "proof" | "payment" | "query_result" | "demand_settled";

export type PartedView = { 
/**
 * The letters in the numbers of the PC's cases.
 */
block: string, 
/**
 * How many frames.
 */
frames: number, 
/**
 * When the last of them came.
 */
last: Moment, };

export type PasswordWish = { 
/**
 * The one that counts now.
 */
old: string, 
/**
 * The one that is to count.
 */
new: string, };

export type PcRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * The station it stands at.
 */
station: number, 
/**
 * The block of its case numbers.
 */
block: string, 
/**
 * Which PC it is.
 */
label: string, 
/**
 * Since when.
 */
enrolled_at: Moment, 
/**
 * When it last spoke and was believed, to a few minutes after the server was killed; absent where that is not
 * known. Of one that was taken its key: before that.
 */
last_heard: Moment | null, 
/**
 * When it last sent an entry of its log.
 */
last_sent: Moment | null, 
/**
 * When its key was taken from it.
 */
revoked_at: Moment | null, 
/**
 * And why.
 */
revoked_why: string | null, 
/**
 * The PC that goes on with this one's cases, by its id, while both are believed: it came with a code that was not
 * made in this one's place, so nobody took this one its key.
 */
goes_on_as: string | null, };

export type PeopleView = { 
/**
 * Every station, by number.
 */
stations: Array<StationPeople>, 
/**
 * This account may enter people, change posts and rights.
 */
may_change: boolean, };

export type PersonView = { 
/**
 * The number in events.
 */
id: number, 
/**
 * The name.
 */
name: string, 
/**
 * What this person is called by office.
 */
title: string, 
/**
 * Telephone at work; may be empty.
 */
phone: string, 
/**
 * The post.
 */
post: PostView, };

export type PostView = { 
/**
 * The kind of account.
 */
agency: Agency | null, 
/**
 * The first day on it.
 */
since: Day | null, 
/**
 * Further titles.
 */
titles: Array<string>, 
/**
 * Departments that this person is competent for.
 */
competences: Array<string>, 
/**
 * 网办员.
 */
files_online: boolean, 
/**
 * May take over what colleagues have begun.
 */
supervises: boolean, 
/**
 * B 岗, by number.
 */
deputy: number | null, 
/**
 * Not at work at present.
 */
away: boolean, 
/**
 * Since when the right to take in cases is withdrawn.
 */
withdrawn_at: Moment | null, };

export type PostWish = { 
/**
 * The name; as it was where nobody says.
 */
name: string | null, 
/**
 * Telephone at work; as it was where nobody says.
 */
phone: string | null, 
/**
 * The kind of account.
 */
agency: Agency | null, 
/**
 * The first day on it.
 */
since: Day | null, 
/**
 * Further titles.
 */
titles: Array<string>, 
/**
 * Departments that this person is competent for.
 */
competences: Array<string>, 
/**
 * 网办员.
 */
files_online: boolean, 
/**
 * May take over what colleagues have begun.
 */
supervises: boolean, 
/**
 * B 岗, by number.
 */
deputy: number | null, 
/**
 * Not at work at present.
 */
away: boolean, 
/**
 * Why it changes.
 */
why: string, };

export type Queue = "to_accept" | "corrected" | "accepted" | "to_issue" | "issued" | "correction" | "done" | "all";

export type QueueCounts = { 
/**
 * 待受理.
 */
to_accept: number, 
/**
 * 补正已回.
 */
corrected: number, 
/**
 * 已受理.
 */
accepted: number, 
/**
 * 待出证.
 */
to_issue: number, 
/**
 * 待送达.
 */
issued: number, 
/**
 * 补正中.
 */
correction: number, 
/**
 * 办结.
 */
done: number, 
/**
 * Everything.
 */
all: number, };

export type Relation = "applicant" | "spouse" | "child" | "parent" | "relative" | "other";

export type Remaining = { 
/**
 * Working days after today up to the due date, which is counted: zero on the
 * last day. Negative by the working days passed since.
 */
workdays: number, 
/**
 * The same in days of the calendar: below zero means overdue, also on a rest
 * day right after the last day.
 */
days: number, 
/**
 * Counting touched a year whose notice is not in the calendar.
 */
provisional: boolean, };

export type RevokeWish = { 
/**
 * For the record.
 */
why: string, };

export type RightDone = { 
/**
 * Everybody, after it.
 */
people: PeopleView, 
/**
 * Who answers for the open cases now.
 */
to: string | null, 
/**
 * How many cases were handed on.
 */
cases: number, 
/**
 * How many entries that were set aside are used now.
 */
used: number, };

export type RightWish = { 
/**
 * Given again, or withdrawn.
 */
granted: boolean, 
/**
 * Why; the station reads it.
 */
why: string, };

export type Role = "station" | "township";

export type SessionView = { 
/**
 * The person's number in events.
 */
person: number, 
/**
 * The name.
 */
name: string, 
/**
 * By office: 窗口.
 */
title: string, 
/**
 * 柘岱口乡便民服务中心.
 */
office: string | null, 
/**
 * Which desk.
 */
desk: DeskView, 
/**
 * The township whose stations' cases are seen; absent where every one is.
 */
township: string | null, 
/**
 * Whether this person may act, or only look.
 */
may_act: boolean, 
/**
 * What else this account may do.
 */
may: MayView, 
/**
 * Today, in Asia/Shanghai.
 */
today: Day, };

export type SettledView = { 
/**
 * Which value.
 */
field: FieldView, 
/**
 * The hands whose versions stood side by side.
 */
hands: Array<HandView>, 
/**
 * Which of them was taken, counted from 0; absent where it was settled by something else.
 */
taken: number | null, };

export type Sex = "male" | "female";

export type SignIn = { 
/**
 * The account's name.
 */
name: string, 
/**
 * Its password.
 */
password: string, };

export type Standing = { "kind": "here" } | { "kind": "missing", 
/**
 * Originals still to come.
 */
originals: number, 
/**
 * Copies or pictures still to come.
 */
copies: number, } | { "kind": "not_needed" };

export type State = "collected" | "submitted" | "correction" | "accepted" | "granted" | "denied" | "refused" | "withdrawn" | "closed";

export type StationAside = { 
/**
 * The station's number.
 */
station: number, 
/**
 * Its name.
 */
name: string, 
/**
 * PCs whose name two programs use.
 */
doubled: Array<DoubledView>, 
/**
 * Entries, the newest first.
 */
rows: Array<AsideRow>, 
/**
 * Kept frames, by PC.
 */
parted: Array<PartedView>, };

export type StationPeople = { 
/**
 * The station.
 */
station: StationView, 
/**
 * Who works there, by number.
 */
people: Array<PersonView>, 
/**
 * What is not as it should be.
 */
concerns: Array<Concern>, };

export type StationView = { 
/**
 * Its number.
 */
id: number, 
/**
 * The village's code, twelve digits.
 */
code: string, 
/**
 * 五星村服务站.
 */
name: string, 
/**
 * 五星.
 */
short: string, 
/**
 * 柘岱口乡.
 */
township: string, };

export type StepDetail = { "kind": "collected", 
/**
 * How the request came in.
 */
channel: Channel, 
/**
 * What the one-time notice named.
 */
noticed: Array<string>, } | { "kind": "materials_amended", 
/**
 * Which.
 */
materials: Array<string>, } | { "kind": "submitted", 
/**
 * Why it was handed over though something is missing.
 */
missing_because: string | null, } | { "kind": "accepted", 
/**
 * The day.
 */
on: Day, 
/**
 * The limit that was promised.
 */
limit: Limit | null, 
/**
 * The office that decides.
 */
office: string | null, } | { "kind": "correction_asked", 
/**
 * What was asked for.
 */
wanted: Array<WantedView>, 
/**
 * A word to the operator.
 */
note: string | null, } | { "kind": "refused", 
/**
 * Why.
 */
reason: string, 
/**
 * Where to go instead.
 */
where_to_go: string, } | { "kind": "dispatched", 
/**
 * The office whose turn it is.
 */
office: string, } | { "kind": "paused", 
/**
 * The first day that does not count.
 */
from: Day, 
/**
 * Why.
 */
reason: string, } | { "kind": "resumed", 
/**
 * The first day that counts again.
 */
from: Day, } | { "kind": "extended", 
/**
 * By how much.
 */
by: Limit, 
/**
 * Why.
 */
reason: string, } | { "kind": "decided", 
/**
 * Granted or denied.
 */
outcome: Decision, 
/**
 * The day.
 */
on: Day, 
/**
 * Why, or what the result says.
 */
reason: string | null, } | { "kind": "result_issued", 
/**
 * Its name.
 */
name: string, 
/**
 * Its number.
 */
number: string | null, } | { "kind": "withdrawn", 
/**
 * The applicant's word.
 */
reason: string, } | { "kind": "delivered", 
/**
 * To whom.
 */
to: string, 
/**
 * What that person is to the applicant.
 */
relation: Relation, } | { "kind": "money_recorded", 
/**
 * Amount in fen.
 */
fen: number, 
/**
 * The day.
 */
on: Day, } | { "kind": "originals_returned", 
/**
 * To whom; absent where none were held.
 */
to: string | null, } | { "kind": "commented", 
/**
 * The words.
 */
text: string, } | { "kind": "handed_on", 
/**
 * Who answers for it from now on; absent for a person of another directory.
 */
to: string | null, 
/**
 * Why.
 */
why: string | null, } | { "kind": "right_unconfirmed", 
/**
 * For how many days nothing had been heard from the township.
 */
days_silent: number, } | { "kind": "right_confirmed", 
/**
 * A word about it.
 */
note: string | null, };

export type StepView = { 
/**
 * The event's id.
 */
event: string, 
/**
 * What sort of fact it is.
 */
fact: FactKind, 
/**
 * What it says.
 */
detail: StepDetail, 
/**
 * Who acted; absent for the program itself.
 */
actor: string | null, 
/**
 * Whose hand wrote it.
 */
role: Role, 
/**
 * By the writer's clock.
 */
at: Moment, 
/**
 * By the township's clock.
 */
received_at: Moment, 
/**
 * What became of it.
 */
verdict: Verdict, 
/**
 * The state of the case after it.
 */
state: State, 
/**
 * It came together with what another hand changed, neither knowing of the other.
 */
merged: boolean, 
/**
 * What it settled.
 */
settled: Array<SettledView>, };

export type Verdict = "applied" | "superseded" | "not_yours" | "not_now";

export type VersionView = { 
/**
 * Whose it is.
 */
hand: HandView, 
/**
 * It counts as long as nobody settles it.
 */
counts: boolean, 
/**
 * Of a paper.
 */
line: LineView | null, 
/**
 * Of an answer.
 */
answer: boolean | null, 
/**
 * Of an office or a result, in words.
 */
words: string | null, };

export type Wanted = { 
/**
 * The material's code in the item.
 */
material: string, 
/**
 * What is wrong with it or what is missing, in words for the applicant.
 */
why: string, };

export type WantedView = { 
/**
 * The material's code.
 */
material: string, 
/**
 * Its name; the code where no catalogue here knows it.
 */
name: string, 
/**
 * What is wrong or missing.
 */
why: string, 
/**
 * Nothing was done about it yet.
 */
open: boolean, };

/** Every route of the console; `/api/images/{hash}` gives bytes. Requests other than GET bear the header `X-Shanyi: 1`. */
export interface Routes {
  'POST /api/session': { query: Record<never, never>; body: SignIn; result: SessionView };
  'GET /api/session': { query: Record<never, never>; body: null; result: SessionView };
  'DELETE /api/session': { query: Record<never, never>; body: null; result: null };
  'POST /api/session/password': { query: Record<never, never>; body: PasswordWish; result: null };
  'POST /api/cases/search': { query: Record<never, never>; body: CaseSearch; result: CaseList };
  'GET /api/cases/{id}': { query: Record<never, never>; body: null; result: CaseView };
  'POST /api/cases/{id}/identity': { query: Record<never, never>; body: null; result: CaseView };
  'POST /api/cases/{id}/phone': { query: Record<never, never>; body: null; result: CaseView };
  'POST /api/cases/{id}/acts': { query: Record<never, never>; body: ActRequest; result: Done };
  'POST /api/cases/{id}/erase': { query: Record<never, never>; body: EraseWish; result: null };
  'GET /api/changes': { query: { after: number }; body: null; result: Changes };
  'GET /api/aside': { query: Record<never, never>; body: null; result: AsideView };
  'POST /api/aside/{id}/noted': { query: Record<never, never>; body: null; result: AsideView };
  'POST /api/codes': { query: Record<never, never>; body: CodeWish; result: MadeCode };
  'GET /api/codes': { query: Record<never, never>; body: null; result: Array<CodeRow> };
  'POST /api/codes/{id}/withdraw': { query: Record<never, never>; body: null; result: Array<CodeRow> };
  'GET /api/devices': { query: Record<never, never>; body: null; result: Array<PcRow> };
  'POST /api/devices/{id}/revoke': { query: Record<never, never>; body: RevokeWish; result: Array<PcRow> };
  'GET /api/leaving': { query: Record<never, never>; body: null; result: LeavingView };
  'GET /api/stations': { query: Record<never, never>; body: null; result: Array<StationView> };
  'GET /api/items': { query: Record<never, never>; body: null; result: Array<ItemView> };
  'GET /api/people': { query: Record<never, never>; body: null; result: PeopleView };
  'POST /api/people': { query: Record<never, never>; body: NewcomerWish; result: PeopleView };
  'POST /api/people/{id}/post': { query: Record<never, never>; body: PostWish; result: PeopleView };
  'POST /api/people/{id}/right': { query: Record<never, never>; body: RightWish; result: RightDone };
}
