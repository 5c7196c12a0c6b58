//! What a command can answer instead of its result. Each kind has a sentence in both languages in
//! the UI's messages.

use serde::Serialize;
use shanyi_domain::catalog::AgeFault;
use shanyi_domain::identity::IdNumberError;
use shanyi_domain::person::{PersonNameError, PhoneError};
use shanyi_domain::pin::PinError;
use shanyi_domain::state::State;
use shanyi_store::{Fault, ReadOnlyWhy, StoreError};
use thiserror::Error;

pub use crate::joining::JoinFault;
pub use crate::replacing::ReplaceFault;

/// Why a command was not carried out. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeskError {
    /// The screen and the program do not fit each other: a command or its arguments are unknown.
    #[error("the screen asked for something this program does not know: {what}")]
    BadRequest {
        /// Which command or field, for whoever mends it.
        what: String,
    },
    /// This PC has not become a station's.
    #[error("joining: {fault}")]
    Joining {
        /// Why.
        fault: JoinFault,
    },
    /// This PC does not take the place of a broken one.
    #[error("replacing: {fault}")]
    Replacing {
        /// Why.
        fault: ReplaceFault,
    },
    /// This PC has not been enrolled with a township yet.
    #[error("this PC is not enrolled")]
    NotEnrolled,
    /// Nobody is signed in.
    #[error("the desk is locked")]
    Locked,
    /// A PIN that is chosen is none, or too easy.
    #[error("the chosen PIN: {fault}")]
    NewPin {
        /// What is wrong with it.
        fault: PinError,
    },
    /// The PIN is not that of this operator.
    #[error("a wrong PIN")]
    WrongPin {
        /// Seconds before the next one is tried.
        seconds: u32,
    },
    /// After wrong PINs the next one is not tried yet.
    #[error("the next PIN is tried in {seconds} s")]
    PinWait {
        /// How long that is.
        seconds: u32,
    },
    /// Too many wrong PINs in a row: no other one is tried.
    #[error("the PIN is shut")]
    PinShut,
    /// What this PC's keyring kept for the PIN is gone: no PIN opens any more.
    #[error("the keyring has lost its part")]
    KeyringLost,
    /// The system's keyring can't be asked just now.
    #[error("the keyring does not answer")]
    KeyringSilent,
    /// The recovery code can't be right, or does not open this store.
    #[error("the recovery code: {fault:?}")]
    RecoveryCode {
        /// What is wrong with it.
        fault: CodeFault,
    },
    /// The groups typed back are not those of the new recovery code.
    #[error("the groups are not those of the new code")]
    NotConfirmed,
    /// The file is not what this PC handed to the township.
    #[error("the file of keys is not this PC's")]
    OtherKeys,
    /// Nobody of this number works at this station by the published directory.
    #[error("nobody of this station")]
    NotOfThisStation,
    /// It is the only PIN on this PC, and stays.
    #[error("the last PIN of this PC")]
    LastPin,
    /// The county withdrew this operator's right to take in cases.
    #[error("the right to take in cases is withdrawn since {since}")]
    RightWithdrawn {
        /// Since which day.
        since: chrono::NaiveDate,
        /// The township's telephone; may be empty.
        phone: String,
    },
    /// The colleague has no right to take in cases, and so takes over none.
    #[error("the colleague has no right to take in cases")]
    NoRight {
        /// Their name.
        name: String,
    },
    /// Only a supervisor takes over what colleagues have begun.
    #[error("not a supervisor")]
    NotSupervisor,
    /// The colleague's form is not there any more.
    #[error("no such form")]
    NoSuchForm,
    /// Whoever takes a form over has one of the same kind on the same case open.
    #[error("an own form of the same case is in the way")]
    OwnFormInTheWay,
    /// The catalogue has not arrived from the township yet.
    #[error("the catalogue has not arrived yet")]
    NoCatalog,
    /// No such item in the catalogue.
    #[error("no such item")]
    NoItem,
    /// The item is in the catalogue, but stations do not take it in at present.
    #[error("the item is not offered")]
    ItemNotOffered,
    /// No such case on this PC.
    #[error("no such case")]
    NoCase,
    /// No such image on this PC, or its bytes were let go after they were safe elsewhere.
    #[error("no such image")]
    NoImage,
    /// The name can't stand on a paper.
    #[error("the name: {fault}")]
    Name {
        /// What is wrong with it.
        fault: PersonNameError,
    },
    /// The ID number fails its own check.
    #[error("the ID number: {fault}")]
    IdNumber {
        /// What is wrong with it.
        fault: IdNumberError,
    },
    /// The telephone number is none.
    #[error("the telephone number: {fault}")]
    Phone {
        /// What is wrong with it.
        fault: PhoneError,
    },
    /// The address is empty or too long.
    #[error("the address is empty or longer than {limit} characters")]
    Address {
        /// Characters allowed.
        limit: u32,
    },
    /// The applicant does not have the age that the item asks for.
    #[error("the applicant's age does not fit")]
    Age {
        /// How it misses.
        fault: AgeFault,
    },
    /// A text that has to say something is empty or too long.
    #[error("a text is empty or longer than {limit} characters")]
    Text {
        /// Which field of the form.
        field: String,
        /// Characters allowed.
        limit: u32,
    },
    /// A text holds a character that nobody sees and that disturbs what stands around it.
    #[error("the character at position {position} of a text can't be seen")]
    Unseen {
        /// Which field of the form.
        field: String,
        /// Counted from 1.
        position: u32,
    },
    /// What is typed in a form is too long to be kept as it is typed.
    #[error("a draft is longer than {limit_kb} KB")]
    DraftTooLarge {
        /// Kilobytes allowed, of the whole form.
        limit_kb: u32,
    },
    /// The operator named a day before one that the township has signed.
    #[error("the day is earlier than one that the township signed")]
    EarlierDay {
        /// The day that it is at least.
        than: chrono::NaiveDate,
    },
    /// The act has no place in the case's present state.
    #[error("not in this state of the case")]
    NotNow {
        /// Where the case stands.
        state: State,
    },
    /// Papers are missing and nobody said why the case goes without them.
    #[error("papers are missing")]
    Incomplete {
        /// Names of the missing papers.
        missing: Vec<String>,
    },
    /// Versions of papers stand side by side that did not know each other. Somebody has to say which
    /// counts before the case is handed over.
    #[error("papers are in dispute")]
    Disputed {
        /// Names of the papers.
        papers: Vec<String>,
    },
    /// The township has not made out the certificate yet.
    #[error("the certificate is not made out yet")]
    NotIssued,
    /// The picture can't be used.
    #[error("the picture can't be used: {fault}")]
    Picture {
        /// Why.
        fault: PictureFault,
    },
    /// The store is open for reading alone.
    #[error("nothing can be saved: {fault:?}")]
    ReadOnly {
        /// Why.
        fault: ReadOnlyWhy,
    },
    /// The disk is nearly full: images are not taken any more, so that saving goes on.
    #[error("the disk has no room for images")]
    NoRoomForImages,
    /// The disk is full: new cases are not taken any more, so that those here can be gone on with.
    #[error("the disk has no room for new cases")]
    NoRoomForIntake,
    /// The second folder with the copies; the desk itself has no trouble.
    #[error("the second folder: {fault:?}")]
    SecondFolder {
        /// What is wrong with it.
        fault: OuterFault,
    },
    /// The case store refused or failed.
    #[error("the case store: {fault:?}")]
    Store {
        /// What a person can do about it.
        fault: Fault,
    },
}

