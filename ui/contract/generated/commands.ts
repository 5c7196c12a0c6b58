// Generated from the command table by `cargo xtask bindings`. Do not edit.

export type ActorId = number;

export type AddColleague = { 
/**
 * The colleague.
 */
operator: ActorId, 
/**
 * 6 to 12 digits.
 */
pin: string, };

export type AgeFault = { "kind": "too_young", 
/**
 * Age in full years on that day.
 */
age: number, 
/**
 * The age asked for.
 */
min: number, 
/**
 * The first day on which the applicant is old enough.
 */
from: string | null, } | { "kind": "too_old", 
/**
 * Age in full years on that day.
 */
age: number, 
/**
 * The highest age allowed.
 */
max: number, };

export type AgeRule = { 
/**
 * At least this old.
 */
min: number | null, 
/**
 * At most this old.
 */
max: number | null, };

export type Amend = { 
/**
 * The case.
 */
case: string, 
/**
 * The lines that changed, each whole.
 */
materials: Array<MaterialLine>, 
/**
 * The conditionally needed papers whose condition holds, where that changed.
 */
applies: Array<string> | null, 
/**
 * Hand it over with the same save.
 */
submit: boolean, 
/**
 * Why it goes though papers are missing; required then.
 */
missing_because: string | null, 
/**
 * What the screen had shown of the case: [`CaseView::seen`]. Absent: the case as it is.
 */
seen: Array<string> | null, 
/**
 * The draft that this was typed in; it goes with the same save.
 */
draft: string | null, };

export type AnswersView = { 
/**
 * The name; absent where the directory here does not know the number.
 */
name: string | null, 
/**
 * What that is to whoever is signed in.
 */
whose: Whose, };

export type ApplicantForm = { 
/**
 * Name.
 */
name: string, 
/**
 * ID number, 18 or 15 digits.
 */
id_number: string, 
/**
 * Telephone; absent is 无手机.
 */
phone: string | null, 
/**
 * Where the person lives.
 */
address: string, };

export type ApplicantKind = "person" | "household" | "enterprise";

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
 * Sex.
 */
sex: Sex | null, 
/**
 * Age in full years today.
 */
age: number | null, 
/**
 * Masked telephone; absent is 无手机. The whole one is shown by `show_phone`.
 */
phone_masked: string | null, 
/**
 * Where the person lives.
 */
address: string, };

export type AsideReason = "malformed" | "unknown_kind" | "unknown_case" | "foreign_case" | "not_yours" | "not_now" | "unproven" | "right_withdrawn" | "revoked" | "other";

export type AsideView = { 
/**
 * Why.
 */
reason: AsideReason, 
/**
 * The case's id, where it is here.
 */
case: string | null, 
/**
 * Its number.
 */
number: string | null, 
/**
 * Who applies.
 */
applicant: string | null, 
/**
 * What the entry says happened, where this program can tell.
 */
what: FactKind | null, 
/**
 * When it was saved here.
 */
saved_at: Moment | null, };

export type BackupView = { 
/**
 * The moment that it holds.
 */
at: Moment, 
/**
 * How many cases are in it.
 */
cases: number, };

export type CaseFilter = "all" | "mine" | "elsewhere" | "closed";

export type CasePage = { 
/**
 * The rows.
 */
rows: Array<CaseRowView>, 
/**
 * Hand this in to get the next page; absent on the last.
 */
next: string | null, 
/**
 * How many cases there are on all pages.
 */
count: number | null, };

export type CaseRef = { 
/**
 * The case's id.
 */
case: string, };

export type CaseRowView = { 
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
 * The item's short name.
 */
item: string, 
/**
 * Where it stands.
 */
state: State, 
/**
 * When it was taken in.
 */
collected_at: Moment, 
/**
 * When something last happened to it.
 */
changed_at: Moment, 
/**
 * The address, for the way there.
 */
address: string, 
/**
 * Until when the office has to decide; absent while no clock runs.
 */
due: DueView | null, 
/**
 * How it is on its way.
 */
sync: CaseSyncView, };

export type CaseSearch = { 
/**
 * Whose turn it is.
 */
filter: CaseFilter, 
/**
 * As in the one box; empty for all.
 */
text: string, 
/**
 * Of this item, by its code.
 */
item: string | null, 
/**
 * In one of these states; empty: as the filter says.
 */
states: Array<State>, 
/**
 * Taken in on this day or later.
 */
from: Day | null, 
/**
 * Taken in on this day or earlier.
 */
until: Day | null, 
/**
 * By the office's clock.
 */
due: DueFilter | null, 
/**
 * Of the person to whom this case belongs.
 */
person: string | null, };

export type CaseSyncView = { 
/**
 * Events of this PC that wait.
 */
events_waiting: number, 
/**
 * All of them were saved a moment ago: they go by themselves in some seconds.
 */
held: boolean, 
/**
 * The township's signed receipt covers every event of this PC.
 */
received: boolean, 
/**
 * Images that the case names.
 */
images: number, 
/**
 * Of these, at the township.
 */
images_there: number, 
/**
 * Of the others, those that only another PC of the station can send.
 */
images_elsewhere: number, 
/**
 * Bytes of its images that are still to go.
 */
bytes_to_go: number, 
/**
 * Events that the township set aside.
 */
quarantined: number, };

export type CaseView = { 
/**
 * The row of the case in lists.
 */
row: CaseRowView, 
/**
 * The item's full name.
 */
item_name: string, 
/**
 * The item's code.
 */
item_code: string, 
/**
 * How it is handled.
 */
handling: Handling, 
/**
 * What comes out of it.
 */
result: OutcomeKind, 
/**
 * The applicant.
 */
applicant: ApplicantView, 
/**
 * How the request came in.
 */
channel: Channel, 
/**
 * Every paper of the list.
 */
materials: Array<MaterialView>, 
/**
 * What the township asked for, while it waits for it.
 */
correction: CorrectionView | null, 
/**
 * How often it was sent back.
 */
corrections: number, 
/**
 * The refusal.
 */
refusal: RefusalView | null, 
/**
 * The decision.
 */
decision: DecisionView | null, 
/**
 * The certificate or other result that was made out.
 */
issued: IssuedView | null, 
/**
 * The handing over.
 */
delivered: DeliveredView | null, 
/**
 * The clock stands still.
 */
paused: boolean, 
/**
 * Who has the case on each of the three legs.
 */
legs: Array<LegView>, 
/**
 * What is seen here: hand it in as `seen` with an amendment.
 */
seen: Array<string>, 
/**
 * What versions stand side by side of.
 */
disputes: Array<DisputeView>, 
/**
 * Its course, newest first.
 */
course: Array<StepView>, 
/**
 * Who answers for it.
 */
answers: AnswersView, 
/**
 * It was taken in so many days after the last word of the township, which has not said its own
 * on the right to do so yet.
 */
right_unconfirmed: number | null, 
/**
 * What may be done now at this desk.
 */
acts: Array<FactKind>, 
/**
 * Every image that the case names, and how far each is on its way to the township.
 */
images: Array<ImageProgressView>, };

export type ChangePin = { 
/**
 * The present one.
 */
pin: string, 
/**
 * The one from now on.
 */
new_pin: string, };

export type Channel = "counter" | "visit" | "phone";

export type CheckIdNumber = { 
/**
 * As typed: 18 or 15 digits, with or without spaces.
 */
text: string, 
/**
 * The item whose age condition is to be looked at.
 */
item: string | null, };

export type ChooseOuter = { 
/**
 * Its whole path.
 */
folder: string, };

export type ChoosePin = { 
/**
 * Who chooses.
 */
operator: ActorId, 
/**
 * 6 to 12 digits.
 */
pin: string, };

export type ClockKind = "fine" | "behind" | "ahead" | "jumped" | "zone";

export type ClockView = { 
/**
 * What is wrong with it.
 */
kind: ClockKind, 
/**
 * The operator has to say which day it is. Until then saves are marked.
 */
ask: boolean, 
/**
 * The time as far as it is known.
 */
now: Moment, 
/**
 * What the PC's clock says.
 */
system: Moment, 
/**
 * The last time that the township signed.
 */
signed: Moment | null, 
/**
 * Seconds by which the PC's zone is ahead of UTC, where it is another than Asia/Shanghai.
 */
zone_seconds: number | null, };

