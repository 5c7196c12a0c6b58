//! What the township holds, in the form in which a station says the same ([`shanyi_wire::account`]).

use std::collections::BTreeMap;

use shanyi_domain::ids::{EventId, ImageHash};
use shanyi_wire::account;

use crate::App;
use crate::ledger::LedgerError;

/// Everything that the township holds of its cases.
///
/// # Errors
/// What the ledger says.
pub fn dump(app: &App) -> Result<String, LedgerError> {
    app.ledger.read(|view| {
        let mut text = String::new();
        account::write_erased(&mut text, &view.erased_cases()?);
        for id in view.case_ids()? {
            let Some(known) = view.case(id)? else {
                continue;
            };
            let bytes: BTreeMap<EventId, &[u8]> = known
                .held
                .iter()
                .map(|held| (held.id, held.bytes.as_slice()))
                .collect();
            let complete = view
                .case_images(id)?
                .into_iter()
                .filter(|image| image.here.complete);
            let images: Vec<(ImageHash, u32)> = complete
                .map(|image| (image.hash, image.here.have))
                .collect();
            account::write_case(&mut text, &known.case, |id| bytes.get(id).copied(), &images);
        }
        Ok(text)
    })
}
