//! What each kind of fact says.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::deadline::Limit;
use crate::identity::IdNumber;
use crate::ids::{ActorId, ImageHash, StationId};
use crate::state::Outcome;
use crate::time::Day;

/// What kind of file an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Media {
    /// A prepared photograph or scan.
    #[n(0)]
    Jpeg,
    /// A line drawing such as a signature.
    #[n(1)]
    Png,
    /// A document kept as it came.
    #[n(2)]
    Pdf,
}

/// An image by name. Its bytes travel on their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[cbor(map)]
pub struct ImageRef {
    /// SHA-256 of the bytes.
    #[n(0)]
    #[cfg_attr(feature = "contract", ts(type = "string"))]
    pub hash: ImageHash,
    /// Length in bytes.
    #[n(1)]
    pub length: u32,
    /// What the bytes are.
    #[n(2)]
    pub media: Media,
}

/// 申请人. Holds personal data: never log one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(map)]
pub struct Applicant {
    /// Name as on the ID card, normalised by [`crate::person`].
    #[n(0)]
    pub name: String,
    /// Resident ID number; `None` only where the person has none.
    #[n(1)]
    pub id_number: Option<IdNumber>,
    /// Telephone as normalised by [`crate::person`]; `None` is 无手机.
    #[n(2)]
    pub phone: Option<String>,
    /// Where the person lives, as the operator would say it to the van driver.
    #[n(3)]
    pub address: String,
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Applicant").finish_non_exhaustive()
    }
}

/// What is here of one material of the item's list. The whole line, so that a later line for the
/// same material replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[cbor(map)]
pub struct MaterialLine {
    /// The material's code in the item.
    #[n(0)]
    pub material: String,
    /// Originals in hand.
    #[n(1)]
    pub originals: u8,
    /// Paper copies in hand.
    #[n(2)]
    pub copies: u8,
    /// Images of it, in the order of their pages.
    #[n(3)]
    pub images: Vec<ImageRef>,
    /// 与原件核对无误: the operator held the copy against the original.
    #[n(4)]
    pub checked: bool,
}

/// How the request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Channel {
    /// At the station's counter.
    #[n(0)]
    Counter,
    /// At the applicant's home.
    #[n(1)]
    Visit,
    /// By telephone.
    #[n(2)]
    Phone,
}

/// Body of [`super::Fact::Collected`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Collected {
    /// The case's number in its written form.
    #[n(0)]
    pub number: String,
    /// The station that the case belongs to.
    #[n(1)]
    pub station: StationId,
    /// The item's code in the catalogue.
    #[n(2)]
    pub item: String,
    /// The version of the catalogue that the list of materials was taken from.
    #[n(3)]
    pub catalog_version: u32,
    /// Who applies.
    #[n(4)]
    pub applicant: Applicant,
    /// What is here; materials without a line are missing.
    #[n(5)]
    pub materials: Vec<MaterialLine>,
    /// How the request came in.
    #[n(6)]
    pub channel: Channel,
    /// The one-time notice went with the applicant, naming these materials.
    #[n(7)]
    pub noticed: Vec<String>,
    /// The conditionally needed materials whose condition holds for this applicant.
    #[n(8)]
    pub applies: Vec<String>,
}

/// Body of [`super::Fact::MaterialsAmended`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MaterialsAmended {
    /// The lines that changed, each whole.
    #[n(0)]
    pub materials: Vec<MaterialLine>,
    /// The conditionally needed materials whose condition holds, where that changed.
    #[n(1)]
    pub applies: Option<Vec<String>>,
}

/// Body of [`super::Fact::Submitted`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Submitted {
    /// Handed over though these materials are missing, with the operator's word why.
    #[n(0)]
    pub missing_because: Option<String>,
}

/// Body of [`super::Fact::Accepted`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Accepted {
    /// The day of acceptance; the clock's first day is the next one that counts.
    #[n(0)]
    pub on: Day,
    /// The limit promised to the applicant; `None` where the item has none.
    #[n(1)]
    pub limit: Option<Limit>,
    /// The office that decides, as people call it.
    #[n(2)]
    pub office: Option<String>,
}

/// One thing that a correction asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[cbor(map)]
pub struct Wanted {
    /// The material's code in the item.
    #[n(0)]
    pub material: String,
    /// What is wrong with it or what is missing, in words for the applicant.
    #[n(1)]
    pub why: String,
}

