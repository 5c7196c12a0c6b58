//! A stream's entries held against their own links: which of them is not what was chained, and what was
//! done to it.
//!
//! The links vouch for each other, so that one edit shows in one place. What does not fit is held against
//! its neighbours until it is known what would make the rest fit again: entries taken out, put in, put in
//! another place, or one whose event or link says something else.

use shanyi_domain::ids::EventId;
use shanyi_wire::derive::{self, Hash};

/// So many entries taken out or put in at one place are recognised as that; more are named one by one.
const REACH: usize = 8;
/// With so many entries that don't fit each other an entry that stands in a wrong place is looked for.
const SUSPECTS: usize = 128;

/// An entry as the ledger has it.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its number.
    pub seq: u64,
    /// Its link.
    pub link: Hash,
    /// The event that it names.
    pub event: EventId,
    /// What follows from the event.
    pub said: Said,
}

/// What the chain is to hold of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// The commitment that follows from its bytes and its seed.
    Commitment(Hash),
    /// Nothing: its bytes are nowhere.
    Gone,
    /// Nothing: the seed of its case is another, which is told of the case.
    Unsaid,
}

/// What is wrong with a stream, by the numbers that its entries have in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This entry's event says something else than what was chained.
    Changed(u64),
    /// This entry's link was edited.
    Link(u64),
    /// The bytes of this entry's event are nowhere.
    Gone(u64),
    /// These entries were taken out.
    Missing(u64, u64),
    /// So many entries stand here, from the one with this number in the ledger, that nobody chained.
    Added(u64, u64),
    /// This entry's event stands in another place.
    Reordered(u64),
}

/// A stream that was followed to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What is wrong, in the order of the numbers.
    pub faults: Vec<Fault>,
    /// Each entry that belongs to the stream, in that order.
    pub links: Vec<Link>,
}

/// An entry that belongs to its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its true number.
    pub seq: u64,
    /// Its link, as far as it can be told.
    pub link: Hash,
    /// Which of the rows it is.
    pub row: usize,
}

impl Followed {
    /// The last entry's true number; 0 of a stream without entries.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.links.last().map_or(0, |last| last.seq)
    }

    /// The entry with this true number.
    #[must_use]
    pub fn entry(&self, seq: u64) -> Option<&Link> {
        let at = self.links.binary_search_by_key(&seq, |link| link.seq);
        at.ok().and_then(|at| self.links.get(at))
    }
}

/// Follows a stream from the link before its first entry. `end` is the link that the stream's own row
/// has: with it the last entry has a neighbour too.
#[must_use]
pub fn follow(first: Hash, rows: &[Row], end: Hash) -> Followed {
    let mut walk = Walk {
        rows,
        end,
        before: Some(first),
        earlier: None,
        shift: 0,
        suspects: None,
        followed: Followed {
            faults: Vec::new(),
            links: Vec::with_capacity(rows.len()),
        },
    };
    let mut at = 0;
    while at < rows.len() {
        at = walk.step(at);
    }
    walk.followed
}

struct Walk<'r> {
    rows: &'r [Row],
    end: Hash,
    /// The link before the next entry; `None` where that entry was taken out.
    before: Option<Hash>,
    /// The link before that.
    earlier: Option<Hash>,
    /// By how much the numbers in the ledger are behind the true ones.
    shift: i64,
    /// The entries that don't fit the one before them, once anybody has asked.
    suspects: Option<Vec<usize>>,
    followed: Followed,
}

