//! What is masked on every page and shown whole on a key. Each look is noted before it is had.

use shanyi_store::JournalAct;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{CaseRef, PhoneView};

impl Desk {
    /// See the command table.
    pub(crate) fn show_phone(&self, case: CaseRef) -> Result<PhoneView, DeskError> {
        let inner = self.inner()?;
        let case = inner.case_for(&case.case)?;
        let (at, operator) = (inner.now().best, inner.operator());
        inner
            .store()
            .note(at, operator, JournalAct::PhoneShown, Some(case.id), None)?;
        Ok(PhoneView {
            phone: case.applicant.phone,
        })
    }
}
