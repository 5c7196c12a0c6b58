//! Case numbers: one form, and mistakes that are noticed.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use shanyi_domain::number::{Block, CaseNumber, CaseNumberError, is_station_short};

const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn number(station: &str, year: i32, block: u32, counter: u32) -> CaseNumber {
    CaseNumber::new(station, year, Block::nth(block).unwrap(), counter).unwrap()
}

#[test]
fn a_number_reads_as_it_is_written() {
    let number = number("五星", 2026, 0, 417);
    let text = number.to_string();
    assert!(text.starts_with("五星-26-A0417-"), "{text}");
    assert_eq!(CaseNumber::parse(&text).unwrap(), number);
    assert_eq!((number.station(), number.year()), ("五星", 26));
    assert_eq!((number.block().as_str(), number.counter()), ("A", 417));
}

#[test]
fn dashes_small_letters_and_full_width_forms_are_forgiven() {
    let number = number("二号沟门", 2026, 1, 1030);
    let check = number.check();
    for text in [
        format!("二号沟门-26-B1030-{check}"),
        format!("二号沟门26b1030{}", check.to_ascii_lowercase()),
        format!(" 二号沟门 － ２６ － Ｂ１０３０ － {check} "),
        format!("二号沟门—26—B1030—{check}"),
        format!("二号沟门26BIO3O{check}"),
    ] {
        assert_eq!(CaseNumber::parse(&text), Ok(number.clone()), "{text}");
    }
}

#[test]
fn a_counter_grows_beyond_four_digits() {
    let number = number("五星", 2026, 0, 10_000);
    assert!(number.to_string().contains("-A10000-"));
    assert_eq!(CaseNumber::parse(&number.to_string()).unwrap(), number);
}

#[test]
fn blocks_count_through_the_letters_that_cannot_be_misread() {
    let name = |n| Block::nth(n).map(String::from);
    assert_eq!(name(0).as_deref(), Some("A"));
    assert_eq!(name(20).as_deref(), Some("Y"));
    assert_eq!(name(21).as_deref(), Some("AA"));
    assert_eq!(name(21 + 21 * 21 - 1).as_deref(), Some("YY"));
    assert_eq!(name(21 + 21 * 21).as_deref(), Some("AAA"));
    assert_eq!(name(u32::MAX), None);
    for text in ["", "I", "O", "S", "V", "Z", "A1", "王", "AAAAA"] {
        assert_eq!(Block::parse(text), Err(CaseNumberError::Block), "{text}");
    }
}

#[test]
fn every_broken_number_says_what_is_broken() {
    use CaseNumberError::{Block, Counter, Station, Year};
    let cases = [
        ("", Station),
        ("26-A0417-8", Station),
        ("山驿服务站点一-26-A0417-8", Station),
        ("五星·-26-A0417-8", Station),
        ("五星", Year),
        ("五星-2", Year),
        ("五星-X6-A0417-8", Year),
        ("五星-26-0417-8", Block),
        ("五星-26-S0417-8", Block),
        ("五星-26-AAAAA0417-8", Block),
        ("五星-26-A", Counter),
        ("五星-26-A417-8", Counter),
        ("五星-26-A0000-8", Counter),
        ("五星-26-A00417-8", Counter),
        ("五星-26-A99999999-8", Counter),
        ("五星-26-A04B17-8", Counter),
    ];
    for (text, expected) in cases {
        assert_eq!(CaseNumber::parse(text), Err(expected), "{text}");
    }
    let text = number("五星", 2026, 0, 417).to_string();
    let wrong = if text.ends_with('8') { "9" } else { "8" };
    let text = format!("五星-26-A0417-{wrong}");
    let error = CaseNumber::parse(&text).unwrap_err();
    assert!(matches!(error, CaseNumberError::Check { .. }), "{error:?}");
}

#[test]
fn only_short_chinese_names_name_a_station() {
    for good in ["五星", "二号沟门", "老西沟", "𠮷田"] {
        assert!(is_station_short(good), "{good}");
    }
    for bad in ["", "A1", "五 星", "五星村服务站点", "五-星"] {
        assert!(!is_station_short(bad), "{bad}");
    }
}

#[test]
fn encoded_bytes_hold_the_one_form_only() {
    let number = number("五星", 2026, 0, 417);
    let bytes = minicbor::to_vec(&number).unwrap();
    assert_eq!(minicbor::decode::<CaseNumber>(&bytes).unwrap(), number);
    let loose = minicbor::to_vec(number.to_string().replace('-', "")).unwrap();
    assert!(minicbor::decode::<CaseNumber>(&loose).is_err());
    let json = serde_json::to_value(&number).unwrap();
    assert_eq!(json, serde_json::json!(number.to_string()));
}

fn any_number() -> impl Strategy<Value = CaseNumber> {
    let station = prop::sample::select(vec!["五星", "苏", "二号沟门", "柘岱口东村"]);
    (station, 2000_i32..2100, 0_u32..5000, 1_u32..200_000)
        .prop_map(|(station, year, block, counter)| number(station, year, block, counter))
}

proptest! {
    #[test]
    fn one_wrong_digit_or_letter_is_always_noticed(
        number in any_number(), place in 0_usize..16, other in 0_usize..31,
    ) {
        let mut text: Vec<char> = number.to_string().chars().collect();
        let other = CHARACTERS.chars().nth(other).unwrap();
        let at = text.len() - 1 - place % (text.len() - number.station().chars().count() - 1);
        prop_assume!(text[at] != '-' && text[at] != other);
        text[at] = other;
        let text: String = text.into_iter().collect();
        prop_assert!(CaseNumber::parse(&text).is_err(), "{number} and {text}");
    }

    #[test]
    fn two_exchanged_characters_are_always_noticed(
        number in any_number(), one in 0_usize..16, two in 0_usize..16,
    ) {
        let mut text: Vec<char> = number.to_string().chars().filter(|c| *c != '-').collect();
        let station = number.station().chars().count();
        let open = text.len() - station;
        let (one, two) = (station + one % open, station + two % open);
        prop_assume!(text[one] != text[two]);
        text.swap(one, two);
        let text: String = text.into_iter().collect();
        prop_assert!(CaseNumber::parse(&text).is_err(), "{number} and {text}");
    }

    #[test]
    fn different_blocks_never_make_the_same_number(one in 0_u32..9000, two in 0_u32..9000) {
        prop_assume!(one != two);
        prop_assert_ne!(number("五星", 2026, one, 7).to_string(), number("五星", 2026, two, 7).to_string());
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "\\PC{0,24}") {
        if let Ok(number) = CaseNumber::parse(&text) {
            prop_assert_eq!(CaseNumber::parse(&number.to_string()), Ok(number));
        }
    }
}