impl Walk<'_> {
    /// Looks at the entry at `at` and gives the place of the next to be looked at.
    fn step(&mut self, at: usize) -> usize {
        let row = self.rows[at];
        let expected = at.checked_sub(1).map_or(1, |at| self.rows[at].seq + 1);
        if row.seq > expected {
            let (from, to) = (self.true_number(expected), self.true_number(row.seq - 1));
            self.followed.faults.push(Fault::Missing(from, to));
            self.before = None;
        }
        let number = self.true_number(row.seq);
        let (Some(before), Said::Commitment(said)) = (self.before, row.said) else {
            if row.said == Said::Gone {
                self.followed.faults.push(Fault::Gone(number));
            }
            return self.accept(at, row.link);
        };
        let link = derive::next_link(&before, number, &row.event, &said);
        match link == row.link {
            true => self.accept(at, link),
            false => self.diagnose(at, before, link),
        }
    }

    /// The entry does not follow from the one before: what was done?
    fn diagnose(&mut self, at: usize, before: Hash, link: Hash) -> usize {
        let row = self.rows[at];
        let number = self.true_number(row.seq);
        if let Some(next) = self.put_in(at, before) {
            return next;
        }
        if let Some(count) = self.taken_out(at) {
            let fault = Fault::Missing(number, number + count - 1);
            self.followed.faults.push(fault);
            self.shift += count.cast_signed();
            return self.accept(at, row.link);
        }
        if self.leads_on(at, &link) {
            self.followed.faults.push(Fault::Link(number));
            return self.accept(at, link);
        }
        if let Some(link) = self.elsewhere(at, before) {
            self.followed.faults.push(Fault::Reordered(number));
            return self.accept(at, link);
        }
        self.followed.faults.push(Fault::Changed(number));
        self.accept(at, row.link)
    }

    /// Entries that were put in, and all behind them numbered anew: one of the next goes on from here,
    /// or this one goes on from before the last.
    fn put_in(&mut self, at: usize, before: Hash) -> Option<usize> {
        let row = self.rows[at];
        let number = self.true_number(row.seq);
        if let Some(earlier) = self.earlier
            && self.takes_up(at, &earlier, number - 1)
        {
            let fault = Fault::Added(row.seq - 1, row.seq - 1);
            self.followed.faults.push(fault);
            self.followed.links.pop();
            self.shift -= 1;
            return Some(self.accept(at, row.link));
        }
        let next = (1..=REACH).map(|count| at + count);
        let mut next = next.take_while(|next| *next < self.rows.len());
        let next = next.find(|next| self.takes_up(*next, &before, number))?;
        let last = self.rows[next - 1].seq;
        self.followed.faults.push(Fault::Added(row.seq, last));
        self.shift -= (next - at) as i64;
        Some(self.accept(next, self.rows[next].link))
    }

    /// Whether the row at `at` is the entry `number` behind this link, and the rest goes on behind it:
    /// otherwise it only stands in a wrong place.
    fn takes_up(&self, at: usize, before: &Hash, number: u64) -> bool {
        let row = &self.rows[at];
        let goes_on = || match self.rows.get(at + 1) {
            Some(next) => chained(&row.link, number + 1, next) == Some(next.link),
            None => row.link == self.end,
        };
        chained(before, number, row) == Some(row.link) && goes_on()
    }

    /// How many entries were taken out before this one, and all behind them numbered anew: the next one
    /// goes on from this one under a higher number.
    fn taken_out(&self, at: usize) -> Option<u64> {
        let (row, next) = (self.rows[at], self.rows.get(at + 1)?);
        let number = self.true_number(next.seq);
        let fits = |count: &u64| {
            chained(&row.link, number + count, next).is_some_and(|link| link == next.link)
        };
        (1..=REACH as u64).find(fits)
    }

    /// Whether the next entry, or the stream's end, goes on from this link.
    fn leads_on(&self, at: usize, link: &Hash) -> bool {
        match self.rows.get(at + 1) {
            Some(next) => chained(link, self.true_number(next.seq), next) == Some(next.link),
            None => *link == self.end,
        }
    }

    /// The link of this place, where the event that belongs here stands in another.
    fn elsewhere(&mut self, at: usize, before: Hash) -> Option<Hash> {
        let row = self.rows[at];
        let number = self.true_number(row.seq);
        let rows = self.rows;
        let suspects = self.suspects.get_or_insert_with(|| suspects(rows));
        let from = suspects.partition_point(|it| *it + SUSPECTS / 2 < at);
        let near = suspects.iter().skip(from).take(SUSPECTS);
        let others = near.filter(|it| **it != at).map(|it| &rows[*it]);
        others
            .filter_map(|other| Some((chained(&before, number, other)?, other)))
            .find(|(link, other)| *link == row.link || *link == other.link)
            .map(|(link, _)| link)
    }

    fn accept(&mut self, at: usize, link: Hash) -> usize {
        let (seq, row) = (self.true_number(self.rows[at].seq), at);
        self.followed.links.push(Link { seq, link, row });
        self.earlier = self.before;
        self.before = Some(link);
        at + 1
    }

    fn true_number(&self, seq: u64) -> u64 {
        seq.saturating_add_signed(self.shift)
    }
}

/// The link that follows, where the entry says anything.
fn chained(before: &Hash, number: u64, row: &Row) -> Option<Hash> {
    match row.said {
        Said::Commitment(said) => Some(derive::next_link(before, number, &row.event, &said)),
        Said::Gone | Said::Unsaid => None,
    }
}

