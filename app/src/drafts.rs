//! Forms that are begun and not finished. They are no facts: one overwritten row each.

use serde_json::Value;
use shanyi_domain::fact::FactKind;
use shanyi_domain::ownership::Ruling;
use shanyi_domain::state::Role;
use shanyi_store::Draft;

use crate::desk::{Desk, Inner, case_id};
use crate::error::DeskError;
use crate::view::{DraftCaseView, DraftRef, DraftView, KeepDraft, Nothing, PutAside};

/// Most bytes of a draft as JSON. A signature of many strokes has a tenth of it; what is longer was
/// pasted by mistake, and writing it three times a second would stop the desk.
const DRAFT: usize = 256 * 1024;
/// Longest key of a form, in bytes: a kind and an id.
const FORM: usize = 100;

impl Desk {
    /// See the command table.
    pub(crate) fn keep_draft(&self, draft: KeepDraft) -> Result<Nothing, DeskError> {
        let inner = self.inner()?;
        let json = draft.content.to_string();
        if draft.form.is_empty() || draft.form.len() > FORM || !draft.content.is_object() {
            let what = "a draft is an object under the key of its form".to_owned();
            return Err(DeskError::BadRequest { what });
        }
        if json.len() > DRAFT {
            return Err(DeskError::DraftTooLarge {
                limit_kb: u32::try_from(DRAFT / 1024).unwrap_or(u32::MAX),
            });
        }
        let now = inner.now();
        let operator = inner.operator();
        inner
            .store()
            .put_draft(operator, &draft.form, &json, now.best)?;
        Ok(Nothing {})
    }

    /// See the command table.
    pub(crate) fn drafts(&self, _: Nothing) -> Result<Vec<DraftView>, DeskError> {
        let inner = self.inner()?;
        let drafts = inner.store().drafts()?;
        let operator = inner.operator();
        drafts
            .into_iter()
            .filter(|draft| draft.operator == operator)
            .map(|draft| inner.draft_view(draft))
            .collect()
    }

    /// See the command table.
    pub(crate) fn put_aside(&self, put: PutAside) -> Result<Nothing, DeskError> {
        let inner = self.inner()?;
        let operator = inner.operator();
        inner
            .store()
            .put_draft_aside(operator, &put.form, put.aside)?;
        inner.tell();
        Ok(Nothing {})
    }

    /// See the command table.
    pub(crate) fn drop_draft(&self, draft: DraftRef) -> Result<Nothing, DeskError> {
        let inner = self.inner()?;
        let operator = inner.operator();
        inner.store().drop_draft(operator, &draft.form)?;
        inner.tell();
        Ok(Nothing {})
    }
}

impl Inner {
    pub(crate) fn draft_view(&self, draft: Draft) -> Result<DraftView, DeskError> {
        Ok(DraftView {
            case: self.case_of(&draft.form)?,
            // What this program can't take apart is still somebody's words.
            content: serde_json::from_str(&draft.json).unwrap_or(Value::String(draft.json)),
            form: draft.form,
            at: draft.updated_at,
            aside: draft.aside,
        })
    }

    /// The case that a form's key names, and whether the form still fits it.
    fn case_of(&self, form: &str) -> Result<Option<DraftCaseView>, DeskError> {
        let Some((kind, of)) = form.split_once(':') else {
            return Ok(None);
        };
        let acts = acts_of(kind);
        let Ok(id) = case_id(of) else {
            return Ok(None);
        };
        if acts.is_empty() {
            return Ok(None);
        }
        let Some(case) = self.store().case(&id)? else {
            return Ok(None);
        };
        let fits = acts
            .iter()
            .any(|act| matches!(case.may(*act, Role::Station), Ruling::To(_)));
        Ok(Some(DraftCaseView {
            id: of.to_owned(),
            item: self.item_of(&case)?.short.clone(),
            applicant: case.applicant.name,
            state: case.state,
            fits,
        }))
    }
}

/// What a form of this kind records; nothing for an intake and for kinds of other programs.
const fn acts_of(kind: &str) -> &'static [FactKind] {
    match kind.as_bytes() {
        b"amend" => &[FactKind::MaterialsAmended, FactKind::Submitted],
        b"deliver" => &[FactKind::Delivered],
        b"withdraw" => &[FactKind::Withdrawn],
        b"return" => &[FactKind::OriginalsReturned],
        b"comment" => &[FactKind::Commented],
        _ => &[],
    }
}