export type CodeFault = { "kind": "length" } | { "kind": "group", 
/**
 * Which, counted from 1.
 */
group: number, } | { "kind": "other" };

export type ColleagueFormView = { 
/**
 * The colleague's number in the directory.
 */
operator: number, 
/**
 * Their name; absent where the directory here does not know the number.
 */
name: string | null, 
/**
 * The form.
 */
draft: DraftView, };

export type ColleagueView = { 
/**
 * The number in the directory.
 */
id: number, 
/**
 * The name.
 */
name: string, 
/**
 * Not at work at present.
 */
away: boolean, 
/**
 * B 岗 of whoever is signed in.
 */
deputy: boolean, };

export type CommentOn = { 
/**
 * The case.
 */
case: string, 
/**
 * The words.
 */
text: string, 
/**
 * The draft that this was typed in; it goes with the same save.
 */
draft: string | null, };

export type ConfirmJoining = { 
/**
 * Who works at this PC first.
 */
operator: ActorId, };

export type ConfirmRecovery = { 
/**
 * The two groups.
 */
groups: [string, string], };

export type CopiesOfView = { 
/**
 * Where they lie.
 */
folder: string, 
/**
 * Who had a PIN at the PC when the last copy was made.
 */
people: Array<string>, 
/**
 * The copies, the newest first; each was opened and compared when it was made.
 */
copies: Array<BackupView>, 
/**
 * The township's recovery key opens them too.
 */
by_township: boolean, };

export type CopiesView = { 
/**
 * One for each PC, the one with the newest copy first.
 */
pcs: Array<CopiesOfView>, };

export type CorrectionView = { 
/**
 * Everything asked for.
 */
wanted: Array<Wanted>, 
/**
 * Of these, what nothing was done about yet.
 */
open: Array<string>, 
/**
 * A word to the operator.
 */
note: string | null, 
/**
 * When.
 */
at: Moment, };

export type DamageView = { 
/**
 * What it was.
 */
what: LostKind, 
/**
 * The number of the case that it belonged to, where that is known.
 */
number: string | null, 
/**
 * How many of them.
 */
count: number, 
/**
 * The township has it, and sends it with the next exchange.
 */
returns: boolean, };

export type Day = string;

export type DayKind = { "kind": "workday" } | { "kind": "rest_day" } | { "kind": "unknown", 
/**
 * Presumed from the weekday and the fixed holidays.
 */
presumed_workday: boolean, };

export type Decision = "granted" | "denied";

export type DecisionView = { 
/**
 * Granted or denied.
 */
outcome: Decision, 
/**
 * The day.
 */
on: Day, 
/**
 * What was said with it.
 */
reason: string | null, };

export type Deliver = { 
/**
 * The case.
 */
case: string, 
/**
 * Who received it.
 */
to: string, 
/**
 * What that person is to the applicant.
 */
relation: Relation, 
/**
 * The signature, prepared before.
 */
signature: ImageRef | null, 
/**
 * A photograph, prepared before.
 */
photo: ImageRef | null, 
/**
 * The draft that this was typed in; it goes with the same save.
 */
draft: string | null, };

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
 * When.
 */
at: Moment, 
/**
 * The signature.
 */
signature: ImageRef | null, };

export type DeskError = { "kind": "bad_request", 
/**
 * Which command or field, for whoever mends it.
 */
what: string, } | { "kind": "joining", 
/**
 * Why.
 */
fault: JoinFault, } | { "kind": "replacing", 
/**
 * Why.
 */
fault: ReplaceFault, } | { "kind": "not_enrolled" } | { "kind": "locked" } | { "kind": "new_pin", 
/**
 * What is wrong with it.
 */
fault: PinError, } | { "kind": "wrong_pin", 
/**
 * Seconds before the next one is tried.
 */
seconds: number, } | { "kind": "pin_wait", 
/**
 * How long that is.
 */
seconds: number, } | { "kind": "pin_shut" } | { "kind": "keyring_lost" } | { "kind": "keyring_silent" } | { "kind": "recovery_code", 
/**
 * What is wrong with it.
 */
fault: CodeFault, } | { "kind": "not_confirmed" } | { "kind": "other_keys" } | { "kind": "not_of_this_station" } | { "kind": "last_pin" } | { "kind": "right_withdrawn", 
/**
 * Since which day.
 */
since: string, 
/**
 * The township's telephone; may be empty.
 */
phone: string, } | { "kind": "no_right", 
/**
 * Their name.
 */
name: string, } | { "kind": "not_supervisor" } | { "kind": "no_such_form" } | { "kind": "own_form_in_the_way" } | { "kind": "no_catalog" } | { "kind": "no_item" } | { "kind": "item_not_offered" } | { "kind": "no_case" } | { "kind": "no_image" } | { "kind": "name", 
/**
 * What is wrong with it.
 */
fault: PersonNameError, } | { "kind": "id_number", 
/**
 * What is wrong with it.
 */
fault: IdNumberError, } | { "kind": "phone", 
/**
 * What is wrong with it.
 */
fault: PhoneError, } | { "kind": "address", 
/**
 * Characters allowed.
 */
limit: number, } | { "kind": "age", 
/**
 * How it misses.
 */
fault: AgeFault, } | { "kind": "text", 
/**
 * Which field of the form.
 */
field: string, 
/**
 * Characters allowed.
 */
limit: number, } | { "kind": "unseen", 
/**
 * Which field of the form.
 */
field: string, 
/**
 * Counted from 1.
 */
position: number, } | { "kind": "draft_too_large", 
/**
 * Kilobytes allowed, of the whole form.
 */
limit_kb: number, } | { "kind": "earlier_day", 
/**
 * The day that it is at least.
 */
than: string, } | { "kind": "not_now", 
/**
 * Where the case stands.
 */
state: State, } | { "kind": "incomplete", 
/**
 * Names of the missing papers.
 */
missing: Array<string>, } | { "kind": "disputed", 
/**
 * Names of the papers.
 */
papers: Array<string>, } | { "kind": "not_issued" } | { "kind": "picture", 
/**
 * Why.
 */
fault: PictureFault, } | { "kind": "read_only", 
/**
 * Why.
 */
fault: ReadOnlyWhy, } | { "kind": "no_room_for_images" } | { "kind": "no_room_for_intake" } | { "kind": "second_folder", 
/**
 * What is wrong with it.
 */
fault: OuterFault, } | { "kind": "store", 
/**
 * What a person can do about it.
 */
fault: StoreFault, };

export type DisputeView = { 
/**
 * Which value.
 */
field: FieldView, 
/**
 * Its versions, the one that counts last.
 */
versions: Array<VersionView>, 
/**
 * It can be settled at this desk now.
 */
settles: boolean, };

export type DoorOperator = { 
/**
 * Their number.
 */
id: ActorId, 
/**
 * Their name.
 */
name: string, 
/**
 * Seconds until their PIN is tried again; 0 where it is tried at once.
 */
wait_seconds: number, 
/**
 * Too many wrong PINs: only the recovery code or a colleague helps.
 */
shut: boolean, };

export type DoorView = { "state": "joining" } | { "state": "choose_pin", 
/**
 * Who may choose one.
 */
operators: Array<DoorOperator>, 
/**
 * The recovery code opened the store just now; the PIN of who chooses is replaced.
 */
recovered: boolean, } | { "state": "confirm_recovery", 
/**
 * Which groups, counted from 1.
 */
groups: [number, number], } | { "state": "locked", 
/**
 * Who has one.
 */
operators: Array<DoorOperator>, 
/**
 * The store has been opened since the program began: the exchange goes on.
 */
running: boolean, } | { "state": "open", 
/**
 * Who.
 */
operator: DoorOperator, 
/**
 * It is who was signed in before the door was locked: the page of then is theirs.
 */
again: boolean, 
/**
 * After how many idle minutes it locks by itself.
 */
idle_minutes: number, } | { "state": "shut" };

