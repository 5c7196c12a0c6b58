//! Names and telephones as people write them.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use shanyi_domain::person::{PersonName, PersonNameError, Phone, PhoneError};

#[test]
fn names_come_out_in_one_form() {
    let cases = [
        (" 蓝春妹 ", "蓝春妹"),
        ("李 明", "李明"),
        ("李\u{3000}明", "李明"),
        ("𠮷野𬱖", "𠮷野𬱖"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("买买提‧吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("买买提 · 吐尔逊", "买买提·吐尔逊"),
        ("Anna  Maria B. Smith", "Anna Maria B. Smith"),
        ("王\u{200b}小\u{feff}满", "王小满"),
    ];
    for (typed, expected) in cases {
        let name = PersonName::parse(typed);
        assert_eq!(name.unwrap().as_str(), expected, "{typed:?}");
    }
}

#[test]
fn a_long_ethnic_name_fits() {
    let name = ["阿卜杜热西提"; 9].join("·");
    assert!(name.chars().count() > 50);
    assert_eq!(PersonName::parse(&name).unwrap().as_str(), name);
}

#[test]
fn what_is_no_name_is_refused_with_the_reason() {
    use PersonNameError::{Character, Dot, Empty, TooLong};
    let cases = [
        ("", Empty),
        ("　 \u{200b}", Empty),
        ("王\u{0}满", Character { position: 2 }),
        ("王\u{202e}满", Character { position: 2 }),
        ("331123", Character { position: 1 }),
        ("王２", Character { position: 2 }),
        ("王\u{fffd}", Character { position: 2 }),
        ("·王", Dot),
        ("买买提··吐尔逊", Dot),
        ("买买提·", Dot),
    ];
    for (typed, expected) in cases {
        assert_eq!(PersonName::parse(typed), Err(expected), "{typed:?}");
    }
    let long = "王".repeat(101);
    let expected = TooLong {
        found: 101,
        limit: 100,
    };
    assert_eq!(PersonName::parse(&long), Err(expected));
}

#[test]
fn logs_hold_neither_name_nor_number() {
    let name = PersonName::parse("雷美凤").unwrap();
    let phone = Phone::parse("13712342208").unwrap();
    assert_eq!(format!("{name:?}"), "PersonName(雷**)");
    assert_eq!(format!("{phone:?}"), "Phone(137****2208)");
    assert_eq!(format!("{name} {phone}"), "雷美凤 13712342208");
}

#[test]
fn a_private_use_character_is_pointed_out() {
    let odd = PersonName::parse("王\u{e863}").unwrap();
    assert!(odd.has_private_characters());
    let rare = PersonName::parse("𠮷野").unwrap();
    assert!(!rare.has_private_characters());
}

#[test]
fn phones_come_out_in_one_form() {
    let cases = [
        ("13712342208", "13712342208"),
        (" 137 1234 2208 ", "13712342208"),
        ("１３７１２３４２２０８", "13712342208"),
        ("+86 137-1234-2208", "13712342208"),
        ("008613712342208", "13712342208"),
        ("8613712342208", "13712342208"),
        ("0578-8123456", "0578-8123456"),
        ("(0578)8123456", "0578-8123456"),
        ("05788123456", "0578-8123456"),
        ("01065432100", "010-65432100"),
        ("02165432100", "021-65432100"),
        ("+86 578 8123456", "0578-8123456"),
        ("+86 10 65432100", "010-65432100"),
        ("+86 0578-8123456", "0578-8123456"),
        ("+86 (0)10 65432100", "010-65432100"),
    ];
    for (typed, expected) in cases {
        assert_eq!(Phone::parse(typed).unwrap().as_str(), expected, "{typed}");
    }
}

#[test]
fn a_wrong_phone_says_what_is_wrong() {
    use PhoneError::{AreaCode, Character, Empty, Length};
    let cases = [
        ("", Empty),
        ("137O2342208", Character { position: 4 }),
        ("1371234220", Length { found: 10 }),
        ("137123422088", Length { found: 12 }),
        ("23712342208", Length { found: 11 }),
        ("8123456", AreaCode),
        ("65432100", AreaCode),
        ("665544", Length { found: 6 }),
        ("057881234", Length { found: 9 }),
    ];
    for (typed, expected) in cases {
        assert_eq!(Phone::parse(typed), Err(expected), "{typed}");
    }
}

#[test]
fn having_no_phone_is_an_answer_and_silence_is_not() {
    assert_eq!(Phone::parse_or_none(" 无手机 "), Ok(None));
    assert_eq!(Phone::parse_or_none("无"), Ok(None));
    assert_eq!(Phone::parse_or_none(""), Err(PhoneError::Empty));
    assert!(Phone::parse_or_none("13712342208").unwrap().is_some());
}

#[test]
fn a_masked_phone_keeps_what_people_recognise_it_by() {
    let masked = |text| Phone::parse(text).unwrap().masked();
    assert_eq!(masked("13712342208"), "137****2208");
    assert_eq!(masked("0578-8123456"), "0578-812****");
}

proptest! {
    #[test]
    fn one_form_stays_as_it_is(text in "[\\PC]{1,40}") {
        if let Ok(name) = PersonName::parse(&text) {
            prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
            let bytes = minicbor::to_vec(&name).unwrap();
            prop_assert_eq!(minicbor::decode::<PersonName>(&bytes).unwrap(), name);
        }
    }

    #[test]
    fn any_phone_that_is_read_reads_again(text in "[+0-9() -]{5,18}") {
        if let Ok(phone) = Phone::parse(&text) {
            prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
        }
    }
}
