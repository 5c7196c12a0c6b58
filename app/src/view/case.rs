//! A case on its page, lists of cases, and the acts on one.

use serde::{Deserialize, Serialize};
use shanyi_domain::case::Verdict;
use shanyi_domain::catalog::{Handling, ListedMaterial, OutcomeKind};
use shanyi_domain::fact::{Channel, FactKind, ImageRef, MaterialLine, Relation, Wanted};
use shanyi_domain::identity::Sex;
use shanyi_domain::material::Standing;
use shanyi_domain::state::{Outcome, Role};
use shanyi_domain::time::{Day, Moment};

use super::{AnswersView, AsideReason, CaseRowView, DisputeView, SettledView};

/// Names a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseRef {
    /// The case's id.
    pub case: String,
}

/// A case with all that is known of it here.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseView {
    /// The row of the case in lists.
    pub row: CaseRowView,
    /// The item's full name.
    pub item_name: String,
    /// The item's code.
    pub item_code: String,
    /// How it is handled.
    pub handling: Handling,
    /// What comes out of it.
    pub result: OutcomeKind,
    /// The applicant.
    pub applicant: ApplicantView,
    /// How the request came in.
    pub channel: Channel,
    /// Every paper of the list.
    pub materials: Vec<MaterialView>,
    /// What the township asked for, while it waits for it.
    pub correction: Option<CorrectionView>,
    /// How often it was sent back.
    pub corrections: u32,
    /// The refusal.
    pub refusal: Option<RefusalView>,
    /// The decision.
    pub decision: Option<DecisionView>,
    /// The certificate or other result that was made out.
    pub issued: Option<IssuedView>,
    /// The handing over.
    pub delivered: Option<DeliveredView>,
    /// The clock stands still.
    pub paused: bool,
    /// Who has the case on each of the three legs.
    pub legs: Vec<LegView>,
    /// What is seen here: hand it in as `seen` with an amendment.
    pub seen: Vec<String>,
    /// What versions stand side by side of.
    pub disputes: Vec<DisputeView>,
    /// Its course, newest first.
    pub course: Vec<StepView>,
    /// Who answers for it.
    pub answers: AnswersView,
    /// It was taken in so many days after the last word of the township, which has not said its own
    /// on the right to do so yet.
    pub right_unconfirmed: Option<u32>,
    /// What may be done now at this desk.
    pub acts: Vec<FactKind>,
    /// Every image that the case names, and how far each is on its way to the township.
    pub images: Vec<ImageProgressView>,
}

/// How far an image is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ImageProgressView {
    /// Its name.
    pub hash: String,
    /// Its length in bytes.
    pub length: u32,
    /// Bytes of it that the township has.
    pub there: u32,
    /// The township has all of it.
    pub complete: bool,
    /// Its bytes are on this PC.
    pub here: bool,
}

/// A telephone, for calling.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PhoneView {
    /// The whole number; absent is 无手机.
    pub phone: Option<String>,
}

impl std::fmt::Debug for PhoneView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneView").finish_non_exhaustive()
    }
}

/// The applicant on the case's page.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ApplicantView {
    /// Name.
    pub name: String,
    /// Masked ID number.
    pub id_masked: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age in full years today.
    pub age: Option<u32>,
    /// Masked telephone; absent is 无手机. The whole one is shown by `show_phone`.
    pub phone_masked: Option<String>,
    /// Where the person lives.
    pub address: String,
}

impl std::fmt::Debug for ApplicantView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApplicantView").finish_non_exhaustive()
    }
}

/// One paper of the list and what is here of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MaterialView {
    /// The paper as the list has it.
    pub listed: ListedMaterial,
    /// What is here.
    pub line: Option<MaterialLine>,
    /// Whether this case needs it.
    pub needed: bool,
    /// How it stands.
    pub standing: Standing,
    /// What the township wants of it, while that is open.
    pub wanted: Option<String>,
}

