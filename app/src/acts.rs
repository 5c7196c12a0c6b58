//! What the operator does with a case that is here.

use shanyi_domain::case::{Case, CaseEvent};
use shanyi_domain::fact::{
    Commented, Delivered, Fact, FactKind, MaterialsAmended, OriginalsReturned, Submitted, Withdrawn,
};
use shanyi_domain::ids::{EventId, EventRef};
use shanyi_domain::material;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::person::PersonName;
use shanyi_domain::state::Role;

use crate::desk::{Desk, Inner, case_id};
use crate::disputes::to_settle;
use crate::error::DeskError;
use crate::limits::TEXT;
use crate::look::makes_a_paper;
use crate::view::{Amend, CaseView, CommentOn, Deliver, ReturnOriginals, Withdraw};

impl Desk {
    /// See the command table.
    pub(crate) fn amend(&self, amend: Amend) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&amend.case)?;
        let seen = amend.seen.as_deref().map(seen).transpose()?;
        let mut facts = Vec::new();
        let mut after = case.clone();
        if !amend.materials.is_empty() || amend.applies.is_some() {
            require(&case, FactKind::MaterialsAmended)?;
            let amended = Fact::MaterialsAmended(MaterialsAmended {
                materials: amend.materials.clone(),
                applies: amend.applies.clone(),
            });
            after = inner.after(&case, amended.clone(), seen.clone())?;
            facts.push(amended);
        }
        if amend.submit {
            require(&case, FactKind::Submitted)?;
            let item = inner.item_of(&case)?;
            let papers = to_settle(&after, &item);
            // What another PC did meanwhile nobody here has seen yet: what was typed is saved, and
            // then both versions are there to be looked at. What was seen is to be settled first.
            if papers.is_empty() {
                facts.push(inner.submission(&after, &amend)?);
            } else if facts.is_empty() || papers == to_settle(&case, &item) {
                return Err(DeskError::Disputed { papers });
            }
        }
        inner.act_upon(&case, facts, seen, amend.draft.as_deref())
    }

    /// See the command table.
    pub(crate) fn deliver(&self, deliver: Deliver) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&deliver.case)?;
        require(&case, FactKind::Delivered)?;
        if case.issued.is_none() && makes_a_paper(inner.item_of(&case)?.result.kind) {
            return Err(DeskError::NotIssued);
        }
        let to = PersonName::parse(&deliver.to).map_err(|fault| DeskError::Name { fault })?;
        let draft = deliver.draft;
        let delivered = Delivered {
            to: to.as_str().to_owned(),
            relation: deliver.relation,
            signature: deliver.signature,
            photo: deliver.photo,
        };
        inner.act(&case, vec![Fact::Delivered(delivered)], draft.as_deref())
    }

    /// See the command table.
    pub(crate) fn withdraw(&self, withdraw: Withdraw) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&withdraw.case)?;
        require(&case, FactKind::Withdrawn)?;
        let reason = text("reason", &withdraw.reason)?;
        let fact = Fact::Withdrawn(Withdrawn { reason });
        inner.act(&case, vec![fact], withdraw.draft.as_deref())
    }

    /// See the command table.
    pub(crate) fn return_originals(
        &self,
        returned: ReturnOriginals,
    ) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&returned.case)?;
        require(&case, FactKind::OriginalsReturned)?;
        let to = match returned
            .to
            .as_deref()
            .map(str::trim)
            .filter(|to| !to.is_empty())
        {
            None => None,
            Some(to) => Some(PersonName::parse(to).map_err(|fault| DeskError::Name { fault })?),
        };
        let to = to.map(|to| to.as_str().to_owned());
        let fact = Fact::OriginalsReturned(OriginalsReturned { to });
        inner.act(&case, vec![fact], returned.draft.as_deref())
    }

    /// See the command table.
    pub(crate) fn comment(&self, comment: CommentOn) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&comment.case)?;
        let text = text("text", &comment.text)?;
        let fact = Fact::Commented(Commented { text });
        inner.act(&case, vec![fact], comment.draft.as_deref())
    }
}

impl Inner {
    pub(crate) fn case_for(&self, id: &str) -> Result<Case, DeskError> {
        self.store().case(&case_id(id)?)?.ok_or(DeskError::NoCase)
    }

    /// Records what the form that is kept as `draft` was for; the draft goes with it.
    pub(crate) fn act(
        &self,
        case: &Case,
        facts: Vec<Fact>,
        draft: Option<&str>,
    ) -> Result<CaseView, DeskError> {
        self.act_upon(case, facts, None, draft)
    }

    /// Like [`Inner::act`], upon the case as it was behind `seen`.
    fn act_upon(
        &self,
        case: &Case,
        facts: Vec<Fact>,
        seen: Option<Vec<EventRef>>,
        draft: Option<&str>,
    ) -> Result<CaseView, DeskError> {
        if facts.is_empty() {
            return self.case_view(case);
        }
        let now = self.now();
        self.record_upon(Some(case.id), facts, seen, draft, &now)?;
        let case = self.store().case(&case.id)?.ok_or(DeskError::NoCase)?;
        self.case_view(&case)
    }

    /// The case as it will be once an amendment that was made upon `seen` is saved.
    fn after(
        &self,
        case: &Case,
        fact: Fact,
        seen: Option<Vec<EventRef>>,
    ) -> Result<Case, DeskError> {
        let event = CaseEvent {
            // Where the event will stand among those that it does not know is not known yet; what
            // is disputed does not follow from it.
            id: EventId([u8::MAX; EventId::LEN]),
            base: seen.unwrap_or_else(|| case.tips()),
            role: Role::Station,
            at: self.now().best,
            actor: self.operator(),
            fact,
        };
        case.with(event).ok_or(DeskError::NoCase)
    }

    /// The handing over: complete, or with a word why it goes without what is missing.
    fn submission(&self, after: &Case, amend: &Amend) -> Result<Fact, DeskError> {
        let item = self.item_of(after)?;
        let missing = material::missing(&item, &after.applies, &after.materials);
        let because = amend
            .missing_because
            .as_deref()
            .map(str::trim)
            .unwrap_or_default();
        if missing.is_empty() {
            return Ok(Fact::Submitted(Submitted {
                missing_because: None,
            }));
        }
        if because.is_empty() {
            let names = missing.iter().map(|position| position.listed.name.clone());
            return Err(DeskError::Incomplete {
                missing: names.collect(),
            });
        }
        let because = text("missing_because", because)?;
        Ok(Fact::Submitted(Submitted {
            missing_because: Some(because),
        }))
    }
}

/// Reads what a screen had shown of a case.
fn seen(seen: &[String]) -> Result<Vec<EventRef>, DeskError> {
    let read = |text: &String| {
        EventRef::from_hex(text).ok_or_else(|| DeskError::BadRequest {
            what: "seen".to_owned(),
        })
    };
    seen.iter().map(read).collect()
}

pub(crate) fn require(case: &Case, kind: FactKind) -> Result<(), DeskError> {
    match case.may(kind, Role::Station) {
        Ruling::To(_) => Ok(()),
        Ruling::NotNow | Ruling::NotYours => Err(DeskError::NotNow { state: case.state }),
    }
}

fn text(field: &str, text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT {
        let limit = u32::try_from(TEXT).unwrap_or(u32::MAX);
        return Err(DeskError::Text {
            field: field.to_owned(),
            limit,
        });
    }
    Ok(text.to_owned())
}
