//! What the operator does with a case that is here.

use shanyi_domain::case::Case;
use shanyi_domain::fact::{
    Commented, Delivered, Fact, FactKind, MaterialsAmended, OriginalsReturned, Submitted, Withdrawn,
};
use shanyi_domain::material;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::person::PersonName;
use shanyi_domain::state::Role;

use crate::desk::{Desk, Inner, case_id};
use crate::error::DeskError;
use crate::limits::TEXT;
use crate::look::makes_a_paper;
use crate::view::{Amend, CaseView, CommentOn, Deliver, ReturnOriginals, Withdraw};

impl Desk {
    /// See the command table.
    pub(crate) fn amend(&self, amend: Amend) -> Result<CaseView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&amend.case)?;
        let mut facts = Vec::new();
        if !amend.materials.is_empty() || amend.applies.is_some() {
            require(&case, FactKind::MaterialsAmended)?;
            let mut after = case.clone();
            for line in &amend.materials {
                after.materials.insert(line.material.clone(), line.clone());
            }
            if let Some(applies) = &amend.applies {
                after.applies.clone_from(applies);
            }
            facts.push(Fact::MaterialsAmended(MaterialsAmended {
                materials: amend.materials.clone(),
                applies: amend.applies.clone(),
            }));
            if amend.submit {
                facts.push(inner.submission(&after, &amend)?);
            }
        } else if amend.submit {
            facts.push(inner.submission(&case, &amend)?);
        }
        if amend.submit {
            require(&case, FactKind::Submitted)?;
        }
        inner.act(&case, facts, amend.draft.as_deref())
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
    fn act(
        &self,
        case: &Case,
        facts: Vec<Fact>,
        draft: Option<&str>,
    ) -> Result<CaseView, DeskError> {
        if facts.is_empty() {
            return self.case_view(case);
        }
        let now = self.now();
        self.record(Some(case.id), facts, draft, &now)?;
        let case = self.store().case(&case.id)?.ok_or(DeskError::NoCase)?;
        self.case_view(&case)
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

fn require(case: &Case, kind: FactKind) -> Result<(), DeskError> {
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