/// A correction that the township asked for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CorrectionView {
    /// Everything asked for.
    pub wanted: Vec<Wanted>,
    /// Of these, what nothing was done about yet.
    pub open: Vec<String>,
    /// A word to the operator.
    pub note: Option<String>,
    /// When.
    pub at: Moment,
}

/// A refusal.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RefusalView {
    /// Why.
    pub reason: String,
    /// Where to go instead.
    pub where_to_go: String,
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DecisionView {
    /// Granted or denied.
    pub outcome: Outcome,
    /// The day.
    pub on: Day,
    /// What was said with it.
    pub reason: Option<String>,
}

/// A result that was made out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct IssuedView {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: Option<String>,
}

/// A handing over.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DeliveredView {
    /// To whom.
    pub to: String,
    /// What that person is to the applicant.
    pub relation: Relation,
    /// When.
    pub at: Moment,
    /// The signature.
    pub signature: Option<ImageRef>,
}

/// The three legs of a case's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Leg {
    /// The village station.
    Village,
    /// The township.
    Township,
    /// The county or whoever decides beyond the township.
    County,
}

/// One leg.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LegView {
    /// Which.
    pub leg: Leg,
    /// Who has it there, a person's name where one is known, else the office.
    pub who: Option<String>,
    /// It is this leg's turn.
    pub turn: bool,
    /// The case has been there.
    pub reached: bool,
}

/// One step of the course.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct StepView {
    /// The event's id.
    pub event: String,
    /// What happened.
    pub kind: FactKind,
    /// Whose hand.
    pub role: Role,
    /// Who, by name, where the directory knows it.
    pub who: Option<String>,
    /// The writer's clock.
    pub at: Moment,
    /// What became of it.
    pub verdict: Verdict,
    /// Names of papers, texts and notes that belong to it.
    pub words: Vec<String>,
    /// The township's receipt covers it.
    pub received: bool,
    /// It was written on this PC.
    pub here: bool,
    /// Why the township set it aside, where it did.
    pub set_aside: Option<AsideReason>,
    /// It came together with what another hand changed, neither knowing of the other.
    pub merged: bool,
    /// What it settled.
    pub settled: Vec<SettledView>,
}

/// Add papers or put them right.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Amend {
    /// The case.
    pub case: String,
    /// The lines that changed, each whole.
    pub materials: Vec<MaterialLine>,
    /// The conditionally needed papers whose condition holds, where that changed.
    pub applies: Option<Vec<String>>,
    /// Hand it over with the same save.
    pub submit: bool,
    /// Why it goes though papers are missing; required then.
    pub missing_because: Option<String>,
    /// What the screen had shown of the case: [`CaseView::seen`]. Absent: the case as it is.
    #[serde(default)]
    pub seen: Option<Vec<String>>,
    /// The draft that this was typed in; it goes with the same save.
    pub draft: Option<String>,
}

/// Record that the result was handed over.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Deliver {
    /// The case.
    pub case: String,
    /// Who received it.
    pub to: String,
    /// What that person is to the applicant.
    pub relation: Relation,
    /// The signature, prepared before.
    pub signature: Option<ImageRef>,
    /// A photograph, prepared before.
    pub photo: Option<ImageRef>,
    /// The draft that this was typed in; it goes with the same save.
    pub draft: Option<String>,
}

/// Withdraw on the applicant's word.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Withdraw {
    /// The case.
    pub case: String,
    /// The applicant's word.
    pub reason: String,
    /// The draft that this was typed in; it goes with the same save.
    pub draft: Option<String>,
}

/// Record that the originals went back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ReturnOriginals {
    /// The case.
    pub case: String,
    /// Who took them; absent where none were held.
    pub to: Option<String>,
    /// The draft that this was typed in; it goes with the same save.
    pub draft: Option<String>,
}

/// Say a word on a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CommentOn {
    /// The case.
    pub case: String,
    /// The words.
    pub text: String,
    /// The draft that this was typed in; it goes with the same save.
    pub draft: Option<String>,
}
