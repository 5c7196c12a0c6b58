//! The words between a PC that has a code and its township: who can make them, and for whom they hold.
#![allow(clippy::unwrap_used, clippy::panic)]

use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::time::Moment;
use shanyi_wire::enrol::{
    Answer, Asked, Authority, Code, CodeKey, Cost, EnrolRefusal, Invitation, Member, Membership,
    Packed, Place, Refused, Request, fingerprint, sealing_key,
};
use shanyi_wire::exchange::{Feed, FeedPage};
use shanyi_wire::keys::SigningKey;

const VECTORS: &str = include_str!("../vectors/enrol.txt");

fn code() -> Code {
    "SHANY-12345".parse().unwrap()
}

fn code_key() -> CodeKey {
    code().key(Cost::RELEASED).unwrap()
}

fn quick_key(code: &str) -> CodeKey {
    code.parse::<Code>().unwrap().key(Cost::OF_TESTS).unwrap()
}

fn pc() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn township() -> SigningKey {
    SigningKey::from_bytes(&[6; 32])
}

fn sealing() -> [u8; 32] {
    sealing_key(&[8; 32])
}

fn request(code: &CodeKey, authority: Authority) -> Request {
    let (label, program) = ("前台".to_owned(), "0.1.0".to_owned());
    Request::new(code, pc().public(), sealing(), authority, label, program)
}

fn membership() -> Membership {
    Membership {
        device: DeviceId([1; 16]),
        station: Place {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        block: "A".into(),
        township_key: township().public(),
        authorities: vec![vec![1, 2, 3].into(), vec![4].into()],
        recovery: "age1".into(),
        servers: vec!["https://shanyi.example".into()],
        people: vec![Member {
            id: ActorId(11),
            name: "梅建平".into(),
            title: "跑小二".into(),
            phone: "13857801000".into(),
        }],
        now: Moment(1_795_276_799),
    }
}

fn answer(code: &CodeKey) -> Answer {
    let key = pc().public();
    Answer::new(&membership(), code, &key, &sealing(), &township())
}

fn invitation() -> Invitation {
    let page = FeedPage {
        feed: Feed::Broadcast,
        entries: vec![],
        up_to: 7,
        more: false,
    };
    let documents = vec![b"{}".to_vec().into()];
    Invitation::new(&membership(), 3, vec![page], documents, &township())
}

#[test]
fn enrolment_is_written_and_read_as_its_vectors_say() {
    let code = code_key();
    let asked = Asked::new(&request(&code, Authority::of(b"authority")), &pc());
    let refused = Refused {
        why: EnrolRefusal::TooMany,
        seconds: Some(900),
    };
    let written = [
        ("key", code.to_bytes().to_vec()),
        ("finder", code.finder().0.to_vec()),
        ("request", asked.to_bytes()),
        ("answer", answer(&code).to_bytes()),
        ("refusal", refused.to_bytes()),
    ];
    let lines = VECTORS.lines().filter(|line| !line.starts_with('#'));
    let kept: Vec<&str> = lines.collect();
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let written: Vec<String> = written
        .iter()
        .map(|(name, bytes)| format!("{name} {}", hex(bytes)))
        .chain([format!("fingerprint {}", fingerprint(&township().public()))])
        .collect();
    assert_eq!(kept, written, "this is golden");
    assert_eq!(Asked::from_bytes(&asked.to_bytes()).unwrap(), asked);
    let back = Answer::from_bytes(&answer(&code).to_bytes()).unwrap();
    let read = back.membership(&code, &pc().public(), &sealing());
    assert_eq!(read.unwrap(), membership());
    assert_eq!(Refused::from_bytes(&refused.to_bytes()).unwrap(), refused);
}

#[test]
fn a_request_holds_for_its_code_its_keys_and_its_line_only() {
    let code = quick_key("SHANY-12345");
    let line = Authority::of(b"authority");
    let asked = Asked::new(&request(&code, line), &pc());
    let read = asked.request().unwrap();
    assert!(read.is_proven(&code, line));
    assert!(!read.is_proven(&quick_key("SHANY-12346"), line));
    assert!(!read.is_proven(&code, Authority::of(b"another")));
    assert!(!read.is_proven(&code, Authority::default()));
    let mut other_keys = read.clone();
    other_keys.sealing[0] ^= 1;
    assert!(!other_keys.is_proven(&code, line));
    // Whoever saw it pass can't put another key under it, nor claim to hold this one.
    let stranger = SigningKey::from_bytes(&[9; 32]);
    assert!(Asked::new(&read, &stranger).request().is_err());
}

#[test]
fn an_answer_holds_for_the_code_and_the_keys_that_asked_only() {
    let code = quick_key("SHANY-12345");
    let answer = answer(&code);
    let key = pc().public();
    assert!(answer.membership(&code, &key, &sealing()).is_ok());
    let another = quick_key("SHANY-12346");
    assert!(answer.membership(&another, &key, &sealing()).is_err());
    let stranger = SigningKey::from_bytes(&[9; 32]).public();
    assert!(answer.membership(&code, &stranger, &sealing()).is_err());
    assert!(answer.membership(&code, &key, &[0; 32]).is_err());
    let mut changed = answer.clone();
    let mut bytes = changed.membership.to_vec();
    bytes[4] ^= 1;
    changed.membership = bytes.into();
    assert!(changed.membership(&code, &key, &sealing()).is_err());
    // Whoever has the code alone is not the township yet.
    let claimed = Answer::new(&membership(), &code, &key, &sealing(), &pc());
    assert!(claimed.membership(&code, &key, &sealing()).is_err());
}

#[test]
fn an_invitation_opens_by_its_code_and_by_no_other() {
    let code = quick_key("SHANY-12345");
    let file = invitation().seal(&code, [3; 24]).unwrap();
    let packed = Packed::from_bytes(&file).unwrap();
    assert_eq!(packed.finder, code.finder());
    let opened = packed.open(&code).unwrap();
    assert_eq!(opened.membership, membership());
    assert_eq!((opened.timeline, opened.pages[0].up_to), (3, 7));
    assert_eq!(opened.documents[0].as_slice(), b"{}");
    assert!(packed.open(&quick_key("SHANY-12346")).is_err());
    assert!(!String::from_utf8_lossy(&file).contains("五星"));
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        let opened = Packed::from_bytes(&changed).and_then(|packed| packed.open(&code));
        assert!(opened.is_err(), "changed at {at}");
    }
    assert!(Packed::from_bytes(&file[..file.len() - 1]).is_err());
}

#[test]
fn a_question_says_whose_cases_it_goes_on_with_and_without_that_it_is_what_it_was() {
    let code = quick_key("SHANY-12345");
    let plain = request(&code, Authority::default());
    let asked = Asked::new(&plain, &pc()).to_bytes();
    let silent = plain.clone().going_on_from(None);
    assert_eq!(Asked::new(&silent, &pc()).to_bytes(), asked);
    let former = DeviceId([9; 16]);
    let going_on = Asked::new(&plain.going_on_from(Some(former)), &pc()).to_bytes();
    // A number behind the last, and sixteen bytes with their head.
    assert_eq!(going_on.len(), asked.len() + 18);
    let read = Asked::from_bytes(&going_on).unwrap().request().unwrap();
    assert_eq!(read.former, Some(former));
    assert!(read.is_proven(&code, Authority::default()));
}
