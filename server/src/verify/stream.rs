//! One stream: its chain, its end, and what was found put into words of the ledger.

use shanyi_domain::ids::CaseId;
use shanyi_wire::derive::{self, Hash};
use shanyi_wire::stream::Head;

use super::chain::{Fault, Followed, Row, Said, follow};
use super::{Finding, Look, What, Whose, place};
use crate::ledger::LedgerError;
use crate::ledger::chain::{Loose, Stream};

/// So many entries of a run are named one by one.
const ONE_BY_ONE: u64 = 20;

/// A stream on its way through.
struct Walked<'s> {
    stream: &'s Stream,
    rows: Vec<Row>,
    /// The case of each of them.
    cases: Vec<Option<CaseId>>,
    followed: Followed,
}

impl Look<'_> {
    /// Looks a stream over.
    pub(super) fn stream(&mut self, stream: &Stream) -> Result<(), LedgerError> {
        let (mut rows, mut cases, mut misplaced) = (Vec::new(), Vec::new(), Vec::new());
        let view = self.view;
        view.each_entry(stream, |entry| {
            let used = entry.used.as_ref().filter(|_| entry.aside.is_none());
            let astray = |case| self.astray.contains(&case);
            if let Some(used) = used
                && !used.case.is_some_and(astray)
                && self.placed.insert(entry.event)
                && !place::fits(stream, used)
            {
                misplaced.push(rows.len());
            }
            let kept = entry.aside.as_ref().and_then(|kept| kept.case);
            cases.push(used.and_then(|used| used.case).or(kept));
            rows.push(Row {
                seq: entry.seq,
                link: entry.link,
                event: entry.event,
                said: self.said(stream.id.device, &entry)?,
            });
            Ok(())
        })?;
        let first = derive::first_link(&stream.id.device, stream.id.incarnation);
        let followed = follow(first, &rows, stream.link);
        let walked = Walked {
            stream,
            rows,
            cases,
            followed,
        };
        self.verified.streams += 1;
        self.verified.entries += walked.rows.len() as u64;
        for row in misplaced {
            self.find(
                &walked,
                What::PlaceChanged,
                (walked.rows[row].seq, walked.rows[row].seq),
                Some(row),
            )?;
        }
        for fault in walked.followed.faults.clone() {
            self.fault(&walked, fault)?;
        }
        self.end(&walked)
    }

    fn fault(&mut self, walked: &Walked<'_>, fault: Fault) -> Result<(), LedgerError> {
        let one = |seq: u64| ((seq, seq), walked.followed.entry(seq).map(|link| link.row));
        let (what, (entries, row)) = match fault {
            Fault::Changed(seq) => (What::Changed, one(seq)),
            Fault::Link(seq) => (What::LinkChanged, one(seq)),
            Fault::Gone(seq) => (What::Gone, one(seq)),
            Fault::Reordered(seq) => (What::Reordered, one(seq)),
            Fault::Missing(from, to) => return self.missing(walked, from, to),
            Fault::Added(from, to) => {
                for seq in from..=to {
                    let row = walked.rows.partition_point(|row| row.seq < seq);
                    self.find(walked, What::Added, (seq, seq), Some(row))?;
                }
                return Ok(());
            }
        };
        self.find(walked, what, entries, row)
    }

    /// Entries that are not here. Their events may be: then they are told by these.
    fn missing(&mut self, walked: &Walked<'_>, from: u64, to: u64) -> Result<(), LedgerError> {
        let next = walked.followed.entry(to + 1);
        let fits = |link: &Hash| {
            let next = next.map(|next| (&walked.rows[next.row], next.link));
            next.is_some_and(|(row, after)| match row.said {
                Said::Commitment(said) => {
                    derive::next_link(link, to + 1, &row.event, &said) == after
                }
                Said::Gone | Said::Unsaid => false,
            })
        };
        let found = self.among_the_loose(walked, from, to, fits);
        self.not_here(walked, What::Missing, (from, to), &found)
    }

    fn not_here(
        &mut self,
        walked: &Walked<'_>,
        what: What,
        (from, to): (u64, u64),
        found: &[Loose],
    ) -> Result<(), LedgerError> {
        if found.is_empty() {
            return self.find(walked, what, (from, to), None);
        }
        for (loose, seq) in found.iter().zip(from..=to) {
            let case = self.number(loose.used.case)?;
            self.verified.findings.push(Finding {
                what,
                whose: Some(Whose::of(walked.stream)),
                entries: Some((seq, seq)),
                event: Some(loose.id),
                case,
            });
        }
        Ok(())
    }

    /// The events that the entries `from` to `to` brought, if they are still here and make a link that
    /// fits. They are not loose any more then.
    fn among_the_loose(
        &mut self,
        walked: &Walked<'_>,
        from: u64,
        to: u64,
        fits: impl Fn(&Hash) -> bool,
    ) -> Vec<Loose> {
        let before = match from {
            1 => Some(derive::first_link(
                &walked.stream.id.device,
                walked.stream.id.incarnation,
            )),
            _ => walked.followed.entry(from - 1).map(|entry| entry.link),
        };
        let count = usize::try_from(to - from + 1).unwrap_or(usize::MAX);
        let Some(before) = before.filter(|_| count <= self.loose.len()) else {
            return Vec::new();
        };
        let end = |run: &[Loose]| {
            run.iter().zip(from..).try_fold(before, |link, (one, seq)| {
                let said = derive::commitment(&one.used.seed?, &one.id, &one.used.bytes);
                Some(derive::next_link(&link, seq, &one.id, &said))
            })
        };
        let at = self
            .loose
            .windows(count)
            .position(|run| end(run).is_some_and(|link| fits(&link)));
        match at {
            Some(at) => self.loose.drain(at..at + count).collect(),
            None => Vec::new(),
        }
    }

    /// Holds the end of a stream against its own row and its writer's signature.
    fn end(&mut self, walked: &Walked<'_>) -> Result<(), LedgerError> {
        let (stream, followed) = (walked.stream, &walked.followed);
        let last = followed.last();
        let signed = stream.signed.as_ref();
        let claimed = signed.map_or(stream.seq, |signed| signed.seq);
        let head = |link: Hash, seq: u64| Head {
            stream: stream.id,
            seq,
            link,
        };
        let signs = |link: &Hash, seq| {
            signed.is_some_and(|signed| signed.holds(&stream.key, &head(*link, seq)))
        };
        let in_chain = |seq: u64| match seq {
            0 => Some(derive::first_link(&stream.id.device, stream.id.incarnation)),
            seq => followed.entry(seq).map(|entry| entry.link),
        };
        let before = self.verified.findings.len();
        if last < claimed {
            let fits = |link: &Hash| signs(link, claimed) || *link == stream.link;
            let found = self.among_the_loose(walked, last + 1, claimed, fits);
            self.not_here(walked, What::CutOff, (last + 1, claimed), &found)?;
        } else if let (Some(_), Some(link)) = (signed, in_chain(claimed))
            && !signs(&link, claimed)
        {
            self.find(walked, What::Rewritten, (1, claimed), None)?;
        }
        if last > claimed {
            self.behind(walked, claimed + 1, last)?;
        }
        if before == self.verified.findings.len()
            && (stream.seq != last || in_chain(last) != Some(stream.link))
        {
            self.find(walked, What::HeadChanged, (last, last), None)?;
        }
        if signed.is_none() && last > 0 {
            self.verified.unsigned.push(Whose::of(stream));
        }
        Ok(())
    }

    /// Entries behind the last that anybody signed.
    fn behind(&mut self, walked: &Walked<'_>, from: u64, to: u64) -> Result<(), LedgerError> {
        if to - from >= ONE_BY_ONE {
            return self.find(walked, What::Added, (from, to), None);
        }
        for seq in from..=to {
            let row = walked.followed.entry(seq).map(|entry| entry.row);
            self.find(walked, What::Added, (seq, seq), row)?;
        }
        Ok(())
    }

    fn find(
        &mut self,
        walked: &Walked<'_>,
        what: What,
        entries: (u64, u64),
        row: Option<usize>,
    ) -> Result<(), LedgerError> {
        let named = row.and_then(|row| walked.rows.get(row).zip(walked.cases.get(row)));
        let case = self.number(named.and_then(|(_, case)| *case))?;
        self.verified.findings.push(Finding {
            what,
            whose: Some(Whose::of(walked.stream)),
            entries: Some(entries),
            event: named.map(|(row, _)| row.event),
            case,
        });
        Ok(())
    }
}