export type DoubledView = { 
/**
 * When the township noticed.
 */
since: Moment, 
/**
 * The name is this PC's; else another PC's of the station.
 */
own: boolean, };

export type Doubt = "places_differ" | "unsourced" | "not_stated";

export type DraftCaseView = { 
/**
 * The case's id.
 */
id: string, 
/**
 * Who applies.
 */
applicant: string, 
/**
 * The item's short name.
 */
item: string, 
/**
 * Where it stands.
 */
state: State, 
/**
 * What the form is for may still be done in this state.
 */
fits: boolean, };

export type DraftRef = { 
/**
 * The form's key.
 */
form: string, };

export type DraftView = { 
/**
 * The form's key.
 */
form: string, 
/**
 * What was typed, in the screen's own shape; the text itself where it can't be read.
 */
content: unknown, 
/**
 * When it was last typed in.
 */
at: Moment, 
/**
 * The operator put it aside. One that was not was open when the program ended, and is offered
 * at the next start.
 */
aside: boolean, 
/**
 * The case that the form is about, as it stands now. Absent for an intake, and where the case
 * is not here.
 */
case: DraftCaseView | null, };

export type DropSearch = { 
/**
 * Its id.
 */
id: string, };

export type Due = { 
/**
 * The last day.
 */
date: string, 
/**
 * Counting touched a year whose notice is not in the calendar (暂定).
 */
provisional: boolean, };

export type DueFilter = "overdue" | "soon" | "running";

export type DueView = { 
/**
 * The day, and whether it is provisional.
 */
due: Due, 
/**
 * What is left today.
 */
remaining: Remaining, };

export type FactKind = "collected" | "materials_amended" | "submitted" | "accepted" | "correction_asked" | "refused" | "dispatched" | "paused" | "resumed" | "extended" | "transferred" | "decided" | "result_issued" | "withdrawn" | "delivered" | "money_recorded" | "originals_returned" | "commented" | "handed_on" | "right_unconfirmed" | "right_confirmed";

export type Fee = { 
/**
 * Whether the applicant may have to pay.
 */
charge: boolean, 
/**
 * The standard in words.
 */
text: string, 
/**
 * The legal basis of the fee.
 */
basis: string, };

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
 * The paper's name; its code where no list here knows it.
 */
name: string | null, };

export type Find = { 
/**
 * Chinese, pinyin, initials or digits; empty lists everything.
 */
text: string, };

export type FoundCaseView = { 
/**
 * Its row.
 */
row: CaseRowView, 
/**
 * Why it was found.
 */
marks: Array<MarkView>, };

export type FoundItemView = { 
/**
 * Its row.
 */
item: ItemRowView, 
/**
 * Why it was found.
 */
marks: Array<MarkView>, };

export type FoundPersonView = { 
/**
 * Their newest case: names the person.
 */
case: string, 
/**
 * Their name, as on their newest case.
 */
name: string, 
/**
 * Last four characters of the ID number.
 */
id_end: string | null, 
/**
 * Last four digits of the telephone.
 */
phone_end: string | null, 
/**
 * Where they live, as on their newest case.
 */
address: string, 
/**
 * How many cases they have here.
 */
cases: number, 
/**
 * Of these, not closed.
 */
open: number, 
/**
 * Why they were found; empty where they are listed for another reason.
 */
marks: Array<MarkView>, };

export type FoundView = { 
/**
 * At most eight people.
 */
people: Array<FoundPersonView>, 
/**
 * At most eight cases.
 */
cases: Array<FoundCaseView>, 
/**
 * At most five items.
 */
items: Array<FoundItemView>, 
/**
 * More people were found than are shown.
 */
more_people: boolean, 
/**
 * More cases were found than are shown.
 */
more_cases: boolean, };

export type HandOn = { 
/**
 * The case's id.
 */
case: string, 
/**
 * The colleague's number in the directory.
 */
to: number, 
/**
 * Why; may be empty.
 */
why: string, };

export type HandView = { 
/**
 * The event's id.
 */
event: string, 
/**
 * Who, by name, where the directory knows it.
 */
who: string | null, 
/**
 * Whose hand.
 */
role: Role, 
/**
 * It was written on this PC.
 */
here: boolean, 
/**
 * The writer's clock.
 */
at: Moment, };

export type Handling = "immediate" | "promised" | "demand";

export type HealthView = { 
/**
 * Everything can be read and nothing saved, and why.
 */
read_only: ReadOnlyWhy | null, 
/**
 * What the disk still takes.
 */
room: Room, 
/**
 * The newest copy of the store that was opened and compared. Images are not in it.
 */
backup: BackupView | null, 
/**
 * Why the last try to make a copy made none.
 */
backup_fault: StoreFault | null, 
/**
 * What was let go of of pictures that the township keeps; nothing where none was.
 */
let_go: LetGoView | null, 
/**
 * Why the store is not open.
 */
shut: ShutView | null, };

export type HolderStanding = { "kind": "here" } | { "kind": "withdrawn", 
/**
 * Since which day.
 */
since: string, } | { "kind": "gone" };

export type IdNumberError = { "kind": "length", 
/**
 * Characters counted once white space is gone.
 */
found: number, } | { "kind": "character", 
/**
 * Counted from 1, once white space is gone.
 */
position: number, } | { "kind": "birth_date" } | { "kind": "check_digit", 
/**
 * What the seventeen digits before it ask for.
 */
expected: string, 
/**
 * What stands there.
 */
found: string, } | { "kind": "future_birth", 
/**
 * The date in the number.
 */
birth: string, };

export type IdNumberView = { 
/**
 * The eighteen characters, for the form.
 */
number: string, 
/**
 * As it is shown and printed.
 */
masked: string, 
/**
 * Date of birth.
 */
birth: string, 
/**
 * Sex.
 */
sex: Sex, 
/**
 * Age in full years today.
 */
age: number, 
/**
 * Oddities that do not refuse it.
 */
warnings: Array<IdNumberWarning>, 
/**
 * How the age misses the item's condition.
 */
age_fault: AgeFault | null, };

export type IdNumberWarning = { "kind": "unknown_region", 
/**
 * The first six digits.
 */
code: string, } | { "kind": "very_old", 
/**
 * Age in full years.
 */
age: number, };

export type ImageOf = { 
/**
 * SHA-256 of its bytes.
 */
hash: string, };

export type ImageProgressView = { 
/**
 * Its name.
 */
hash: string, 
/**
 * Its length in bytes.
 */
length: number, 
/**
 * Bytes of it that the township has.
 */
there: number, 
/**
 * The township has all of it.
 */
complete: boolean, 
/**
 * Its bytes are on this PC.
 */
here: boolean, };

export type ImageRef = { 
/**
 * SHA-256 of the bytes.
 */
hash: string, 
/**
 * Length in bytes.
 */
length: number, 
/**
 * What the bytes are.
 */
media: Media, };

export type ImageView = { 
/**
 * The image.
 */
image: ImageRef, 
/**
 * Its bytes as a data URL.
 */
url: string, };

export type InvitationWish = { 
/**
 * As it is typed.
 */
code: string, };

export type IssuedView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its number.
 */
number: string | null, };

export type ItemRef = { 
/**
 * Its code.
 */
code: string, };

export type ItemRowView = { 
/**
 * Its code.
 */
code: string, 
/**
 * Its full name.
 */
name: string, 
/**
 * Its class.
 */
category: string, 
/**
 * How it is handled.
 */
handling: Handling, 
/**
 * What comes out of it.
 */
result: OutcomeKind, 
/**
 * Whether it may cost something.
 */
charge: boolean, };

export type ItemView = { 
/**
 * The version of the catalogue.
 */
catalog_version: number, 
/**
 * The item.
 */
item: ServiceItem, };

