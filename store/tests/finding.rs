//! Whatever somebody remembers finds the same people and cases, best first, whether their cards
//! are packed, changed since or newer than every pack.
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use desk::village::{Dice, Known, live, person_rank, plain, rank, settle};
use desk::*;
use proptest::prelude::*;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::CaseId;
use shanyi_store::*;

/// A village whose cards are partly packed, partly changed since, partly in no pack.
fn village(seed: u64) -> (Desk, Vec<Known>) {
    let mut desk = Desk::quick(1);
    let mut dice = Dice::new(seed);
    let mut cases = settle(&mut desk, &mut dice, 150);
    desk.store.checkpoint().unwrap();
    live(&mut desk, &mut dice, &mut cases, 60);
    // Cards are read here, and have to follow what is written from now on.
    assert_eq!(desk.store.count(&CaseQuery::default()).unwrap(), 150);
    cases.extend(settle(&mut desk, &mut dice, 100));
    live(&mut desk, &mut dice, &mut cases, 60);
    (desk, cases)
}

/// The words of a text as the plain reading takes them.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = plain(word).into_iter().collect();
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The worst rank of the words, where each of them hits, or the rank of all of them as one.
fn all(case: &Known, text: &str, rank: fn(&Known, &str) -> Option<u8>) -> Option<u8> {
    let words = words(text);
    let ranks = words.iter().map(|word| rank(case, word));
    let apart = ranks
        .collect::<Option<Vec<u8>>>()
        .and_then(|ranks| ranks.into_iter().max());
    let joined: String = plain(text).into_iter().collect();
    let other = !words.is_empty() && words != [joined.clone()];
    let joined = other.then(|| rank(case, &joined)).flatten();
    apart.into_iter().chain(joined).min()
}