/// Body of [`super::Fact::CorrectionAsked`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CorrectionAsked {
    /// Everything that is missing, at once.
    #[n(0)]
    pub wanted: Vec<Wanted>,
    /// A word to the operator.
    #[n(1)]
    pub note: Option<String>,
}

/// Body of [`super::Fact::Refused`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refused {
    /// Why; a refusal without a reason is none.
    #[n(0)]
    pub reason: String,
    /// Where to go instead, or how to appeal.
    #[n(1)]
    pub where_to_go: String,
}

/// Body of [`super::Fact::Dispatched`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Dispatched {
    /// The office that has to act now.
    #[n(0)]
    pub office: String,
}

/// Body of [`super::Fact::Paused`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Paused {
    /// The first day that does not count.
    #[n(0)]
    pub from: Day,
    /// Which special step, or why.
    #[n(1)]
    pub reason: String,
}

/// Body of [`super::Fact::Resumed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Resumed {
    /// The first day that counts again.
    #[n(0)]
    pub from: Day,
}

/// Body of [`super::Fact::Extended`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Extended {
    /// What is added to the limit.
    #[n(0)]
    pub by: Limit,
    /// Why, as told to the applicant.
    #[n(1)]
    pub reason: String,
}

/// Body of [`super::Fact::Transferred`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Transferred {
    /// The office that takes over.
    #[n(0)]
    pub office: String,
}

/// Body of [`super::Fact::Decided`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Decided {
    /// Granted or denied.
    #[n(0)]
    pub outcome: Outcome,
    /// The day of the decision.
    #[n(1)]
    pub on: Day,
    /// Why it was denied, or what the result says.
    #[n(2)]
    pub reason: Option<String>,
}

/// Body of [`super::Fact::ResultIssued`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ResultIssued {
    /// What was made out, by its name.
    #[n(0)]
    pub name: String,
    /// Its own number, where it bears one.
    #[n(1)]
    pub number: Option<String>,
}

/// Body of [`super::Fact::Withdrawn`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Withdrawn {
    /// The applicant's word.
    #[n(0)]
    pub reason: String,
}

/// Who stood at the door when the result came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Relation {
    /// 本人.
    #[n(0)]
    Applicant,
    /// 配偶.
    #[n(1)]
    Spouse,
    /// 子女.
    #[n(2)]
    Child,
    /// 父母.
    #[n(3)]
    Parent,
    /// 其他亲属.
    #[n(4)]
    Relative,
    /// 邻居 or another person that the applicant named.
    #[n(5)]
    Other,
}

/// Body of [`super::Fact::Delivered`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Delivered {
    /// Who received it.
    #[n(0)]
    pub to: String,
    /// What that person is to the applicant.
    #[n(1)]
    pub relation: Relation,
    /// The signature drawn on the screen.
    #[n(2)]
    pub signature: Option<ImageRef>,
    /// A photograph of the handing over.
    #[n(3)]
    pub photo: Option<ImageRef>,
}

/// Body of [`super::Fact::MoneyRecorded`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MoneyRecorded {
    /// Amount in fen.
    #[n(0)]
    pub fen: u64,
    /// The day it reached the card.
    #[n(1)]
    pub on: Day,
    /// Last four digits of the applicant's own card.
    #[n(2)]
    pub card_last4: Option<String>,
}

/// Body of [`super::Fact::OriginalsReturned`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OriginalsReturned {
    /// Who took them back; `None` where the station held none.
    #[n(0)]
    pub to: Option<String>,
}

/// Body of [`super::Fact::Commented`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Commented {
    /// The words.
    #[n(0)]
    pub text: String,
}

/// Body of [`super::Fact::HandedOn`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HandedOn {
    /// Who answers for the case from now on.
    #[n(0)]
    pub to: ActorId,
    /// Why, in people's words.
    #[n(1)]
    pub why: Option<String>,
}

/// Body of [`super::Fact::RightUnconfirmed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RightUnconfirmed {
    /// For how many days nothing had been heard from the township, by the station's clock.
    #[n(0)]
    pub days_silent: u32,
}

/// Body of [`super::Fact::RightConfirmed`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RightConfirmed {
    /// A word about it.
    #[n(0)]
    pub note: Option<String>,
}
