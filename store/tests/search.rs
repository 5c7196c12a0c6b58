//! A case is found by whatever part of it somebody remembers.
#![allow(clippy::unwrap_used)]

mod desk;

use std::cell::RefCell;
use std::collections::BTreeSet;

use desk::*;
use proptest::prelude::*;
use shanyi_domain::fact::Fact;
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;
use shanyi_store::*;

fn people() -> Desk {
    let mut desk = Desk::quick(1);
    for (serial, name) in [
        "蓝春妹",
        "雷大山",
        "张三丰",
        "单雄信",
        "阿卜杜拉·买买提",
        "𠮷野丽",
    ]
    .iter()
    .enumerate()
    {
        let mut body = intake(name, u16::try_from(serial).unwrap());
        body.applicant.phone = (serial < 2).then(|| format!("1385786100{serial}"));
        desk.act(None, vec![Fact::Collected(body)], MORNING);
    }
    desk
}

fn found(desk: &Desk, text: &str) -> Vec<String> {
    let mut names: Vec<String> = desk
        .store
        .search(text)
        .unwrap()
        .into_iter()
        .map(|row| row.name)
        .collect();
    names.sort();
    names
}

/// Every way to look for somebody, before the index has caught up and after.
#[test]
fn a_case_is_found_by_each_of_its_parts() {
    let mut desk = people();
    let first = desk.store.cases(&CaseQuery::default()).unwrap().rows;
    let number = first
        .iter()
        .find(|row| row.name == "张三丰")
        .unwrap()
        .number
        .clone();
    let id_last4 = id_number(4).last4().to_owned();
    for indexed in [false, true] {
        for (text, name) in [
            ("张", "张三丰"),
            ("三", "张三丰"),
            ("三丰", "张三丰"),
            ("张三丰", "张三丰"),
            ("zhangsanfeng", "张三丰"),
            ("ZhangSan", "张三丰"),
            ("zhang san", "张三丰"),
            ("sanfeng", "张三丰"),
            ("zsf", "张三丰"),
            ("ＺＳＦ", "张三丰"),
            ("张 feng", "张三丰"),
            ("shanxiong", "单雄信"),
            ("danxiong", "单雄信"),
            ("sxx", "单雄信"),
            ("阿卜杜拉买买提", "阿卜杜拉·买买提"),
            ("买买提", "阿卜杜拉·买买提"),
            ("拉·买", "阿卜杜拉·买买提"),
            ("𠮷", "𠮷野丽"),
            ("野丽", "𠮷野丽"),
            ("1001", "雷大山"),
            (id_last4.as_str(), "阿卜杜拉·买买提"),
            (number.as_str(), "张三丰"),
            (&number.replace('-', ""), "张三丰"),
            (&number.replace('-', "").to_lowercase(), "张三丰"),
            (&number["五星-".len()..], "张三丰"),
            (&number["五星-26-".len()..], "张三丰"),
            ("A0003", "张三丰"),
            ("0003", "张三丰"),
        ] {
            assert_eq!(found(&desk, text), [name], "{text:?}, indexed: {indexed}");
        }
        assert_eq!(found(&desk, "丰三"), Vec::<String>::new());
        assert_eq!(found(&desk, "五星").len(), 6);
        assert_eq!(found(&desk, " "), Vec::<String>::new());
        assert_eq!(found(&desk, "\"*)(-!"), Vec::<String>::new());
        desk.store.checkpoint().unwrap();
    }
    // And from an index that is made again.
    desk.store.rebuild().unwrap();
    assert_eq!(found(&desk, "zsf"), ["张三丰"]);
    assert_eq!(found(&desk, "张").len(), 1);
}

