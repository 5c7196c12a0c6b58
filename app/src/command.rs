//! The one command table. Screens call nothing else.
//!
//! A row names a command, what it takes, what it gives and the method that carries it out, and says
//! first who may call it: [`door`](Passage::Door) anybody, [`desk`](Passage::Desk) whoever is signed
//! in. From the rows come the dispatch used by the window and by the test host, and the typed
//! contract of the UI.

use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::*;
use crate::{limits, log};

/// Who may call a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Anybody who stands before the window: what answers holds nothing of a case.
    Door,
    /// Whoever is signed in.
    Desk,
}

macro_rules! passage_of {
    (door) => {
        Passage::Door
    };
    (desk) => {
        Passage::Desk
    };
}

macro_rules! commands {
    (
        plain: { $($(#[doc = $doc:literal])* $who:ident $name:ident($args:ty) -> $result:ty;)* }
        with_bytes: { $($(#[doc = $bdoc:literal])* $bwho:ident $bname:ident($bargs:ty) -> $bresult:ty;)* }
    ) => {
        impl Desk {
            /// Carries out a command by name.
            ///
            /// # Errors
            /// [`DeskError`], with nothing changed.
            pub fn call(&self, name: &str, args: Value) -> Result<Value, DeskError> {
                self.heed(told(name, || {
                    limits::check(name, &args)?;
                    let _passed = self.pass(passage(name))?;
                    match name {
                        $(stringify!($name) => give(&self.$name(take::<$args>(args)?)?),)*
                        _ => Err(DeskError::BadRequest { what: name.to_owned() }),
                    }
                }))
            }

            /// Carries out a command that comes with bytes.
            ///
            /// # Errors
            /// [`DeskError`], with nothing changed.
            pub fn call_with_bytes(
                &self,
                name: &str,
                args: Value,
                bytes: &[u8],
            ) -> Result<Value, DeskError> {
                self.heed(told(name, || {
                    limits::check(name, &args)?;
                    let _passed = self.pass(passage(name))?;
                    match name {
                        $(stringify!($bname) => give(&self.$bname(take::<$bargs>(args)?, bytes)?),)*
                        _ => Err(DeskError::BadRequest { what: name.to_owned() }),
                    }
                }))
            }
        }

        /// The names of all rows.
        pub const NAMES: &[&str] = &[$(stringify!($name),)* $(stringify!($bname),)*];

        /// Who may call each row.
        pub const PASSAGES: &[(&str, Passage)] = &[
            $((stringify!($name), passage_of!($who)),)*
            $((stringify!($bname), passage_of!($bwho)),)*
        ];

        /// Visits every row of the table for the contract.
        #[cfg(feature = "contract")]
        pub(crate) fn visit_rows(rows: &mut crate::contract::Rows) {
            $(rows.row::<$args, $result>(stringify!($name), &[$($doc),*], false);)*
            $(rows.row::<$bargs, $bresult>(stringify!($bname), &[$($bdoc),*], true);)*
        }
    };
}

commands! {
    plain: {
        /// How the desk itself is; answers also while the store is shut.
        door health(Nothing) -> HealthView;
        /// Mend a damaged store; the damaged file is kept beside.
        desk mend(Nothing) -> MendView;
        /// Try to open a store that is shut.
        door open_again(Nothing) -> HealthView;
        /// Whether the door is open, and who may open it how.
        door door(Nothing) -> DoorView;
        /// How far this PC is on its way to become a station's.
        door joining(Nothing) -> JoiningView;
        /// Ask a township to take this PC, by a code; without one, go on with what was begun.
        door join(JoinWish) -> JoiningView;
        /// It is the wrong one: forget what was answered.
        door leave_joining(Nothing) -> JoiningView;
        /// It is the right one: become it.
        door confirm_joining(ConfirmJoining) -> HealthView;
        /// How far the putting back of a copy is, and what came of it.
        door replacing(Nothing) -> ReplacingView;
        /// Whose copies lie in a folder: this PC is to take the place of a broken one.
        door look_for_copies(LookForCopies) -> CopiesView;
        /// Open them by their recovery code, and look the newest over that is whole.
        door open_copies(OpenCopies) -> OpenedCopyView;
        /// Put it back into this PC; there are no cases here yet.
        door put_copy_back(Nothing) -> PutBackView;
        /// Under whose name this PC speaks.
        desk naming(Nothing) -> NamingView;
        /// Take a name of its own, by a code that the county made in the place of the present one; without
        /// a code, go on with what was begun.
        desk take_name(JoinWish) -> NamingView;
        /// Choose a PIN where the store's key is under none, or behind a recovery: the code that comes
        /// with it has to be confirmed.
        door choose_pin(ChoosePin) -> RecoveryView;
        /// What is printed of a recovery code that was just made.
        door recovery_sheet(Nothing) -> RecoverySheetView;
        /// Type two groups of a new recovery code back: from now on it counts.
        door confirm_recovery(ConfirmRecovery) -> DoorView;
        /// Come in by name and PIN.
        door sign_in(SignIn) -> DoorView;
        /// Open by the recovery code, or by one that the township gave for once.
        door open_by_recovery(OpenByRecovery) -> DoorView;
        /// Put the file of keys where it can be taken to the township; no key in it is open.
        door hand_over_keys(Nothing) -> SavedLogView;
        /// Lock the door, once what is under way has come back; what is typed stays its operator's.
        door lock(Nothing) -> DoorView;
        /// Somebody is at the keys.
        desk still_here(Nothing) -> Nothing;
        /// Say after how many idle minutes the door locks.
        desk set_idle(SetIdle) -> DoorView;
        /// Replace one's own PIN.
        desk change_pin(ChangePin) -> DoorView;
        /// Give a colleague a PIN.
        desk add_colleague(AddColleague) -> DoorView;
        /// Take a PIN away from somebody who does not use this PC any more.
        desk take_pin(TakePin) -> PinsView;
        /// Who has a PIN on this PC, and who of the station has none.
        desk pins(Nothing) -> PinsView;
        /// Make a new recovery code; it counts, and the earlier one no more, when it is confirmed.
        desk new_recovery(Nothing) -> RecoveryView;
        /// By which ways the key of the cases opens, until when the line's authorities are good, and
        /// what somebody should see to.
        desk keys(Nothing) -> KeysView;
        /// The journal of this PC, a part at a time: all of it for a supervisor, for everybody else what
        /// they did and what was done to them.
        desk journal(ReadJournal) -> JournalView;
        /// What others did to the PIN of whoever is signed in, until they took note of it.
        desk pin_news(Nothing) -> Vec<PinNewsView>;
        /// Whoever is signed in took note of it.
        desk note_pin_news(Nothing) -> Nothing;
        /// The second folder for copies, and what the last one came to.
        desk outer(Nothing) -> OuterView;
        /// Choose the second folder: one that is there, on another disk.
        desk choose_outer(ChooseOuter) -> OuterView;
        /// Make a copy in the second folder now.
        desk copy_out(Nothing) -> OuterView;
        /// Who and where this desk is, and what day it is.
        desk station(Nothing) -> StationView;
        /// Say which day it is, where the PC's clock does not tell.
        desk set_day(SetDay) -> StationView;
        /// How far everything is on its way.
        desk sync_status(Nothing) -> SyncView;
        /// What the township set aside, newest first.
        desk set_aside(Nothing) -> Vec<AsideView>;
        /// The operator took note that two programs write under one PC's name.
        desk note_doubled(Nothing) -> SyncView;
        /// Try the line now.
        desk send_now(Nothing) -> SyncView;
        /// Send what waits of this case now, before everything else.
        desk send_case(CaseRef) -> CaseView;
        /// What the last tries came to, newest first.
        desk sync_history(Nothing) -> SyncHistoryView;
        /// What is to be done now.
        desk today(Nothing) -> TodayView;
        /// Items by Chinese, pinyin or initials.
        desk find_items(Find) -> Vec<ItemRowView>;
        /// An item with its list of papers and its guide.
        desk item(ItemRef) -> ItemView;
        /// Check an ID number while it is typed.
        desk check_id_number(CheckIdNumber) -> IdNumberView;
        /// Take in a case; it is saved on this PC's disk when this answers.
        desk take_in(TakeIn) -> Taken;
        /// People, cases and items by what is typed into the one box.
        desk find_all(Find) -> FoundView;
        /// A page of cases.
        desk cases(ListCases) -> CasePage;
        /// The lists of cases: the built-in ones, then those that the operator keeps.
        desk saved_searches(Nothing) -> Vec<SavedSearchView>;
        /// Keep a search under a name; the same name is overwritten.
        desk keep_search(KeepSearch) -> Vec<SavedSearchView>;
        /// Forget a search that was kept.
        desk drop_search(DropSearch) -> Vec<SavedSearchView>;
        /// A person with their household.
        desk person(PersonRef) -> PersonView;
        /// A case with all that is known of it here.
        desk case(CaseRef) -> CaseView;
        /// The whole telephone of a case's applicant. Each look is noted.
        desk show_phone(CaseRef) -> PhoneView;
        /// Add papers or put them right, and hand over again where asked.
        desk amend(Amend) -> CaseView;
        /// Record that the result was handed over.
        desk deliver(Deliver) -> CaseView;
        /// Withdraw on the applicant's word.
        desk withdraw(Withdraw) -> CaseView;
        /// Record that the originals went back.
        desk return_originals(ReturnOriginals) -> CaseView;
        /// Say a word on a case.
        desk comment(CommentOn) -> CaseView;
        /// Hand a case on to a colleague.
        desk hand_on(HandOn) -> CaseView;
        /// An image for the screen.
        desk image(ImageOf) -> ImageView;
        /// Keep what is typed in a form.
        desk keep_draft(KeepDraft) -> Nothing;
        /// Forms that were begun and not finished, newest first.
        desk drafts(Nothing) -> Vec<DraftView>;
        /// Put a form aside, or take it up again; what was typed stays as it is.
        desk put_aside(PutAside) -> Nothing;
        /// Forget a draft, after the operator said so.
        desk drop_draft(DraftRef) -> Nothing;
        /// Forms that colleagues have begun on this PC, for their supervisor; nothing for anybody else.
        desk colleague_forms(Nothing) -> Vec<ColleagueFormView>;
        /// Take over a colleague's form; the journal has it.
        desk take_over_form(TakeOverForm) -> Nothing;
        /// The log that a helper can be sent: nobody's data is in it.
        door log_text(Nothing) -> LogView;
        /// Put the whole log into one file where a person finds it.
        door save_log(Nothing) -> SavedLogView;
    }
    with_bytes: {
        /// Take an invitation that came in a file.
        door join_by_file(InvitationWish) -> JoiningView;
        /// Prepare a picture below its byte budget and keep it on this PC.
        desk prepare_picture(Prepare) -> ImageView;
        /// Open copies by a file of keys that the township gave back, and its code.
        door open_copies_by_file(OpenCopies) -> OpenedCopyView;
        /// Take a name of its own by an invitation in a file; the township hears of it with the first line.
        desk take_name_by_file(InvitationWish) -> NamingView;
        /// Take the file of keys that the township gave back.
        door bring_keys(Nothing) -> DoorView;
    }
}

/// Who may call this command; what is in no row is for nobody at the door.
fn passage(name: &str) -> Passage {
    let row = PASSAGES.iter().find(|(known, _)| *known == name);
    row.map_or(Passage::Desk, |(_, passage)| *passage)
}

/// Commands that change nothing, or that a key pressed while typing carries out: they are in the
/// log only when they fail or are slow.
pub const QUIET: &[&str] = &[
    "door",
    "still_here",
    "pins",
    "keys",
    "journal",
    "pin_news",
    "outer",
    "replacing",
    "naming",
    "station",
    "sync_status",
    "set_aside",
    "sync_history",
    "today",
    "find_items",
    "find_all",
    "saved_searches",
    "health",
    "person",
    "item",
    "check_id_number",
    "cases",
    "case",
    "image",
    "keep_draft",
    "drafts",
    "colleague_forms",
    "log_text",
];

/// A command that takes longer than this is in the log, whatever it does.
const SLOW: Duration = Duration::from_millis(500);

/// Carries out a command and tells the log: which, how long, how it ended.
fn told(name: &str, work: impl FnOnce() -> Result<Value, DeskError>) -> Result<Value, DeskError> {
    let begun = Instant::now();
    let done = work();
    let took = begun.elapsed();
    // What the caller says is no name of ours before it is found among them.
    let name = NAMES.iter().find(|known| **known == name);
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let name = name.copied().unwrap_or("unknown");
    match &done {
        Ok(_) if QUIET.contains(&name) && took < SLOW => {}
        Ok(_) => tracing::info!(target: log::TARGET, name, millis, outcome = "done", "command"),
        // What somebody is still typing is refused at every key, and a page asks before somebody is in.
        Err(error)
            if QUIET.contains(&name)
                && (error.is_of_what_was_typed() || *error == DeskError::Locked) => {}
        Err(error) => {
            let (kind, fault) = error.kinds();
            let fault = fault.as_deref();
            tracing::info!(target: log::TARGET, name, millis, outcome = kind, fault, "command");
        }
    }
    done
}

fn take<T: DeserializeOwned>(args: Value) -> Result<T, DeskError> {
    let args = if args.is_null() {
        Value::Object(serde_json::Map::new())
    } else {
        args
    };
    serde_json::from_value(args).map_err(|error| DeskError::BadRequest {
        what: error.to_string(),
    })
}

fn give<T: Serialize>(result: &T) -> Result<Value, DeskError> {
    serde_json::to_value(result).map_err(|error| DeskError::BadRequest {
        what: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quiet_command_is_in_the_table() {
        let unknown: Vec<_> = QUIET.iter().filter(|name| !NAMES.contains(name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
