//! Case numbers as people say them: with or without dashes, with or without the station's name,
//! from the block on, or the counter alone.

use crate::cards::{Card, Cards, NONE};
use crate::sounds::letters;
use crate::typed::Word;

use super::hits::{NO, PART, Rank, WHOLE};

/// What a word says of the numbers of one series.
enum Says {
    Nothing,
    /// It is part of what stands before the counter.
    All,
    /// What is left of it for the counter and the check character, in each way to read it.
    Rest(Vec<String>),
}

/// What one word says of case numbers, by series.
pub(super) struct Numbers(Vec<Says>);

impl Numbers {
    pub(super) fn of(cards: &Cards, word: &Word) -> Self {
        let word = word.text();
        Self(
            cards
                .series
                .iter()
                .map(|series| says(series, &word))
                .collect(),
        )
    }

    pub(super) fn rank(&self, card: &Card) -> Rank {
        match self.0.get(card.series as usize) {
            Some(Says::All) => PART,
            Some(Says::Rest(rests)) => least(card, rests),
            _ => NO,
        }
    }
}

/// How one word hits one number.
pub(super) fn hit(cards: &Cards, card: &Card, word: &str) -> Rank {
    let series = cards.series.get(card.series).unwrap_or_default();
    match says(series, word) {
        Says::Nothing => NO,
        Says::All => PART,
        Says::Rest(rests) => least(card, &rests),
    }
}

fn least(card: &Card, rests: &[String]) -> Rank {
    let ranks = rests
        .iter()
        .map(|rest| counter(card.counter, card.check, rest));
    match card.counter {
        NONE => NO,
        _ => ranks.min().unwrap_or(NO),
    }
}

fn says(series: &str, word: &str) -> Says {
    let plain = |text: &str| letters(text).map(|(_, c)| c).collect::<String>();
    let whole = plain(series);
    if whole.starts_with(word) {
        return Says::All;
    }
    let mut parts = series.splitn(3, '-').skip(1);
    let (year, block) = (
        plain(parts.next().unwrap_or_default()),
        plain(parts.next().unwrap_or_default()),
    );
    let beginnings = [whole, format!("{year}{block}"), block, String::new()];
    let rests = beginnings
        .iter()
        .filter_map(|beginning| word.strip_prefix(beginning.as_str()))
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned);
    let rests: Vec<String> = rests.collect();
    if rests.is_empty() {
        Says::Nothing
    } else {
        Says::Rest(rests)
    }
}

/// How a counter and its check character are hit by digits.
fn counter(counter: u32, check: u8, rest: &str) -> Rank {
    let mut buffer = [0; 12];
    let check = check.to_ascii_lowercase();
    let padded = digits(&mut buffer, counter);
    let zeros = padded.iter().take_while(|digit| **digit == b'0').count();
    let ways = [padded, &padded[zeros..]].map(|way| {
        let rest = rest.as_bytes();
        match rest.strip_prefix(way) {
            Some(behind) if behind.is_empty() || behind == [check] => WHOLE,
            _ if way.starts_with(rest) => PART,
            _ => NO,
        }
    });
    ways[0].min(ways[1])
}

/// A counter as it is written: four digits at least.
fn digits(buffer: &mut [u8; 12], mut counter: u32) -> &[u8] {
    let mut at = buffer.len();
    while counter > 0 || at > buffer.len() - 4 {
        at -= 1;
        buffer[at] = b'0' + (counter % 10) as u8;
        counter /= 10;
    }
    &buffer[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(word: &str) -> Rank {
        match says("五星-26-A", word) {
            Says::Nothing => NO,
            Says::All => PART,
            Says::Rest(rests) => rests
                .iter()
                .map(|rest| counter(417, b'8', rest))
                .min()
                .unwrap(),
        }
    }

    #[test]
    fn a_number_is_hit_as_people_say_it() {
        for word in [
            "五星26a04178",
            "五星26a0417",
            "26a04178",
            "a0417",
            "a417",
            "0417",
            "417",
            "4178",
        ] {
            assert_eq!(rank(word), WHOLE, "{word}");
        }
        for word in [
            "五",
            "五星",
            "五星26",
            "五星26a",
            "五星26a04",
            "26a0",
            "a04",
            "04",
            "4",
            "41",
        ] {
            assert_eq!(rank(word), PART, "{word}");
        }
        for word in ["a", "26", "26a", "7", "a0418", "五星25", "星", "41785"] {
            assert_eq!(rank(word), NO, "{word}");
        }
    }
}