#[test]
fn a_list_can_be_narrowed_by_state_and_by_text() {
    let mut desk = people();
    let row = desk.store.search("蓝春妹").unwrap().remove(0);
    desk.act(Some(row.id), vec![submitted()], MORNING.plus_seconds(5));
    let query = |states: &[State], text: &str| {
        let query = CaseQuery {
            states: states.to_vec(),
            text: text.into(),
            ..CaseQuery::default()
        };
        let page = desk.store.cases(&query).unwrap();
        page.rows
            .into_iter()
            .map(|row| row.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(query(&[State::Submitted], ""), ["蓝春妹"]);
    assert_eq!(query(&[State::Submitted], "lcm"), ["蓝春妹"]);
    assert_eq!(query(&[State::Submitted], "雷"), Vec::<String>::new());
    assert_eq!(
        query(&[State::Collected, State::Submitted], "雷"),
        ["雷大山"]
    );
    assert_eq!(
        query(&[State::Correction, State::Granted], ""),
        Vec::<String>::new()
    );
    assert_eq!(query(&[], "")[0], "蓝春妹");
    let counts = desk.store.counts().unwrap();
    assert_eq!(
        (counts[&State::Collected], counts[&State::Submitted]),
        (5, 1)
    );
    let tally = desk.store.tally(MORNING, MORNING.plus_seconds(1)).unwrap();
    assert_eq!((tally.taken, tally.closed), (6, 0));
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let mut desk = Desk::quick(1);
    for n in 0..23 {
        let facts = vec![Fact::Collected(intake("蓝春妹", 1))];
        desk.act(None, facts, MORNING.plus_seconds(n % 5));
    }
    let (mut seen, mut after, mut pages) = (BTreeSet::<CaseId>::new(), None, 0);
    loop {
        let page = desk
            .store
            .cases(&CaseQuery {
                after,
                limit: 7,
                ..CaseQuery::default()
            })
            .unwrap();
        for row in &page.rows {
            assert!(seen.insert(row.id));
        }
        pages += 1;
        after = page
            .next
            .map(|mark| PageMark::from_text(&mark.to_text()).unwrap());
        if after.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), pages), (23, 4));
    assert_eq!(PageMark::from_text("nonsense"), None);
}

thread_local! {
    static DESKS: RefCell<[Desk; 2]> = RefCell::new({
        let mut indexed = people();
        indexed.store.checkpoint().unwrap();
        [people(), indexed]
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_is_an_error(text in any::<String>()) {
        DESKS.with_borrow(|desks| {
            for desk in desks {
                prop_assert!(desk.store.search(&text).is_ok());
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_index_and_the_rows_behind_it_find_the_same(
        text in "[张三丰蓝春妹雷单雄信阿买提野丽𠮷· 01234xzsfanglcm\"*-]{1,6}",
    ) {
        DESKS.with_borrow(|[fresh, indexed]| {
            prop_assert_eq!(found(fresh, &text), found(indexed, &text));
            Ok(())
        })?;
    }
}

#[test]
fn a_surname_is_found_by_the_sound_that_only_surnames_have() {
    for (name, typed) in [
        ("单田芳", "shan"),
        ("仇英", "qiu"),
        ("曾国", "zeng"),
        ("解缙", "xie"),
        ("区寄", "ou"),
        ("重庆", "chongqing"),
        ("乐毅", "yue"),
        ("乐山", "le"),
        ("查良", "zha"),
        ("盖叫天", "ge"),
        ("朴正", "piao"),
        ("尉迟恭", "yuchi"),
        ("万俟咏", "moqi"),
        ("覃小妹", "qin"),
        ("覃小妹", "tan"),
        ("缪荃", "miao"),
        ("翟方", "zhai"),
        ("任方", "ren"),
        ("华罗", "hua"),
        ("纪晓", "ji"),
        ("冼星", "xian"),
        ("员半千", "yun"),
        ("晁错", "chao"),
        ("贾岛", "jia"),
        ("令狐冲", "linghu"),
        ("长孙无", "zhangsun"),
        ("隗嚣", "wei"),
        ("隗嚣", "kui"),
        ("宁采臣", "ning"),
        ("应天", "ying"),
        ("折德扆", "she"),
        ("种师道", "chong"),
        ("秘方", "bi"),
        ("逄蒙", "pang"),
        ("郗超", "xi"),
        ("繁钦", "po"),
        ("句践", "gou"),
        ("黑大", "he"),
        ("召平", "shao"),
        ("牟平", "mu"),
        ("牟平", "mou"),
        ("洗夫人", "xian"),
        ("哈大", "ha"),
        ("车小", "che"),
        ("石大", "shi"),
        ("幺妹", "yao"),
        ("燕青", "yan"),
        ("阚泽", "kan"),
        ("訾汝", "zi"),
        ("撒贝", "sa"),
        ("佟大", "tong"),
        ("祭遵", "zhai"),
        ("钭大", "tou"),
        ("畲民", "she"),
        ("蓝妹", "lan"),
        ("雷妹", "lei"),
        ("钟妹", "zhong"),
        ("盘妹", "pan"),
    ] {
        let (mut sounds, mut spelled) = (Sounds::default(), Vec::new());
        sounds.spell(name, &mut spelled);
        let word: Vec<char> = typed.chars().collect();
        let place = sounds.pattern(&word).place(&spelled);
        assert!(place.is_some(), "{name} {typed}");
    }
}