export type JoinFault = { "kind": "code_length", 
/**
 * So many were typed.
 */
found: number, } | { "kind": "code_character", 
/**
 * Which.
 */
found: string, } | { "kind": "address" } | { "kind": "no_tls" } | { "kind": "wrong_name" } | { "kind": "down" } | { "kind": "not_township" } | { "kind": "another_line" } | { "kind": "no_code" } | { "kind": "expired" } | { "kind": "withdrawn" } | { "kind": "used" } | { "kind": "too_many", 
/**
 * Minutes to wait.
 */
minutes: number, } | { "kind": "revoked" } | { "kind": "ailing" } | { "kind": "no_invitation" } | { "kind": "another_code" } | { "kind": "another_station", 
/**
 * Of which.
 */
station: string, } | { "kind": "nothing_begun" } | { "kind": "joined_already" } | { "kind": "no_memory" };

export type JoinWish = { 
/**
 * Where its server is; absent to go on with what was begun.
 */
server: string | null, 
/**
 * The code, or what a scanner types of it with the server in it; absent to go on.
 */
code: string | null, };

export type JoinedView = { 
/**
 * 五星村服务站.
 */
station: string, 
/**
 * 柘岱口乡.
 */
township: string, 
/**
 * Twelve digits, the same as those beside the code at the township.
 */
fingerprint: string, 
/**
 * By a file: the township hears of it with the first line.
 */
by_file: boolean, 
/**
 * Who works at the station.
 */
people: Array<MemberView>, };

export type JoiningView = { 
/**
 * Where it was begun.
 */
server: string | null, 
/**
 * It was begun and not answered: ask again without typing anything.
 */
goes_on: boolean, 
/**
 * Whom it joined, which somebody has to look at before anything is used.
 */
joined: JoinedView | null, };

export type JournalActView = { "kind": "signed_in" } | { "kind": "locked" } | { "kind": "locked_idle" } | { "kind": "wrong_pin", 
/**
 * How many.
 */
count: number, } | { "kind": "pin_chosen" } | { "kind": "pin_by_code" } | { "kind": "pin_given", 
/**
 * Whom.
 */
to: NamedView, } | { "kind": "pin_taken", 
/**
 * Whose.
 */
from: NamedView, } | { "kind": "pin_news_read" } | { "kind": "recipient_told" } | { "kind": "wrapped_for_township" } | { "kind": "recovery_made" } | { "kind": "recovered" } | { "kind": "form_taken_over", 
/**
 * Whose it was.
 */
from: NamedView, } | { "kind": "id_number_shown" } | { "kind": "phone_shown" } | { "kind": "copy_written", 
/**
 * Cases in it.
 */
cases: number, 
/**
 * Images beside it.
 */
images: number, } | { "kind": "put_back" } | { "kind": "images_let_go", 
/**
 * How many.
 */
images: number, } | { "kind": "erased" } | { "kind": "enrolled" } | { "kind": "name_taken" } | { "kind": "idle_set", 
/**
 * How many.
 */
minutes: number, } | { "kind": "unknown" };

export type JournalCaseView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its number for people.
 */
number: string, };

export type JournalLineView = { 
/**
 * Counted from 1.
 */
position: number, 
/**
 * By this PC's clock.
 */
at: Moment, 
/**
 * Who; nobody where the program did it by itself, or nobody was signed in.
 */
who: NamedView | null, 
/**
 * What.
 */
act: JournalActView, 
/**
 * Of which case, where that is here.
 */
case: JournalCaseView | null, };

export type JournalView = { 
/**
 * Everybody's lines are here, as a supervisor reads them; otherwise those that whoever is signed in
 * did or was done to, and the program's own.
 */
everybody: boolean, 
/**
 * The lines.
 */
lines: Array<JournalLineView>, 
/**
 * There are earlier ones.
 */
more: boolean, };

export type KeepDraft = { 
/**
 * The form's key.
 */
form: string, 
/**
 * What was typed: an object. At most 256 KB as JSON.
 */
content: unknown, };

export type KeepSearch = { 
/**
 * Its name. A search that has it is overwritten.
 */
name: string, 
/**
 * The search.
 */
search: CaseSearch, };

export type KeyRemark = { "kind": "key_open" } | { "kind": "pin_part_in_file" } | { "kind": "no_recovery_code" } | { "kind": "not_for_township" } | { "kind": "no_authority" } | { "kind": "no_spare" } | { "kind": "authority_ends", 
/**
 * Its last day.
 */
until: string, 
/**
 * Days until then.
 */
days: number, } | { "kind": "authority_over", 
/**
 * Its last day.
 */
until: string, } | { "kind": "spare_ends", 
/**
 * Its last day.
 */
until: string, 
/**
 * Days until then.
 */
days: number, } | { "kind": "spare_over", 
/**
 * Its last day.
 */
until: string, };

export type KeysView = { 
/**
 * By which ways the key opens; none where it lies open.
 */
ways: WaysView | null, 
/**
 * The last day of the township's authority, whose word is taken on the line.
 */
authority_until: string | null, 
/**
 * The last day of the authority that may follow it.
 */
spare_until: string | null, 
/**
 * What somebody should see to; nothing where all is well.
 */
wanting: Array<KeyRemark>, };

export type Leg = "village" | "township" | "county";

export type LegView = { 
/**
 * Which.
 */
leg: Leg, 
/**
 * Who has it there, a person's name where one is known, else the office.
 */
who: string | null, 
/**
 * It is this leg's turn.
 */
turn: boolean, 
/**
 * The case has been there.
 */
reached: boolean, };

export type LetGoView = { 
/**
 * How many.
 */
images: number, 
/**
 * Their bytes.
 */
bytes: number, 
/**
 * When the last went, by the township's clock.
 */
at: Moment, };

export type Level = "village" | "township" | "police_station" | "county" | "city" | "province" | "provider" | "online" | "phone";

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

export type Limits = { 
/**
 * 法定时限: by law. Absent where no law sets one.
 */
statutory: Limit | null, 
/**
 * The law's words, or why there is no such limit.
 */
statutory_text: string, 
/**
 * 承诺时限: promised by the office. Zero is "at the counter".
 */
promised: Limit | null, 
/**
 * How the promised time divides, or why none is promised.
 */
promised_text: string, 
/**
 * By how much the limit may be extended, with notice before its end.
 */
extension: Limit | null, 
/**
 * How soon after the decision the certificate is issued.
 */
issue_within: Limit | null, };

export type Line = "untried" | "up" | "down" | "stranger" | "revoked" | "full" | "ailing" | "unproven" | "fault";

export type ListCases = { 
/**
 * Which.
 */
search: CaseSearch, 
/**
 * Where the page before ended.
 */
after: string | null, 
/**
 * Most rows, at most 200; absent for the usual page. So a screen reads again all that it
 * shows in one read.
 */
limit: number | null, };

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

export type LogView = { 
/**
 * Its end, oldest line first.
 */
text: string, 
/**
 * The folder of its files.
 */
path: string, 
/**
 * How many files there are.
 */
files: number, };

export type LookForCopies = { 
/**
 * Its whole path: that of the stick, or of one PC's folder on it. Empty to look on every stick that
 * is in.
 */
folder: string, };

export type LostKind = "event" | "draft" | "setting" | "enrolment" | "document" | "exchange" | "unknown";

export type MandateAllowed = "yes" | "partly" | "no";

export type MandateRule = { 
/**
 * Allowed, in part, or not.
 */
allowed: MandateAllowed, 
/**
 * The rule in words.
 */
rule: string, 
/**
 * Whether the applicant has to sign something with their own hand.
 */
own_signature: boolean, 
/**
 * Whether the village leader's signed proof goes with the mandate.
 */
leader_proof: boolean, };

export type MarkField = "name" | "pinyin" | "initials" | "id_end" | "phone_end" | "number" | "address" | "item";

export type MarkView = { 
/**
 * Which field.
 */
field: MarkField, 
/**
 * The text that is shown for the field.
 */
text: string, 
/**
 * The characters of it that were found, in order, not overlapping.
 */
spans: Array<SpanView>, };

export type MaterialKind = "id_card" | "register" | "photo" | "form" | "mandate" | "bank_card" | "paper";

