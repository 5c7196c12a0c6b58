//! What stands beside the streams: entries whose stream is not here, and published documents.

use super::{Finding, Look, What};
use crate::ledger::LedgerError;

impl Look<'_> {
    /// Names entries whose stream, or its device, was taken out, and streams of which nothing is left. Nothing
    /// holds such entries: their events may say anything.
    pub(super) fn orphans(&mut self) -> Result<(), LedgerError> {
        for orphans in self.view.orphans()? {
            let case = self.number(orphans.case)?;
            self.verified.findings.push(Finding {
                what: What::StreamGone,
                whose: None,
                entries: Some((orphans.from, orphans.to)),
                event: orphans.event,
                case,
            });
        }
        for _ in 0..self.view.vanished_streams()? {
            self.verified.findings.push(nobodys(What::StreamGone));
        }
        Ok(())
    }

    /// Holds each document against the event by which it was published.
    pub(super) fn documents(&mut self) -> Result<(), LedgerError> {
        let said = std::mem::take(&mut self.said.documents);
        let kept = self.view.kept_documents()?;
        for document in &kept {
            let events = said.get(&document.key).map_or(&[][..], Vec::as_slice);
            let fits = events.iter().any(|said| said.hash == document.hash);
            if !fits || !document.items_fit {
                self.verified.findings.push(Finding {
                    event: events.first().map(|said| said.event),
                    ..nobodys(What::DocumentChanged)
                });
            }
        }
        for (key, events) in &said {
            let is_here = kept.iter().any(|document| document.key == *key);
            if !is_here && let Some(said) = events.iter().find(|said| !said.given_back) {
                self.verified.findings.push(Finding {
                    event: Some(said.event),
                    ..nobodys(What::Gone)
                });
            }
        }
        Ok(())
    }
}

const fn nobodys(what: What) -> Finding {
    Finding {
        what,
        whose: None,
        entries: None,
        event: None,
        case: None,
    }
}