impl DeskError {
    /// Whether what was typed is refused, and the desk itself has no trouble.
    pub(crate) const fn is_of_what_was_typed(&self) -> bool {
        matches!(
            self,
            Self::Name { .. }
                | Self::IdNumber { .. }
                | Self::Phone { .. }
                | Self::Address { .. }
                | Self::Age { .. }
                | Self::Text { .. }
                | Self::Unseen { .. }
        )
    }

    /// The names of the error's kind and of the fault in it, for the log: they hold nobody's data.
    pub(crate) fn kinds(&self) -> (String, Option<String>) {
        let said = serde_json::to_value(self).unwrap_or_default();
        let name = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let fault = &said["fault"];
        (
            name(&said["kind"]).unwrap_or_default(),
            name(fault).or_else(|| name(&fault["kind"])),
        )
    }
}

/// Why a recovery code opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CodeFault {
    /// Too few or too many characters.
    Length,
    /// A group has a character that no code has, or fails its own check.
    Group {
        /// Which, counted from 1.
        group: u32,
    },
    /// It is a code, and not of this store; or a newer one took its place.
    Other,
}

/// What is wrong with a second folder, by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OuterFault {
    /// It is not there: put the stick in, or choose another.
    NotThere,
    /// It lies in the data folder: choose one on another disk.
    InPlace,
    /// Its disk is full.
    Full,
    /// It takes no writing.
    ReadOnly,
    /// What was written is not what is read: the stick is failing.
    Untrue,
    /// Its disk fails in reading or writing.
    Disk,
    /// Something else; the log has the cause.
    Other,
}

impl OuterFault {
    /// What a failed copy comes to.
    pub(crate) fn of(error: &StoreError) -> Self {
        match error {
            StoreError::Gone | StoreError::Io(std::io::ErrorKind::NotFound) => Self::NotThere,
            StoreError::InPlace => Self::InPlace,
            StoreError::DiskFull => Self::Full,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::Damaged => Self::Untrue,
            StoreError::Io(_) => Self::Disk,
            _ => Self::Other,
        }
    }
}

/// Why a picture can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PictureFault {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// Neither JPEG, PNG nor PDF, whatever its name says.
    #[error("the file is neither JPEG, PNG nor PDF")]
    Format,
    /// The HEIC photo of a phone, whatever its name says.
    #[error("the file is a HEIC photo")]
    Heic,
    /// It begins like a picture and breaks off or is damaged.
    #[error("the picture is damaged")]
    Damaged,
    /// More pixels than this PC should unpack.
    #[error("the picture has more than {limit_megapixels} megapixels")]
    TooManyPixels {
        /// Megapixels allowed.
        limit_megapixels: u32,
    },
    /// Too small to read anything on.
    #[error("the picture is too small to read")]
    TooSmall,
    /// The file is larger than is taken in.
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit_bytes: u32,
    },
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotAllowed {
                state: Some(state), ..
            } => Self::NotNow { state },
            StoreError::NoCase(_) => Self::NoCase,
            StoreError::NoImage(_) => Self::NoImage,
            StoreError::NotEnrolled => Self::NotEnrolled,
            StoreError::OpenForReading(fault) => Self::ReadOnly { fault },
            other => {
                tracing::error!(reason = ?other, code = other.code(), "the case store failed");
                Self::Store {
                    fault: other.fault(),
                }
            }
        }
    }
}

impl From<PictureFault> for DeskError {
    fn from(fault: PictureFault) -> Self {
        Self::Picture { fault }
    }
}
