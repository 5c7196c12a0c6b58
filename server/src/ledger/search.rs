//! Search: what a case can be found by.
//!
//! Each word is kept from each of its letters on, so that a plain range over an ordinary index
//! finds what begins anywhere in it. Both engines do that alike.
//!
//! A case has some seventy words, more than all the rest that is written of it. So they are not made in
//! the commit that a station waits for, only noted as due there. Whoever searches makes what is due
//! first, and finds all that is durable; a server with nothing else to do makes it before.

use std::collections::BTreeSet;

use rusqlite::params;
use shanyi_domain::case::Case;
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::ids::CaseId;

use super::cases::KnownCase;
use super::{Ledger, LedgerError, Tx, View};

/// Longest stretch of a word that is kept: nobody types more.
const LONGEST: usize = 24;
/// Sorts behind every character that a name may hold.
const BEHIND: char = '\u{10FFFF}';
/// A word with more hits than this does not choose the cases: the list is walked in its own order
/// instead, where so common a word is met again and again.
const MANY: i64 = 2_000;
/// Cases whose words are made in one transaction: what a push that comes meanwhile waits for.
const DUE_AT_ONCE: u32 = 64;

/// The cases with a word that begins like this.
pub(super) const FIND: &str =
    "SELECT DISTINCT case_id FROM search_token WHERE token >= ? AND token < ?";

/// Whether a case has a word that begins like this.
pub(super) const HOLDS: &str = "EXISTS (SELECT 1 FROM search_token
     WHERE search_token.case_id = case_file.id AND token >= ? AND token < ?)";

/// How many words begin like this, up to a limit.
const HITS: &str = "SELECT count(*) FROM (SELECT 1 FROM search_token
     WHERE token >= ?1 AND token < ?2 LIMIT ?3)";

/// What is asked for: every one of these words, as they are kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Question(Vec<String>);

/// A question as a list asks it.
pub(super) struct Asked<'q> {
    /// The word that chooses the cases, where one is rare enough.
    pub(super) rarest: Option<&'q str>,
    /// The words that each case is asked for.
    pub(super) others: Vec<&'q str>,
}

impl Question {
    /// Whether nothing is asked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads what somebody typed.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let words = text.split_whitespace().map(fold_word);
        let kept = words.filter(|word| !word.is_empty());
        Self(
            kept.map(|word| word.chars().take(LONGEST).collect())
                .collect(),
        )
    }
}

/// The first word that no longer begins with this one.
pub(super) fn end_of(word: &str) -> String {
    format!("{word}{BEHIND}")
}

impl View<'_> {
    /// How to ask: the rarest word chooses, where it leaves few enough. Nothing is cut off, so that
    /// no case is missed.
    pub(super) fn asked<'q>(&self, question: &'q Question) -> Result<Asked<'q>, LedgerError> {
        let mut counted = Vec::new();
        for word in &question.0 {
            let mut statement = self.0.prepare_cached(HITS)?;
            let hits: i64 =
                statement.query_row(params![word, end_of(word), MANY], |row| row.get(0))?;
            counted.push((hits, word.as_str()));
        }
        let rarest = counted.iter().min().filter(|(hits, _)| *hits < MANY);
        let rarest = rarest.map(|(_, word)| *word);
        let words = question.0.iter().map(String::as_str);
        let others = words.filter(|word| Some(*word) != rarest).collect();
        Ok(Asked { rarest, others })
    }
}