/// The cases that a text has to find, best first.
fn expected_cases(cases: &[Known], text: &str) -> Vec<CaseId> {
    let mut found: Vec<_> = cases
        .iter()
        .enumerate()
        .filter_map(|(at, case)| {
            Some((
                all(case, text, rank)?,
                Reverse((case.updated_at, at)),
                case.id,
            ))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(.., id)| id).collect()
}

/// The newest cases of the people whom a text has to find, best first.
fn expected_people(cases: &[Known], text: &str) -> Vec<CaseId> {
    let mut people: BTreeMap<String, Vec<(usize, &Known)>> = BTreeMap::new();
    for (at, case) in cases.iter().enumerate() {
        people.entry(case.person()).or_default().push((at, case));
    }
    let mut found = Vec::new();
    for theirs in people.values() {
        let ranks = theirs
            .iter()
            .filter_map(|(_, case)| all(case, text, person_rank));
        if let Some(rank) = ranks.min() {
            let changed = theirs
                .iter()
                .map(|(_, case)| case.updated_at)
                .max()
                .unwrap();
            let (newest, case) = theirs.last().unwrap();
            found.push((rank, Reverse((changed, *newest)), case.id));
        }
    }
    found.sort();
    found.into_iter().map(|(.., id)| id).collect()
}

fn check(desk: &Desk, cases: &[Known], text: &str) -> Result<(), TestCaseError> {
    let typed = Typed::new(text);
    let found = desk.store.find(&typed, 8).unwrap();
    let (mut people, mut expected) = (expected_people(cases, text), expected_cases(cases, text));
    if words(text).is_empty() {
        (people, expected) = (Vec::new(), Vec::new());
    }
    prop_assert_eq!(found.people_in_all as usize, people.len());
    prop_assert_eq!(found.cases_in_all as usize, expected.len());
    let shown: Vec<CaseId> = found.people.iter().map(|(person, _)| person.case).collect();
    people.truncate(8);
    prop_assert_eq!(shown, people);
    let shown: Vec<CaseId> = found.cases.iter().map(|case| case.row.id).collect();
    prop_assert_eq!(&shown[..], &expected[..expected.len().min(8)]);
    if !typed.is_blank() {
        let query = CaseQuery {
            text: typed,
            ..CaseQuery::default()
        };
        prop_assert_eq!(desk.store.count(&query).unwrap() as usize, expected.len());
    }
    for marks in found
        .people
        .iter()
        .map(|(_, marks)| marks)
        .chain(found.cases.iter().map(|case| &case.marks))
    {
        prop_assert!(!marks.is_empty(), "found for no reason");
        for mark in marks {
            for span in &mark.spans {
                prop_assert!(!mark.text[span.clone()].is_empty());
            }
        }
    }
    Ok(())
}

thread_local! {
    static VILLAGES: RefCell<[(Desk, Vec<Known>); 2]> = RefCell::new({
        let (mut packed, cases) = village(7);
        packed.store.checkpoint().unwrap();
        let packed = packed.reopened(3);
        [village(7), (packed, cases)]
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_found_is_what_a_plain_reading_finds_packed_or_not(
        text in "[张三丰蓝春妹雷单雄信吕绿阿买提野丽𠮷坪下朱大山五星a-z0-9 ·-]{1,5}",
    ) {
        VILLAGES.with_borrow(|villages| {
            for (desk, cases) in villages {
                check(desk, cases, &text)?;
            }
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn sounds_and_numbers_are_found_as_a_plain_reading_finds_them(
        text in "(zh?a?n?g?|l[aeuv]i?|chun|s[ah]?a?n?|d)(s|san|feng|c|cm|xx|l)?( ?(xp|xiaping|zhujiak|[0-9]{1,4}x?|26a0[0-2]))?",
    ) {
        VILLAGES.with_borrow(|villages| {
            for (desk, cases) in villages {
                check(desk, cases, &text)?;
            }
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn no_text_is_an_error(text in any::<String>()) {
        VILLAGES.with_borrow(|villages| {
            prop_assert!(villages[0].0.store.find(&Typed::new(&text), 8).is_ok());
            Ok(())
        })?;
    }
}

#[test]
fn exact_names_come_before_beginnings_before_parts_and_then_the_newest() {
    let mut desk = Desk::quick(1);
    for (serial, name) in ["三蓝春", "蓝春妹", "蓝春", "大蓝春", "蓝春花"]
        .iter()
        .enumerate()
    {
        let body = intake(name, u16::try_from(serial).unwrap());
        desk.act(
            None,
            vec![Fact::Collected(body)],
            MORNING.plus_seconds(i64::try_from(serial).unwrap()),
        );
    }
    let found = desk.store.find(&Typed::new("蓝春"), 8).unwrap();
    let names: Vec<&str> = found
        .people
        .iter()
        .map(|(person, _)| person.name.as_str())
        .collect();
    assert_eq!(names, ["蓝春", "蓝春花", "蓝春妹", "大蓝春", "三蓝春"]);
    let few = desk.store.find(&Typed::new("蓝春"), 2).unwrap();
    assert_eq!(
        (few.people.len(), few.people_in_all, few.cases_in_all),
        (2, 5, 5)
    );
}

#[test]
fn the_characters_that_were_found_are_marked_and_no_others() {
    let mut desk = Desk::quick(1);
    let mut body = intake("阿卜杜拉·买买提", 4);
    body.applicant.address = "下坪组 12 号".into();
    desk.act(None, vec![Fact::Collected(body)], MORNING);
    let number = desk.store.search("买").unwrap()[0].number.clone();
    let last4 = id_number(4).last4().to_lowercase();
    for (text, field, marked) in [
        ("拉买", Field::Name(Spelling::Written), "拉·买"),
        ("abdl", Field::Name(Spelling::Initials), "阿卜杜拉"),
        ("maimaiti", Field::Name(Spelling::Sounds), "买买提"),
        ("买mt", Field::Name(Spelling::Sounds), "买买提"),
        (last4.as_str(), Field::IdNumber, id_number(4).last4()),
        ("34", Field::Phone, "34"),
        ("13857861234", Field::Phone, "1234"),
        ("下坪", Field::Address, "下坪"),
        ("xpz", Field::Address, "下坪组"),
    ] {
        let found = desk.store.find(&Typed::new(text), 8).unwrap();
        let mark = &found.people[0].1[0];
        assert_eq!(
            (mark.field, &mark.text[mark.spans[0].clone()]),
            (field, marked),
            "{text}"
        );
        assert_eq!(mark.spans.len(), 1, "{text}");
    }
    for (text, marked) in [("a0001", "A0001"), ("a1", ""), ("26a00", "26-A00")] {
        let found = desk.store.find(&Typed::new(text), 8).unwrap();
        let mark = &found.cases[0].marks[0];
        assert_eq!(
            (mark.field, mark.text.as_str()),
            (Field::Number, number.as_str())
        );
        let part = mark
            .spans
            .first()
            .map_or("", |span| &mark.text[span.clone()]);
        assert!(part == marked || text == "a1", "{text} marks {part}");
    }
    // Two words that hit two fields are two marks, two that hit one are one.
    let found = desk.store.find(&Typed::new("下坪 买 阿卜"), 8).unwrap();
    let fields: Vec<(Field, usize)> = found.people[0]
        .1
        .iter()
        .map(|mark| (mark.field, mark.spans.len()))
        .collect();
    assert_eq!(
        fields,
        [(Field::Name(Spelling::Written), 2), (Field::Address, 1)]
    );
}

#[test]
fn a_number_is_found_however_it_is_parted_and_in_whatever_width_it_is_typed() {
    let mut desk = Desk::quick(1);
    let mut take = |name: &str, serial: u16, phone: &str| {
        let mut body = intake(name, serial);
        body.applicant.phone = Some(phone.into());
        desk.act(None, vec![Fact::Collected(body)], MORNING)
            .case
            .number
    };
    take("蓝春妹", 4, "13757812208");
    let number = take("吕土根", 5, "0578-8120033");
    let id = id_number(4);
    let parted = format!(
        "{} {} {}",
        &id.as_str()[..6],
        &id.as_str()[6..14],
        id.last4()
    );
    let wide: String = id
        .as_str()
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    let bare: String = number.replace('-', " ").to_lowercase();
    let half = format!("26 {}", bare.rsplit(' ').nth(1).unwrap());
    for (text, name, field) in [
        (parted.as_str(), "蓝春妹", Field::IdNumber),
        (&parted.to_lowercase(), "蓝春妹", Field::IdNumber),
        (&wide, "蓝春妹", Field::IdNumber),
        ("137 5781 2208", "蓝春妹", Field::Phone),
        ("137 5781", "蓝春妹", Field::Phone),
        ("+86 137-5781-2208", "蓝春妹", Field::Phone),
        ("0578-8120033", "吕土根", Field::Phone),
        ("0578 8120033", "吕土根", Field::Phone),
        ("05788120033", "吕土根", Field::Phone),
        ("8120033", "吕土根", Field::Phone),
        ("lan chun mei", "蓝春妹", Field::Name(Spelling::Sounds)),
        ("l c m", "蓝春妹", Field::Name(Spelling::Initials)),
        ("LYU tu gen", "吕土根", Field::Name(Spelling::Sounds)),
        ("lü", "吕土根", Field::Name(Spelling::Sounds)),
    ] {
        let found = desk.store.find(&Typed::new(text), 8).unwrap();
        let (person, marks) = found.people.first().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (person.name.as_str(), marks[0].field),
            (name, field),
            "{text}"
        );
        assert_eq!(found.people.len(), 1, "{text}");
    }
    for text in [number.as_str(), &bare, &half] {
        let found = desk.store.find(&Typed::new(text), 8).unwrap();
        assert_eq!(found.cases[0].row.number, number, "{text}");
        assert_eq!(found.cases[0].marks[0].field, Field::Number, "{text}");
    }
}

#[test]
fn a_household_is_one_address_however_it_is_spaced_and_in_whatever_width() {
    let mut desk = Desk::quick(1);
    let mut take = |name: &str, serial: u16, address: &str| {
        let mut body = intake(name, serial);
        body.applicant.address = address.into();
        desk.act(None, vec![Fact::Collected(body)], MORNING).case.id
    };
    let case = take("蓝春妹", 4, "下坪组 12 号");
    take("雷大山", 5, "下坪组12号");
    take("钟土根", 6, "下坪组 １２ 号");
    take("周桂香", 7, "下坪组 2 号");
    take("雷美凤", 8, " ");
    let (_, household) = desk.store.person(&case).unwrap().unwrap();
    let mut names: Vec<&str> = household.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["钟土根", "雷大山"]);
}

#[test]
fn a_person_is_known_by_id_number_else_by_telephone_else_by_address() {
    let mut desk = Desk::quick(1);
    let mut take = |serial: Option<u16>, phone: Option<&str>, address: &str| {
        let mut body = intake("蓝春妹", serial.unwrap_or_default());
        body.applicant.id_number = serial.map(id_number);
        body.applicant.phone = phone.map(str::to_owned);
        body.applicant.address = address.into();
        desk.act(None, vec![Fact::Collected(body)], MORNING).case.id
    };
    let first = take(Some(1), Some("13857800002"), "下坪组 12 号");
    take(Some(1), Some("13857800003"), "上坪组 3 号");
    let other = take(Some(2), Some("13857800002"), "上坪组 3 号");
    let by_phone = take(None, Some("13857800002"), "上坪组 3 号");
    take(None, Some("13857800002"), "朱家坑");
    let by_address = take(None, None, "朱家坑");
    take(None, None, "朱家坑");
    let person = |case| desk.store.person(&case).unwrap().unwrap();
    for (case, cases) in [(first, 2), (other, 1), (by_phone, 2), (by_address, 2)] {
        let (person, _) = person(case);
        assert_eq!((person.cases, person.open), (cases, cases));
        let query = CaseQuery {
            person: Some(case),
            ..CaseQuery::default()
        };
        assert_eq!(desk.store.count(&query).unwrap(), cases);
    }
    // The newest case says where somebody lives, and with whom.
    let (moved, household) = person(first);
    assert_eq!(
        (moved.address.as_str(), moved.phone.as_deref()),
        ("上坪组 3 号", Some("13857800003"))
    );
    let others: Vec<CaseId> = household.iter().map(|other| other.case).collect();
    assert_eq!(others, [other]);
    assert!(desk.store.person(&CaseId([9; 16])).unwrap().is_none());
}