/// The entries that don't go on from the one before, by the numbers in the ledger.
fn suspects(rows: &[Row]) -> Vec<usize> {
    let pairs = rows.windows(2).enumerate();
    let unfit = pairs.filter(|(_, pair)| match pair {
        [before, row] => chained(&before.link, row.seq, row) != Some(row.link),
        _ => false,
    });
    std::iter::once(0)
        .chain(unfit.map(|(at, _)| at + 1))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const FIRST: Hash = [1; 32];

    fn said(seq: u64) -> (EventId, Said) {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&seq.to_be_bytes());
        let mut hash = [9; 32];
        hash[..8].copy_from_slice(&seq.to_be_bytes());
        (EventId(id), Said::Commitment(hash))
    }

    /// A stream of ten entries and its end.
    fn stream() -> (Vec<Row>, Hash) {
        let mut link = FIRST;
        let rows = (1..=10).map(|seq| {
            let (event, said) = said(seq);
            let row = Row {
                seq,
                link,
                event,
                said,
            };
            link = chained(&link, seq, &row).unwrap();
            Row { link, ..row }
        });
        let rows: Vec<Row> = rows.collect();
        (rows, link)
    }

    fn faults(edit: impl FnOnce(&mut Vec<Row>)) -> Vec<Fault> {
        let (mut rows, end) = stream();
        edit(&mut rows);
        follow(FIRST, &rows, end).faults
    }

    fn renumber(rows: &mut [Row]) {
        for (nth, row) in rows.iter_mut().enumerate() {
            row.seq = nth as u64 + 1;
        }
    }

    fn foreign(seq: u64) -> Row {
        let (event, said) = said(99);
        Row {
            seq,
            link: [7; 32],
            event,
            said,
        }
    }

    #[test]
    fn what_is_as_it_was_chained_has_no_fault() {
        assert_eq!(faults(|_| {}), []);
    }

    #[test]
    fn each_edit_is_named_where_it_was_made_and_nowhere_else() {
        for at in 0..10_usize {
            let seq = at as u64 + 1;
            let other = said(99);
            assert_eq!(
                faults(|rows| rows[at].said = other.1),
                [Fault::Changed(seq)]
            );
            assert_eq!(
                faults(|rows| rows[at].event = other.0),
                [Fault::Changed(seq)]
            );
            assert_eq!(faults(|rows| rows[at].link = [7; 32]), [Fault::Link(seq)]);
            assert_eq!(
                faults(|rows| rows[at].said = Said::Gone),
                [Fault::Gone(seq)]
            );
        }
    }

    #[test]
    fn entries_taken_out_are_missing_whether_the_rest_is_numbered_anew_or_not() {
        for at in 0..8_usize {
            let seq = at as u64 + 1;
            let missing = [Fault::Missing(seq, seq)];
            let taken_out = |rows: &mut Vec<Row>| {
                rows.remove(at);
            };
            assert_eq!(faults(taken_out), missing);
            let renumbered = |rows: &mut Vec<Row>| {
                rows.remove(at);
                renumber(rows);
            };
            assert_eq!(faults(renumbered), missing);
        }
        let three = |rows: &mut Vec<Row>| {
            rows.drain(2..5);
            renumber(rows);
        };
        assert_eq!(faults(three), [Fault::Missing(3, 5)]);
    }

    #[test]
    fn entries_put_in_are_told_from_those_that_they_push_on() {
        for at in 0..9_usize {
            let seq = at as u64 + 1;
            let added = [Fault::Added(seq, seq)];
            let loose = |rows: &mut Vec<Row>| {
                rows.insert(at, foreign(seq));
                renumber(rows);
            };
            assert_eq!(faults(loose), added, "{at}");
            let chained_in = |rows: &mut Vec<Row>| {
                let before = at.checked_sub(1).map_or(FIRST, |at| rows[at].link);
                let mut row = foreign(seq);
                row.link = chained(&before, seq, &row).unwrap();
                rows.insert(at, row);
                renumber(rows);
            };
            assert_eq!(faults(chained_in), added, "{at}");
        }
    }

    #[test]
    fn entries_that_changed_places_are_named_both() {
        for (one, other) in [(0, 1), (2, 7), (8, 9)] {
            let both = [
                Fault::Reordered(one as u64 + 1),
                Fault::Reordered(other as u64 + 1),
            ];
            let events = |rows: &mut Vec<Row>| {
                let (a, b) = (rows[one], rows[other]);
                (rows[one].event, rows[one].said) = (b.event, b.said);
                (rows[other].event, rows[other].said) = (a.event, a.said);
            };
            assert_eq!(faults(events), both);
            let rows = |rows: &mut Vec<Row>| {
                rows.swap(one, other);
                renumber(rows);
            };
            assert_eq!(faults(rows), both);
        }
    }
}