export type MaterialLine = { 
/**
 * The material's code in the item.
 */
material: string, 
/**
 * Originals in hand.
 */
originals: number, 
/**
 * Paper copies in hand.
 */
copies: number, 
/**
 * Images of it, in the order of their pages.
 */
images: Array<ImageRef>, 
/**
 * 与原件核对无误: the operator held the copy against the original.
 */
checked: boolean, };

export type MaterialView = { 
/**
 * The paper as the list has it.
 */
listed: ListedMaterial, 
/**
 * What is here.
 */
line: MaterialLine | null, 
/**
 * Whether this case needs it.
 */
needed: boolean, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * What the township wants of it, while that is open.
 */
wanted: string | null, };

export type Media = "jpeg" | "png" | "pdf";

export type MemberView = { 
/**
 * Their number.
 */
id: ActorId, 
/**
 * Their name.
 */
name: string, 
/**
 * By office.
 */
title: string, };

export type MendView = { 
/**
 * The desk is open again.
 */
mended: boolean, 
/**
 * Events that were kept.
 */
events: number, 
/**
 * What could not be read any more, in this PC's words; nothing is left out.
 */
lost: Array<DamageView>, 
/**
 * Events that only a copy still had.
 */
from_backup: number, };

export type Moment = number;

export type NamedView = { 
/**
 * The number in the directory.
 */
id: number, 
/**
 * The name; absent where nobody here knows the number.
 */
name: string | null, };

export type NamesFrom = "directory" | "enrolment";

export type NamingView = { 
/**
 * It goes on with a copy of this moment, under the name of the PC that the copy is of.
 */
put_back: Moment | null, 
/**
 * The township has taken that name its right.
 */
revoked: boolean, 
/**
 * The township does not know this PC: another came with the same invitation, or its code is too old.
 */
stranger: boolean, 
/**
 * The block that the county gave with the name, by which its list has the PC.
 */
block: string, 
/**
 * The beginning of the name itself, for a command on the township's machine.
 */
device: string, 
/**
 * Where the township is asked.
 */
server: string, 
/**
 * A code was typed and not answered yet: ask again without typing anything.
 */
goes_on: boolean, };

export type Need = { "kind": "required" } | { "kind": "conditional", 
/**
 * The condition in words.
 */
condition: string, } | { "kind": "optional" };

export type Nothing = Record<symbol, never>;

export type OpenByRecovery = { 
/**
 * The code as it was typed.
 */
code: string, };

export type OpenCopies = { 
/**
 * Where they lie.
 */
folder: string, 
/**
 * The recovery code, as it is typed; or the one that the township gave with a file.
 */
code: string, };

export type OpenedCopyView = { 
/**
 * 五星村服务站.
 */
station: string, 
/**
 * 柘岱口乡.
 */
township: string, 
/**
 * Who enrolled the PC.
 */
operator: string, 
/**
 * The moment that it holds.
 */
at: Moment, 
/**
 * Cases in it.
 */
cases: number, 
/**
 * Images that lie beside it.
 */
images: number, 
/**
 * Images that should, and lie nowhere there.
 */
missing: number, 
/**
 * Newer copies that are damaged.
 */
passed_over: number, };

export type Outcome = { 
/**
 * Its name: 老年人优待证.
 */
name: string, 
/**
 * What kind of thing it is.
 */
kind: OutcomeKind, };

export type OutcomeKind = "certificate" | "approval" | "registration" | "proof" | "payment" | "query_result" | "demand_settled";

export type OuterFault = "not_there" | "in_place" | "full" | "read_only" | "untrue" | "disk" | "other";

export type OuterLastView = { 
/**
 * The moment that it holds.
 */
at: Moment, 
/**
 * Cases in it.
 */
cases: number, 
/**
 * Images beside it.
 */
images: number, 
/**
 * Images that should be beside it and are nowhere.
 */
missing: number, };

export type OuterView = { 
/**
 * The folder that the operator chose.
 */
folder: string | null, 
/**
 * It is there now: the stick is in.
 */
there: boolean, 
/**
 * The last copy, opened with the key and compared when it was made.
 */
last: OuterLastView | null, 
/**
 * Why the last try made none.
 */
fault: OuterFault | null, 
/**
 * What the operator is to be told on every page.
 */
warning: OuterWarning | null, };

export type OuterWarning = { "kind": "not_chosen" } | { "kind": "never" } | { "kind": "no_keys" } | { "kind": "late", 
/**
 * So many days.
 */
days: number, };

export type PersonNameError = { "kind": "empty" } | { "kind": "too_long", 
/**
 * Characters found.
 */
found: number, 
/**
 * Characters allowed.
 */
limit: number, } | { "kind": "character", 
/**
 * Counted from 1 in the trimmed text.
 */
position: number, } | { "kind": "dot" };

export type PersonRef = { 
/**
 * Any case of theirs.
 */
case: string, };

export type PersonView = { 
/**
 * Their newest case: names the person.
 */
case: string, 
/**
 * Name.
 */
name: string, 
/**
 * Masked ID number.
 */
id_masked: string | null, 
/**
 * Sex.
 */
sex: Sex | null, 
/**
 * Age in full years today.
 */
age: number | null, 
/**
 * Masked telephone; absent is 无手机. The whole one is shown by `show_phone`.
 */
phone_masked: string | null, 
/**
 * Where the person lives.
 */
address: string, 
/**
 * How many cases they have here.
 */
cases: number, 
/**
 * Of these, not closed.
 */
open: number, 
/**
 * Others at the same address, by name.
 */
household: Array<FoundPersonView>, };

export type PhoneError = { "kind": "empty" } | { "kind": "character", 
/**
 * Counted from 1, once white space is gone.
 */
position: number, } | { "kind": "length", 
/**
 * Digits found, without +86.
 */
found: number, } | { "kind": "area_code" };

export type PhoneView = { 
/**
 * The whole number; absent is 无手机.
 */
phone: string | null, };

export type PictureFault = { "kind": "empty" } | { "kind": "format" } | { "kind": "heic" } | { "kind": "damaged" } | { "kind": "too_many_pixels", 
/**
 * Megapixels allowed.
 */
limit_megapixels: number, } | { "kind": "too_small" } | { "kind": "too_large", 
/**
 * Bytes allowed.
 */
limit_bytes: number, };

export type PictureOf = "sheet" | "id_side" | "signature";

export type PinError = { "kind": "length" } | { "kind": "digits" } | { "kind": "easy" };

export type PinHolderView = { 
/**
 * Their number.
 */
id: ActorId, 
/**
 * Their name.
 */
name: string, 
/**
 * It is who is signed in.
 */
me: boolean, 
/**
 * They have a PIN on this PC.
 */
has_pin: boolean, 
/**
 * Too many wrong PINs: a new one helps.
 */
shut: boolean, 
/**
 * What they are to this station.
 */
standing: HolderStanding, };

export type PinNews = "given" | "taken" | "by_code";

export type PinNewsView = { 
/**
 * When, by this PC's clock.
 */
at: Moment, 
/**
 * What.
 */
what: PinNews, 
/**
 * Who; nobody where a recovery code was used.
 */
by: NamedView | null, };

export type PinsView = { 
/**
 * Who is signed in, the others of the station, and who has a PIN here without being of it.
 */
people: Array<PinHolderView>, 
/**
 * After how many idle minutes the door locks by itself.
 */
idle_minutes: number, 
/**
 * Where the names are from.
 */
names: NamesFrom, 
/**
 * The store's key is under no PIN, and the door was left open: nothing can be changed here.
 */
left_open: boolean, };

export type Prepare = { 
/**
 * What it is of.
 */
of: PictureOf, };

export type PutAside = { 
/**
 * The form's key.
 */
form: string, 
/**
 * Aside: it waits in the list and is not offered at the next start.
 */
aside: boolean, };

export type PutBackView = { 
/**
 * The moment that the copy holds: what was done later at the broken PC is not in it.
 */
at: Moment, 
/**
 * Cases that are here now.
 */
cases: number, 
/**
 * Images that are here now, each opened.
 */
images: number, 
/**
 * Images that are not: what the township has of them stays with it.
 */
images_lost: number, 
/**
 * Newer copies that were damaged.
 */
passed_over: number, };

