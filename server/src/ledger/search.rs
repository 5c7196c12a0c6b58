//! Search: what a case can be found by.
//!
//! Each word is kept from each of its letters on, so that a plain range over an ordinary index
//! finds what begins anywhere in it. Both engines do that alike.

use std::collections::BTreeSet;

use rusqlite::params;
use shanyi_domain::case::Case;
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::ids::CaseId;

use super::{LedgerError, Tx, View};

/// Longest stretch of a word that is kept: nobody types more.
const LONGEST: usize = 24;
/// Most words of one question that are looked at.
const WORDS: usize = 6;
/// Most cases that one word may find.
const FOUND: i64 = 2000;
/// Sorts behind every character that a name may hold.
const BEHIND: char = '\u{10FFFF}';

/// The cases with a word that begins like this.
pub(super) const FIND: &str =
    "SELECT DISTINCT case_id FROM search_token WHERE token >= ?1 AND token < ?2 LIMIT ?3";

impl View<'_> {
    /// The cases that hold every word of the question. `None` where nothing was asked.
    ///
    /// # Errors
    /// What the engine says.
    pub fn find(&self, question: &str) -> Result<Option<BTreeSet<CaseId>>, LedgerError> {
        let mut found: Option<BTreeSet<CaseId>> = None;
        let words = question.split_whitespace().map(fold_word);
        for word in words.filter(|word| !word.is_empty()).take(WORDS) {
            let word: String = word.chars().take(LONGEST).collect();
            let mut statement = self.0.prepare_cached(FIND)?;
            let end = format!("{word}{BEHIND}");
            let rows =
                statement.query_map(params![word, end, FOUND], |row| row.get(0).map(CaseId))?;
            let these = rows.collect::<Result<BTreeSet<_>, _>>()?;
            found = Some(match found {
                None => these,
                Some(before) => before.intersection(&these).copied().collect(),
            });
        }
        Ok(found)
    }
}

impl Tx<'_> {
    /// Makes the case's words anew.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn index(&self, case: &Case, item: Option<&ServiceItem>) -> Result<(), LedgerError> {
        let db = self.0.0;
        db.prepare_cached("DELETE FROM search_token WHERE case_id = ?1")?
            .execute([case.id.0])?;
        let mut statement =
            db.prepare_cached("INSERT INTO search_token (token, case_id) VALUES (?1, ?2)")?;
        for token in tokens(case, item) {
            statement.execute(params![token, case.id.0])?;
        }
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
