//! Identity numbers and credit codes: what is accepted, what is said about the rest.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use proptest::prelude::*;
use shanyi_domain::identity::{
    CreditCode, CreditCodeError, IdNumber, IdNumberError, IdNumberWarning, Region, Sex,
};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn published_examples_of_the_standard_are_accepted() {
    for text in ["11010519491231002X", "440524188001010014"] {
        assert_eq!(IdNumber::parse(text).unwrap().as_str(), text);
    }
    for text in ["91350100M000100Y43", "11440100007482575H"] {
        assert_eq!(CreditCode::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn fifteen_digits_become_eighteen() {
    let number = IdNumber::parse("110105491231002").unwrap();
    assert_eq!(number.as_str(), "11010519491231002X");
    assert_eq!(number.birth_date(), day(1949, 12, 31));
}

#[test]
fn what_keyboards_and_scanners_make_of_it_is_forgiven() {
    for text in [
        "11010519491231002x",
        " 110105 19491231 002X\n",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002Ⅹ",
        "\u{feff}11010519491231002X\u{200b}",
        "１１０１０５４９１２３１００２",
    ] {
        let number = IdNumber::parse(text);
        assert_eq!(number.unwrap().as_str(), "11010519491231002X", "{text:?}");
    }
}

#[test]
fn a_refusal_says_where_and_what() {
    use IdNumberError::{BirthDate, Character, CheckDigit, Length};
    let cases = [
        ("", Length { found: 0 }),
        ("1101051949123100", Length { found: 16 }),
        ("11010519491231002XX", Length { found: 19 }),
        ("王小明", Length { found: 3 }),
        ("11O10519491231002X", Character { position: 3 }),
        ("1101051949123100XX", Character { position: 17 }),
        ("11010519491231002A", Character { position: 18 }),
        ("11010549123100王", Character { position: 15 }),
        ("110105194902310021", BirthDate),
        ("110105194913010021", BirthDate),
        ("110105490231002", BirthDate),
        ("110105000012310020", BirthDate),
        (
            "110105194912310021",
            CheckDigit {
                expected: 'X',
                found: '1',
            },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(IdNumber::parse(text).unwrap_err(), expected, "{text:?}");
    }
}

#[test]
fn a_birth_after_today_is_refused_only_where_today_is_known() {
    let number = IdNumber::made_up(331_123, day(2027, 1, 1), 7).unwrap();
    assert_eq!(
        IdNumber::parse_on(number.as_str(), day(2026, 11, 21)),
        Err(IdNumberError::FutureBirth {
            birth: day(2027, 1, 1)
        })
    );
    assert!(IdNumber::parse_on(number.as_str(), day(2027, 1, 1)).is_ok());
    assert!(IdNumber::parse(number.as_str()).is_ok());
}

#[test]
fn debug_and_display_never_show_the_whole_number() {
    let number = IdNumber::made_up(331_123, day(1954, 3, 12), 204).unwrap();
    let shown = [
        format!("{number}"),
        format!("{number:?}"),
        format!("{:?}", Some(&number)),
    ];
    for text in shown {
        assert!(text.contains("331123********204"), "{text}");
        assert!(!text.contains("19540312"), "{text}");
    }
    assert_eq!(number.last4(), &number.as_str()[14..]);
}

#[test]
fn a_year_of_life_is_full_on_the_birthday() {
    let number = IdNumber::made_up(331_123, day(1966, 11, 22), 1).unwrap();
    assert_eq!(number.age_on(day(2026, 11, 21)), 59);
    assert_eq!(number.age_on(day(2026, 11, 22)), 60);
    assert_eq!(number.age_on(day(1960, 1, 1)), 0);
    assert_eq!(number.reaches_age_on(60), Some(day(2026, 11, 22)));
}

#[test]
fn a_leap_day_birthday_falls_on_the_last_of_february() {
    let number = IdNumber::made_up(331_123, day(1964, 2, 29), 2).unwrap();
    assert_eq!(number.age_on(day(2025, 2, 27)), 60);
    assert_eq!(number.age_on(day(2025, 2, 28)), 61);
    assert_eq!(number.age_on(day(2024, 2, 28)), 59);
    assert_eq!(number.age_on(day(2024, 2, 29)), 60);
    assert_eq!(number.reaches_age_on(61), Some(day(2025, 2, 28)));
}

#[test]
fn the_serial_gives_the_sex() {
    let sex = |serial| {
        IdNumber::made_up(331_123, day(1960, 5, 5), serial)
            .unwrap()
            .sex()
    };
    assert_eq!(sex(203), Sex::Male);
    assert_eq!(sex(204), Sex::Female);
}

#[test]
fn permits_and_foreigners_are_welcome_and_unknown_regions_warn() {
    let today = day(2026, 11, 21);
    let cases = [
        (331_123, Region::Province),
        (810_000, Region::ResidencePermit),
        (820_000, Region::ResidencePermit),
        (830_000, Region::ResidencePermit),
        (931_156, Region::Foreigner),
        (710_000, Region::Province),
        (990_101, Region::Foreigner),
        (160_101, Region::Unknown),
    ];
    for (region, expected) in cases {
        let number = IdNumber::made_up(region, day(1970, 1, 1), 11).unwrap();
        assert_eq!(number.region(), expected, "{region}");
        let warned = number.warnings(today)
            == [IdNumberWarning::UnknownRegion {
                code: region.to_string(),
            }];
        assert_eq!(warned, expected == Region::Unknown, "{region}");
    }
    let ancient = IdNumber::parse("440524188001010014").unwrap();
    let expected = IdNumberWarning::VeryOld { age: 146 };
    assert_eq!(ancient.warnings(today), [expected]);
}

#[test]
fn a_made_up_number_needs_a_region_and_serial_that_fit() {
    let birth = day(1960, 1, 1);
    for (region, serial) in [(1_000_000, 1), (331_123, 1000)] {
        let error = IdNumber::made_up(region, birth, serial).unwrap_err();
        assert_eq!(error, IdNumberError::Length { found: 19 });
    }
}

#[test]
fn errors_travel_as_a_kind_with_its_facts() {
    let error = IdNumber::parse("110105194912310021").unwrap_err();
    let json = serde_json::to_value(&error).unwrap();
    let expected = serde_json::json!({"kind": "check_digit", "expected": "X", "found": "1"});
    assert_eq!(json, expected);
    let error: Result<IdNumber, _> = serde_json::from_str("\"110105194912310021\"");
    assert!(!error.unwrap_err().to_string().contains("1949"));
}

#[test]
fn encoded_bytes_are_the_canonical_text_and_nothing_else_decodes() {
    let number = IdNumber::parse("11010519491231002x").unwrap();
    let bytes = minicbor::to_vec(&number).unwrap();
    assert_eq!(bytes, minicbor::to_vec("11010519491231002X").unwrap());
    assert_eq!(minicbor::decode::<IdNumber>(&bytes).unwrap(), number);
    for text in [
        "11010519491231002x",
        "110105491231002",
        "110105194912310021",
    ] {
        let bytes = minicbor::to_vec(text).unwrap();
        assert!(minicbor::decode::<IdNumber>(&bytes).is_err(), "{text}");
    }
}

#[test]
fn a_wrong_credit_code_is_named() {
    let cases = [
        ("91350100M000100Y4", CreditCodeError::Length { found: 17 }),
        (
            "9135O100M000100Y43",
            CreditCodeError::Character { position: 5 },
        ),
        (
            "91350100M000100Y44",
            CreditCodeError::CheckCharacter {
                expected: '3',
                found: '4',
            },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(CreditCode::parse(text).unwrap_err(), expected);
    }
    let spaced = CreditCode::parse(" 91350100m000100y43").unwrap();
    assert_eq!(spaced.as_str(), "91350100M000100Y43");
}

fn any_number() -> impl Strategy<Value = IdNumber> {
    (
        110_000_u32..660_000,
        1900_i32..2027,
        1_u32..=366,
        0_u16..1000,
    )
        .prop_map(|(region, year, ordinal, serial)| {
            let birth = NaiveDate::from_yo_opt(year, ordinal)
                .unwrap_or_else(|| NaiveDate::from_yo_opt(year, 1).unwrap());
            IdNumber::made_up(region, birth, serial).unwrap()
        })
}

proptest! {
    #[test]
    fn one_wrong_digit_is_always_noticed(
        number in any_number(), place in 0_usize..17, digit in 0_u8..10,
    ) {
        let mut text = number.as_str().as_bytes().to_vec();
        prop_assume!(text[place] != b'0' + digit);
        text[place] = b'0' + digit;
        prop_assert!(IdNumber::parse(std::str::from_utf8(&text).unwrap()).is_err());
    }

    #[test]
    fn two_exchanged_neighbours_are_always_noticed(number in any_number(), place in 0_usize..17) {
        let mut text = number.as_str().as_bytes().to_vec();
        prop_assume!(text[place] != text[place + 1]);
        text.swap(place, place + 1);
        prop_assert!(IdNumber::parse(std::str::from_utf8(&text).unwrap()).is_err());
    }

    #[test]
    fn age_grows_by_one_on_exactly_one_day_a_year(number in any_number(), age in 1_u32..120) {
        let birthday = number.reaches_age_on(age).unwrap();
        prop_assert_eq!(number.age_on(birthday), age);
        prop_assert_eq!(number.age_on(birthday.pred_opt().unwrap()), age - 1);
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "\\PC{0,24}") {
        let _ = IdNumber::parse(&text);
        let _ = CreditCode::parse(&text);
    }
}