export type ReadJournal = { 
/**
 * Only lines before this position; the newest where nothing is said.
 */
before: number | null, };

export type ReadOnlyWhy = { "kind": "newer", 
/**
 * The store's version.
 */
found: number, 
/**
 * The highest version this program knows.
 */
known: number, } | { "kind": "disk" };

export type RecoverySheetView = { 
/**
 * Its groups in order.
 */
groups: Array<string>, 
/**
 * Whose PC it opens.
 */
station: string, 
/**
 * Where the envelope goes.
 */
township: string, 
/**
 * The day on which it was made.
 */
today: string, };

export type RecoveryView = { 
/**
 * Its groups in order.
 */
groups: Array<string>, 
/**
 * Which groups are to be typed back, counted from 1.
 */
ask: [number, number], };

export type Recurrence = { 
/**
 * After so many months, where that is fixed.
 */
months: number | null, 
/**
 * The rule in words.
 */
text: string, };

export type RefusalView = { 
/**
 * Why.
 */
reason: string, 
/**
 * Where to go instead.
 */
where_to_go: string, };

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

export type ReplaceFault = "no_folder" | "no_copies" | "no_keys" | "all_damaged" | "newer" | "gone" | "no_room" | "disk" | "has_cases" | "going" | "nothing_opened" | "other";

export type ReplacingStep = { "kind": "cases" } | { "kind": "images", 
/**
 * So many are here.
 */
done: number, 
/**
 * Of so many.
 */
of: number, } | { "kind": "opening", 
/**
 * So many were.
 */
done: number, 
/**
 * Of so many.
 */
of: number, };

export type ReplacingView = { 
/**
 * What is under way.
 */
step: ReplacingStep | null, 
/**
 * What came of it.
 */
done: PutBackView | null, };

export type Retention = { 
/**
 * Days that the pictures of a case which waits for no papers stay on the station's PC after they are safe at the township;
 * absent: [`IMAGE_DAYS`].
 */
image_days: number | null, 
/**
 * Months after which a closed case is erased everywhere; absent: never.
 */
erase_months: number | null, };

export type ReturnOriginals = { 
/**
 * The case.
 */
case: string, 
/**
 * Who took them; absent where none were held.
 */
to: string | null, 
/**
 * The draft that this was typed in; it goes with the same save.
 */
draft: string | null, };

export type RightView = { "kind": "held" } | { "kind": "unconfirmed", 
/**
 * Days without a word of it.
 */
days: number, } | { "kind": "withdrawn", 
/**
 * When.
 */
since: Moment, };

export type RingView = "system" | "file";

export type Role = "station" | "township";

export type Room = "enough" | "no_images" | "no_intake";

export type SavedLogView = { 
/**
 * The file.
 */
path: string, };

export type SavedSearchView = { 
/**
 * Its id: a word where it is built in.
 */
id: string, 
/**
 * Its name; absent where it is built in, and the screen has the words.
 */
name: string | null, 
/**
 * The search.
 */
search: CaseSearch, 
/**
 * How many cases it finds now; absent where that has to be looked for.
 */
count: number | null, };

export type ServiceItem = { 
/**
 * Short, stable, unique in the catalogue: `lnyd`. Cases refer to it.
 */
code: string, 
/**
 * The full name.
 */
name: string, 
/**
 * The name for lists and receipts.
 */
short: string, 
/**
 * Other words that people look for: 老年证, 农家乐.
 */
aliases: Array<string>, 
/**
 * The class it is listed under, coarse to fine: `民政/老龄`.
 */
category: string, 
/**
 * Whether stations take it in at present.
 */
offered: boolean, 
/**
 * How it is handled.
 */
handling: Handling, 
/**
 * Who may apply.
 */
applicants: Array<ApplicantKind>, 
/**
 * Who may apply, in words.
 */
applicant: string, 
/**
 * The applicant's age, where the item asks for one.
 */
age: AgeRule | null, 
/**
 * The conditions in words.
 */
conditions: Array<string>, 
/**
 * The list of papers, in the order they are asked for.
 */
materials: Array<ListedMaterial>, 
/**
 * The time it may take.
 */
limits: Limits, 
/**
 * Steps with a time of their own (特别程序).
 */
special_steps: Array<SpecialStep>, 
/**
 * What it costs.
 */
fee: Fee, 
/**
 * Where it may be taken in.
 */
take_in: Array<Level>, 
/**
 * Who decides.
 */
decide: Level, 
/**
 * Who decides, in words.
 */
decider: string, 
/**
 * Whether and how somebody else may act for the applicant.
 */
mandate: MandateRule, 
/**
 * Steps at which the applicant (or the thing) has to be present.
 */
presence_steps: Array<string>, 
/**
 * What comes out of it.
 */
result: Outcome, 
/**
 * Whether it comes round again.
 */
recurrence: Recurrence | null, 
/**
 * How long what is held of its cases is kept.
 */
retention: Retention, 
/**
 * How it goes, in short numbered steps.
 */
procedure: Array<string>, 
/**
 * Anything else worth knowing.
 */
notes: Array<string>, 
/**
 * Values that still need the county's word.
 */
to_confirm: Array<ToConfirm>, 
/**
 * Where the item was described: leads, not authority.
 */
sources: Array<string>, };

export type SetDay = { 
/**
 * Today.
 */
day: string, };

export type SetIdle = { 
/**
 * 2 to 30.
 */
minutes: number, };

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

export type ShutView = { 
/**
 * What is wrong.
 */
fault: StoreFault, 
/**
 * `mend` can be tried: the store is damaged, and the key here is its key.
 */
can_mend: boolean, 
/**
 * The copies beside it, the newest first.
 */
backups: Array<BackupView>, };

export type SignIn = { 
/**
 * Who.
 */
operator: ActorId, 
/**
 * Their PIN.
 */
pin: string, };

export type SpanView = { 
/**
 * The first.
 */
from: number, 
/**
 * Behind the last.
 */
to: number, };

export type SpecialStep = { 
/**
 * What is done.
 */
name: string, 
/**
 * How long it takes, where that is fixed.
 */
time: Limit | null, 
/**
 * The legal basis.
 */
basis: string, 
/**
 * Whether it costs something.
 */
charged: boolean, 
/**
 * The basis of that fee.
 */
fee_basis: string, 
/**
 * Whether its time counts toward the item's limit.
 */
counted: boolean, 
/**
 * Anything else worth knowing.
 */
note: string, };

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

export type StationView = { 
/**
 * 五星村服务站.
 */
name: string, 
/**
 * The township it belongs to.
 */
township: string, 
/**
 * Who is at the desk.
 */
operator: string, 
/**
 * Their telephone, for what is printed; may be empty.
 */
phone: string, 
/**
 * Today, as far as it is known.
 */
today: string, 
/**
 * Whether offices work today.
 */
day: DayKind, 
/**
 * The PC's clock stands before a time that is known.
 */
clock_behind: boolean, 
/**
 * The PC's clock, and whether the operator has to say which day it is.
 */
clock: ClockView, 
/**
 * Version of the catalogue in use; absent before the first one has arrived.
 */
catalog_version: number | null, 
/**
 * How many items stations may take in.
 */
items: number, 
/**
 * A published document that this program refused, for whoever publishes.
 */
refused_document: string | null, 
/**
 * Whether whoever is signed in may take in new cases.
 */
right: RightView, 
/**
 * Who else of this station may take over a case.
 */
colleagues: Array<ColleagueView>, 
/**
 * Whoever is signed in may take over what colleagues have begun.
 */
supervises: boolean, };

export type StepView = { 
/**
 * The event's id.
 */
event: string, 
/**
 * What happened.
 */
kind: FactKind, 
/**
 * Whose hand.
 */
role: Role, 
/**
 * Who, by name, where the directory knows it.
 */
who: string | null, 
/**
 * The writer's clock.
 */
at: Moment, 
/**
 * What became of it.
 */
verdict: Verdict, 
/**
 * Names of papers, texts and notes that belong to it.
 */
words: Array<string>, 
/**
 * The township's receipt covers it.
 */
received: boolean, 
/**
 * It was written on this PC.
 */
here: boolean, 
/**
 * Why the township set it aside, where it did.
 */
set_aside: AsideReason | null, 
/**
 * It came together with what another hand changed, neither knowing of the other.
 */
merged: boolean, 
/**
 * What it settled.
 */
settled: Array<SettledView>, };