impl View<'_> {
    /// Cases whose words are due, some of them.
    fn due(&self) -> Result<Vec<CaseId>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT case_id FROM search_due LIMIT ?1")?;
        let rows = statement.query_map([DUE_AT_ONCE], |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The words that a case is found by so far.
    fn words(&self, case: CaseId) -> Result<BTreeSet<String>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT token FROM search_token WHERE case_id = ?1")?;
        let rows = statement.query_map([case.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// The case has changed: its words are made before anybody searches.
    pub(super) fn index_later(&self, case: CaseId) -> Result<(), LedgerError> {
        let note = "INSERT INTO search_due (case_id) VALUES (?1) ON CONFLICT DO NOTHING";
        self.0.0.prepare_cached(note)?.execute([case.0])?;
        Ok(())
    }

    /// Makes the case's words: those that are not there yet, and none that were.
    pub(super) fn index(&self, id: CaseId) -> Result<(), LedgerError> {
        let db = self.0.0;
        if let Some(KnownCase { case, .. }) = self.case(id)? {
            let item = self.item(case.catalog_version, &case.item)?;
            let (before, now) = (self.words(id)?, tokens(&case, item.as_deref()));
            let mut gone =
                db.prepare_cached("DELETE FROM search_token WHERE token = ?1 AND case_id = ?2")?;
            for token in before.difference(&now) {
                gone.execute(params![token, id.0])?;
            }
            let mut new =
                db.prepare_cached("INSERT INTO search_token (token, case_id) VALUES (?1, ?2)")?;
            for token in now.difference(&before) {
                new.execute(params![token, id.0])?;
            }
        }
        db.prepare_cached("DELETE FROM search_due WHERE case_id = ?1")?
            .execute([id.0])?;
        Ok(())
    }
}

impl Ledger {
    /// Makes words of cases that have changed. Gives whether more are due.
    ///
    /// # Errors
    /// What the engine says.
    pub fn index_some(&self) -> Result<bool, LedgerError> {
        let due = self.read(|view| view.due())?;
        if due.is_empty() {
            return Ok(false);
        }
        self.write(|tx| due.iter().try_for_each(|case| tx.index(*case)))?;
        Ok(due.len() == DUE_AT_ONCE as usize)
    }

    /// Makes all words that are due. Every case that is durable can be found then.
    ///
    /// # Errors
    /// What the engine says.
    pub fn index(&self) -> Result<(), LedgerError> {
        while self.index_some()? {}
        Ok(())
    }
}

fn tokens(case: &Case, item: Option<&ServiceItem>) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for text in [Some(&case.number), case.applicant.phone.as_ref()] {
        tokens.extend(text.map(|text| suffixes(text)).into_iter().flatten());
    }
    tokens.extend(suffixes(&case.applicant.name));
    tokens.extend(suffixes(&case.applicant.address));
    // An identity number is found by its beginning only: by the whole of it, typed or scanned.
    tokens.extend(
        case.applicant
            .id_number
            .as_ref()
            .map(|id| id.as_str().to_lowercase()),
    );
    for text in item.iter().flat_map(|item| [&item.name, &item.short]) {
        tokens.extend(suffixes(text));
    }
    tokens
}

/// The text from each of its characters on.
fn suffixes(text: &str) -> Vec<String> {
    let text = fold_word(text);
    let starts = text.char_indices().map(|(start, _)| &text[start..]);
    starts
        .map(|rest| rest.chars().take(LONGEST).collect())
        .collect()
}

/// Small letters, half-width, without blanks, hyphens and dots, which people type as they like.
fn fold_word(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars()
        .map(half)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '·' | '•' | '.' | '，' | '。'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::lists::{Place, Wish};

    /// So many cases, each with these words by its number; all wait to be accepted.
    fn filled(ledger: &Ledger, count: u32, words: impl Fn(u32) -> Vec<String>) {
        let done: Result<(), LedgerError> = ledger.write(|tx| {
            let db = tx.0.0;
            db.execute(
                "INSERT INTO station VALUES (1, '331123208211', 'A', 'A', 'T')",
                [],
            )?;
            for n in 0..count {
                let id = CaseId(u128::from(n).to_be_bytes());
                let day = format!("2026-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
                db.prepare_cached(
                    "INSERT INTO case_file VALUES (?1, ?1, 1, 2, ?2, ?3, NULL, NULL)",
                )?
                .execute(params![id.0, day, n + 1])?;
                let mut insert = db.prepare_cached("INSERT INTO search_token VALUES (?1, ?2)")?;
                for word in words(n) {
                    insert.execute(params![word, id.0])?;
                }
            }
            Ok(())
        });
        done.unwrap();
    }

    /// Every page of what is found, one behind the other.
    fn pages(ledger: &Ledger, place: Option<Place>, words: &str) -> Vec<u32> {
        let question = Question::read(words);
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let wish = Wish {
                place,
                township: None,
                question: &question,
                after: after.as_ref(),
                rows: 100,
            };
            let page: Result<_, LedgerError> = ledger.read(|view| view.cases_in(&wish));
            let page = page.unwrap();
            let numbers = page.iter().map(|mark| u128::from_be_bytes(mark.case.0));
            found.extend(numbers.map(|n| u32::try_from(n).unwrap()));
            match page.last() {
                Some(last) => after = Some(last.clone()),
                None => return found,
            }
        }
    }

    #[test]
    fn a_question_of_common_words_misses_no_case_and_names_none_twice() {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(place.path()).unwrap();
        let count = 26_000;
        // Two words of 13,000 cases each that meet in three; one of 4,000; one of a single case.
        let words = |n: u32| {
            let mut words = vec![if n < 13_000 { "雷" } else { "蓝" }.to_owned()];
            words.extend(
                [3_000, 3_001, 20_000]
                    .contains(&n)
                    .then(|| "雷蓝".to_owned()),
            );
            words.extend([3_000, 3_001].contains(&n).then(|| "蓝".to_owned()));
            words.extend((n == 20_000).then(|| "雷".to_owned()));
            words.extend(n.is_multiple_of(6).then(|| "优待".to_owned()));
            words.extend((n == 25_998).then(|| "331123195603082041".to_owned()));
            words
        };
        filled(&ledger, count, words);
        for place in [None, Some(Place::ToAccept)] {
            for asked in [
                "",
                "雷",
                "蓝",
                "雷 蓝",
                "优待",
                "雷 优待",
                "蓝 优待",
                "33112319",
                "蓝 优待 33112319",
                "雷 33112319",
                "无",
            ] {
                let expected: BTreeSet<u32> = (0..count)
                    .filter(|n| {
                        let words = words(*n);
                        let mut asked = asked.split(' ').filter(|word| !word.is_empty());
                        asked.all(|word| words.iter().any(|kept| kept.starts_with(word)))
                    })
                    .collect();
                let found = pages(&ledger, place, asked);
                assert_eq!(found.len(), expected.len(), "{asked} in {place:?}");
                assert_eq!(
                    found.into_iter().collect::<BTreeSet<_>>(),
                    expected,
                    "{asked}"
                );
            }
        }
        assert_eq!(pages(&ledger, None, "雷 蓝").len(), 3);
        assert!(pages(&ledger, Some(Place::Done), "雷").is_empty());
    }

    #[test]
    fn words_that_are_due_are_made_once_and_some_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(place.path()).unwrap();
        filled(&ledger, 130, |n| vec![format!("{n}")]);
        let due = |ledger: &Ledger| -> u32 {
            let count = ledger.write(|tx| {
                let count =
                    tx.0.0
                        .query_row("SELECT count(*) FROM search_due", [], |row| row.get(0));
                count.map_err(LedgerError::from)
            });
            count.unwrap()
        };
        let noted: Result<(), LedgerError> = ledger.write(|tx| {
            let all = tx.case_ids()?;
            // The same case twice is due once.
            all.iter()
                .chain(&all)
                .try_for_each(|case| tx.index_later(*case))
        });
        noted.unwrap();
        assert_eq!(due(&ledger), 130);
        assert!(ledger.index_some().unwrap(), "there is more");
        assert_eq!(due(&ledger), 66);
        ledger.index().unwrap();
        assert_eq!(due(&ledger), 0);
        assert!(!ledger.index_some().unwrap());
    }

    #[test]
    fn a_word_is_found_from_each_of_its_letters() {
        assert_eq!(suffixes("雷美凤"), ["雷美凤", "美凤", "凤"]);
    }

    #[test]
    fn hyphens_dots_width_and_case_do_not_matter() {
        assert_eq!(fold_word("五星-26-Ａ0417-8"), "五星26a04178");
        assert_eq!(fold_word("阿依古丽·买买提"), "阿依古丽买买提");
    }
}