export type StoreFault = "disk_full" | "read_only" | "in_use" | "key" | "locked" | "newer" | "damaged" | "image" | "gone" | "disk" | "enrolment" | "act" | "other";

export type SyncHistoryView = { 
/**
 * At most a dozen.
 */
tries: Array<TryView>, };

export type SyncView = { 
/**
 * Whether the last try reached the township.
 */
line: Line, 
/**
 * Since when tries come to that; absent before the first.
 */
line_since: Moment | null, 
/**
 * Cases saved on this PC.
 */
cases_here: number, 
/**
 * Cases of which everything, images too, is at the township.
 */
cases_there: number, 
/**
 * Cases with events or images that wait to be sent.
 */
cases_waiting: number, 
/**
 * Cases of which nothing waits here, and an image that only another PC of the station can send.
 */
cases_elsewhere: number, 
/**
 * Events that wait.
 */
events_waiting: number, 
/**
 * Of these, saved a moment ago: they go by themselves in some seconds.
 */
events_held: number, 
/**
 * Images that wait or are on their way.
 */
images_waiting: number, 
/**
 * Bytes of those images that are still to go.
 */
bytes_waiting: number, 
/**
 * Events that the township set aside; each is shown at its case, and all of them by `set_aside`.
 */
quarantined: number, 
/**
 * Two programs write under one PC's name, and nobody at this desk took note of it yet.
 */
doubled: DoubledView | null, 
/**
 * Documents that the township has published and that are not here yet.
 */
documents_wanted: number, 
/**
 * When the township last signed a receipt.
 */
last_receipt: Moment | null, 
/**
 * When an exchange last succeeded.
 */
last_success: Moment | null, 
/**
 * Something is being sent at this moment.
 */
sending: boolean, };

export type TakeIn = { 
/**
 * The item's code.
 */
item: string, 
/**
 * Who applies.
 */
applicant: ApplicantForm, 
/**
 * How the request came in.
 */
channel: Channel, 
/**
 * What is here.
 */
materials: Array<MaterialLine>, 
/**
 * The conditionally needed papers whose condition holds.
 */
applies: Array<string>, 
/**
 * Hand it over to the township at once. A case with missing papers may only be collected.
 */
submit: boolean, 
/**
 * The draft that this case was typed in; it goes with the same save.
 */
draft: string | null, };

export type TakeOverForm = { 
/**
 * The colleague's number in the directory.
 */
operator: number, 
/**
 * The form's key.
 */
form: string, };

export type TakePin = { 
/**
 * From whom; not from who is signed in.
 */
operator: ActorId, };

export type Taken = { 
/**
 * The case's id.
 */
case: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Names of the papers that are missing: the one-time notice names them all.
 */
missing: Array<string>, 
/**
 * Whether it was handed over.
 */
submitted: boolean, };

export type ToConfirm = { 
/**
 * Which value, as a path inside the item: `limits.promised`.
 */
field: string, 
/**
 * What was picked, in words.
 */
chosen: string, 
/**
 * Why it needs a local word.
 */
reason: Doubt, 
/**
 * The source's own words, kept unchanged.
 */
original: string, 
/**
 * What other places do.
 */
alternatives: Array<string>, 
/**
 * Where the words were found.
 */
source: string, };

export type TodayView = { 
/**
 * The rows, at most sixty.
 */
rows: Array<TodoView>, 
/**
 * Rows beyond those shown.
 */
more: number, 
/**
 * How many rows there are of each kind, in the order of doing; kinds without one are left out.
 */
counts: Array<TodoCountView>, 
/**
 * Cases that the township has signed for and that need nothing from here.
 */
elsewhere: number, 
/**
 * Forms that were begun and not finished.
 */
drafts: number, 
/**
 * Cases taken in this month.
 */
month_taken: number, 
/**
 * Cases closed this month.
 */
month_closed: number, };

export type TodoCountView = { 
/**
 * What to do.
 */
kind: TodoKind, 
/**
 * How many cases.
 */
count: number, };

export type TodoKind = "deliver" | "settle" | "correct" | "tell" | "return_originals" | "submit" | "due_soon";

export type TodoView = { 
/**
 * What to do.
 */
kind: TodoKind, 
/**
 * The case.
 */
case: CaseRowView, 
/**
 * Names of the papers that are wanted or missing.
 */
missing: Array<string>, 
/**
 * Who answers for it; absent where it is whoever is signed in, who took it in.
 */
answers: AnswersView | null, };

export type TryOutcome = "up" | "down" | "stranger" | "revoked" | "full" | "ailing" | "wrong_authority" | "wrong_name" | "out_of_time" | "no_tls" | "fault" | "store";

export type TryView = { 
/**
 * What they came to.
 */
outcome: TryOutcome, 
/**
 * The first of them.
 */
first: Moment, 
/**
 * The last.
 */
last: Moment, 
/**
 * How many.
 */
times: number, 
/**
 * Events that went over.
 */
events: number, 
/**
 * Bytes that went over.
 */
bytes: number, 
/**
 * When events last went over in them.
 */
sent: Moment | null, };

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
line: MaterialLine | null, 
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

export type WaysView = { 
/**
 * So many people have a PIN.
 */
holders: number, 
/**
 * What keeps the other part of those PINs.
 */
ring: RingView, 
/**
 * A recovery code opens it, which was typed back when it was made.
 */
code: boolean, 
/**
 * When that was; absent where this PC's journal does not say.
 */
code_made: Moment | null, 
/**
 * The township's recovery key opens it.
 */
township: boolean, };

export type Whose = "mine" | "handed_to_me" | "stand_in" | "colleague";

export type Withdraw = { 
/**
 * The case.
 */
case: string, 
/**
 * The applicant's word.
 */
reason: string, 
/**
 * The draft that this was typed in; it goes with the same save.
 */
draft: string | null, };

/** Most characters that a field takes. */
export const LIMITS = { name: 60, idNumber: 40, phone: 40, address: 200, text: 500 } as const

/** Every command of the desk. */
export interface Commands {
  /** How the desk itself is; answers also while the store is shut. */
  health: { args: Nothing; result: HealthView; bytes: false };
  /** Mend a damaged store; the damaged file is kept beside. */
  mend: { args: Nothing; result: MendView; bytes: false };
  /** Try to open a store that is shut. */
  open_again: { args: Nothing; result: HealthView; bytes: false };
  /** Whether the door is open, and who may open it how. */
  door: { args: Nothing; result: DoorView; bytes: false };
  /** How far this PC is on its way to become a station's. */
  joining: { args: Nothing; result: JoiningView; bytes: false };
  /** Ask a township to take this PC, by a code; without one, go on with what was begun. */
  join: { args: JoinWish; result: JoiningView; bytes: false };
  /** It is the wrong one: forget what was answered. */
  leave_joining: { args: Nothing; result: JoiningView; bytes: false };
  /** It is the right one: become it. */
  confirm_joining: { args: ConfirmJoining; result: HealthView; bytes: false };
  /** How far the putting back of a copy is, and what came of it. */
  replacing: { args: Nothing; result: ReplacingView; bytes: false };
  /** Whose copies lie in a folder: this PC is to take the place of a broken one. */
  look_for_copies: { args: LookForCopies; result: CopiesView; bytes: false };
  /** Open them by their recovery code, and look the newest over that is whole. */
  open_copies: { args: OpenCopies; result: OpenedCopyView; bytes: false };
  /** Put it back into this PC; there are no cases here yet. */
  put_copy_back: { args: Nothing; result: PutBackView; bytes: false };
  /** Under whose name this PC speaks. */
  naming: { args: Nothing; result: NamingView; bytes: false };
  /** Take a name of its own, by a code that the county made in the place of the present one; without a code, go on with what was begun. */
  take_name: { args: JoinWish; result: NamingView; bytes: false };
  /** Choose a PIN where the store's key is under none, or behind a recovery: the code that comes with it has to be confirmed. */
  choose_pin: { args: ChoosePin; result: RecoveryView; bytes: false };
  /** What is printed of a recovery code that was just made. */
  recovery_sheet: { args: Nothing; result: RecoverySheetView; bytes: false };
  /** Type two groups of a new recovery code back: from now on it counts. */
  confirm_recovery: { args: ConfirmRecovery; result: DoorView; bytes: false };
  /** Come in by name and PIN. */
  sign_in: { args: SignIn; result: DoorView; bytes: false };
  /** Open by the recovery code, or by one that the township gave for once. */
  open_by_recovery: { args: OpenByRecovery; result: DoorView; bytes: false };
  /** Put the file of keys where it can be taken to the township; no key in it is open. */
  hand_over_keys: { args: Nothing; result: SavedLogView; bytes: false };
  /** Lock the door, once what is under way has come back; what is typed stays its operator's. */
  lock: { args: Nothing; result: DoorView; bytes: false };
  /** Somebody is at the keys. */
  still_here: { args: Nothing; result: Nothing; bytes: false };
  /** Say after how many idle minutes the door locks. */
  set_idle: { args: SetIdle; result: DoorView; bytes: false };
  /** Replace one's own PIN. */
  change_pin: { args: ChangePin; result: DoorView; bytes: false };
  /** Give a colleague a PIN. */
  add_colleague: { args: AddColleague; result: DoorView; bytes: false };
  /** Take a PIN away from somebody who does not use this PC any more. */
  take_pin: { args: TakePin; result: PinsView; bytes: false };
  /** Who has a PIN on this PC, and who of the station has none. */
  pins: { args: Nothing; result: PinsView; bytes: false };
  /** Make a new recovery code; it counts, and the earlier one no more, when it is confirmed. */
  new_recovery: { args: Nothing; result: RecoveryView; bytes: false };
  /** By which ways the key of the cases opens, until when the line's authorities are good, and what somebody should see to. */
  keys: { args: Nothing; result: KeysView; bytes: false };
  /** The journal of this PC, a part at a time: all of it for a supervisor, for everybody else what they did and what was done to them. */
  journal: { args: ReadJournal; result: JournalView; bytes: false };
  /** What others did to the PIN of whoever is signed in, until they took note of it. */
  pin_news: { args: Nothing; result: Array<PinNewsView>; bytes: false };
  /** Whoever is signed in took note of it. */
  note_pin_news: { args: Nothing; result: Nothing; bytes: false };
  /** The second folder for copies, and what the last one came to. */
  outer: { args: Nothing; result: OuterView; bytes: false };
  /** Choose the second folder: one that is there, on another disk. */
  choose_outer: { args: ChooseOuter; result: OuterView; bytes: false };
  /** Make a copy in the second folder now. */
  copy_out: { args: Nothing; result: OuterView; bytes: false };
  /** Who and where this desk is, and what day it is. */
  station: { args: Nothing; result: StationView; bytes: false };
  /** Say which day it is, where the PC's clock does not tell. */
  set_day: { args: SetDay; result: StationView; bytes: false };
  /** How far everything is on its way. */
  sync_status: { args: Nothing; result: SyncView; bytes: false };
  /** What the township set aside, newest first. */
  set_aside: { args: Nothing; result: Array<AsideView>; bytes: false };
  /** The operator took note that two programs write under one PC's name. */
  note_doubled: { args: Nothing; result: SyncView; bytes: false };
  /** Try the line now. */
  send_now: { args: Nothing; result: SyncView; bytes: false };
  /** Send what waits of this case now, before everything else. */
  send_case: { args: CaseRef; result: CaseView; bytes: false };
  /** What the last tries came to, newest first. */
  sync_history: { args: Nothing; result: SyncHistoryView; bytes: false };
  /** What is to be done now. */
  today: { args: Nothing; result: TodayView; bytes: false };
  /** Items by Chinese, pinyin or initials. */
  find_items: { args: Find; result: Array<ItemRowView>; bytes: false };
  /** An item with its list of papers and its guide. */
  item: { args: ItemRef; result: ItemView; bytes: false };
  /** Check an ID number while it is typed. */
  check_id_number: { args: CheckIdNumber; result: IdNumberView; bytes: false };
  /** Take in a case; it is saved on this PC's disk when this answers. */
  take_in: { args: TakeIn; result: Taken; bytes: false };
  /** People, cases and items by what is typed into the one box. */
  find_all: { args: Find; result: FoundView; bytes: false };
  /** A page of cases. */
  cases: { args: ListCases; result: CasePage; bytes: false };
  /** The lists of cases: the built-in ones, then those that the operator keeps. */
  saved_searches: { args: Nothing; result: Array<SavedSearchView>; bytes: false };
  /** Keep a search under a name; the same name is overwritten. */
  keep_search: { args: KeepSearch; result: Array<SavedSearchView>; bytes: false };
  /** Forget a search that was kept. */
  drop_search: { args: DropSearch; result: Array<SavedSearchView>; bytes: false };
  /** A person with their household. */
  person: { args: PersonRef; result: PersonView; bytes: false };
  /** A case with all that is known of it here. */
  case: { args: CaseRef; result: CaseView; bytes: false };
  /** The whole telephone of a case's applicant. Each look is noted. */
  show_phone: { args: CaseRef; result: PhoneView; bytes: false };
  /** Add papers or put them right, and hand over again where asked. */
  amend: { args: Amend; result: CaseView; bytes: false };
  /** Record that the result was handed over. */
  deliver: { args: Deliver; result: CaseView; bytes: false };
  /** Withdraw on the applicant's word. */
  withdraw: { args: Withdraw; result: CaseView; bytes: false };
  /** Record that the originals went back. */
  return_originals: { args: ReturnOriginals; result: CaseView; bytes: false };
  /** Say a word on a case. */
  comment: { args: CommentOn; result: CaseView; bytes: false };
  /** Hand a case on to a colleague. */
  hand_on: { args: HandOn; result: CaseView; bytes: false };
  /** An image for the screen. */
  image: { args: ImageOf; result: ImageView; bytes: false };
  /** Keep what is typed in a form. */
  keep_draft: { args: KeepDraft; result: Nothing; bytes: false };
  /** Forms that were begun and not finished, newest first. */
  drafts: { args: Nothing; result: Array<DraftView>; bytes: false };
  /** Put a form aside, or take it up again; what was typed stays as it is. */
  put_aside: { args: PutAside; result: Nothing; bytes: false };
  /** Forget a draft, after the operator said so. */
  drop_draft: { args: DraftRef; result: Nothing; bytes: false };
  /** Forms that colleagues have begun on this PC, for their supervisor; nothing for anybody else. */
  colleague_forms: { args: Nothing; result: Array<ColleagueFormView>; bytes: false };
  /** Take over a colleague's form; the journal has it. */
  take_over_form: { args: TakeOverForm; result: Nothing; bytes: false };
  /** The log that a helper can be sent: nobody's data is in it. */
  log_text: { args: Nothing; result: LogView; bytes: false };
  /** Put the whole log into one file where a person finds it. */
  save_log: { args: Nothing; result: SavedLogView; bytes: false };
  /** Take an invitation that came in a file. */
  join_by_file: { args: InvitationWish; result: JoiningView; bytes: true };
  /** Prepare a picture below its byte budget and keep it on this PC. */
  prepare_picture: { args: Prepare; result: ImageView; bytes: true };
  /** Open copies by a file of keys that the township gave back, and its code. */
  open_copies_by_file: { args: OpenCopies; result: OpenedCopyView; bytes: true };
  /** Take a name of its own by an invitation in a file; the township hears of it with the first line. */
  take_name_by_file: { args: InvitationWish; result: NamingView; bytes: true };
  /** Take the file of keys that the township gave back. */
  bring_keys: { args: Nothing; result: DoorView; bytes: true };
}
