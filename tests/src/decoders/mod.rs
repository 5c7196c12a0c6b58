//! Everything that reads bytes from outside, each with its law: no bytes make it panic, what it
//! takes it writes and reads again as the same, and it never takes more room than its limit.
//!
//! The fuzz targets in `fuzz/` and the short run in `tests/tests/exchange_hostile.rs` call these.

use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Serialize;
use shanyi_app::picture::{self, MAX_PDF};
use shanyi_app::view::PictureOf;
use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::Directory;
use shanyi_domain::fact::Media;
use shanyi_domain::workday::Calendar;
use shanyi_store::{DatabaseKey, PageReader};
use shanyi_wire::enrol::{Answer, Asked, CodeKey, Membership, Packed, Refused};
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::SignedHello;
use shanyi_wire::frame::{Frame, MAX_RAW};
use shanyi_wire::keys::Signature;

mod corpus;
mod mutate;

pub use corpus::{Corpus, corpus};
pub use mutate::mutated;

/// What a decoder is called, and what holds it to its law.
pub type Decoder = (&'static str, fn(&[u8]));

/// All of them.
pub const DECODERS: [Decoder; 10] = [
    ("frame", frame),
    ("body", body),
    ("hello", hello),
    ("event", event),
    ("catalog", catalog),
    ("calendar", calendar),
    ("directory", directory),
    ("enrolment", enrolment),
    ("picture", picture),
    ("page", page),
];

/// Largest picture that is unpacked here, in megapixels: a fuzzer wants many, not large ones.
const MEGAPIXELS: u32 = 1;

/// A line of frames, up to the first that is none.
pub fn frame(line: &[u8]) {
    let mut rest = line;
    while let Ok(Some((frame, used))) = Frame::read(rest) {
        assert!(used <= rest.len(), "a frame behind the end of its line");
        written_again(&frame);
        match &frame {
            Frame::Hello(hello) => claimed(hello),
            Frame::Push(push) => push.entries.iter().for_each(|entry| event(&entry.event)),
            Frame::Rest(rest) => rest.entries.iter().for_each(|entry| event(&entry.event)),
            Frame::Feed(page) => page.entries.iter().for_each(|entry| event(&entry.event)),
            _ => {}
        }
        rest = &rest[used..];
    }
}

/// The body of a frame, its type in the first byte; unpacked, so that a mutation reaches it.
pub fn body(tag_and_body: &[u8]) {
    let Some((tag, body)) = tag_and_body.split_first() else {
        return;
    };
    let Ok(length) = u32::try_from(body.len() + 2) else {
        return;
    };
    let mut line = length.to_be_bytes().to_vec();
    line.extend_from_slice(&[*tag, 0]);
    line.extend_from_slice(body);
    frame(&line);
}

/// A frame that was read is written in one way only, which reads as the same frame.
fn written_again(frame: &Frame) {
    if matches!(frame, Frame::Unknown(_)) {
        return;
    }
    let mut line = Vec::new();
    let written = frame.write(&mut line);
    assert!(written.is_ok(), "{frame:?} was read and can't be written");
    assert!(line.len() <= MAX_RAW + 1024 + 6, "a frame grew");
    let again = Frame::read(&line).ok().flatten();
    assert_eq!(again.as_ref(), Some(&(frame.clone(), line.len())));
}

/// The bytes of a hello.
pub fn hello(bytes: &[u8]) {
    claimed(&SignedHello {
        hello: bytes.to_vec().into(),
        signature: Signature([0; 64]),
    });
}

fn claimed(signed: &SignedHello) {
    let Ok(hello) = signed.claimed() else { return };
    let key = shanyi_wire::keys::SigningKey::from_bytes(&[1; 32]);
    let again = SignedHello::new(&hello, &key).claimed();
    assert_eq!(again.ok(), Some(hello));
}

/// An event's bytes.
pub fn event(bytes: &[u8]) {
    let Ok(event) = Event::decode(bytes) else {
        return;
    };
    if matches!(event.payload, Payload::Unknown(_)) {
        return;
    }
    let written = event.encode();
    assert!(written.is_ok(), "{event:?} was read and can't be written");
    let written = written.unwrap_or_default();
    // Fields that this program does not know are in the bytes and in nothing that it writes.
    assert!(written.len() <= bytes.len(), "{event:?} grew");
    assert!(
        written.len() < bytes.len() || written == bytes,
        "{event:?} has two spellings of one length"
    );
    assert_eq!(Event::decode(&written).ok(), Some(event));
}

/// A published catalogue.
pub fn catalog(bytes: &[u8]) {
    document(bytes, |text| Catalog::from_json(text).ok());
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Catalog::from_json_to_publish(text);
    }
}

/// A published calendar, which has to be good for counting too.
pub fn calendar(bytes: &[u8]) {
    let taken = document(bytes, |text| Calendar::from_json(text).ok());
    let days = [(2018, 1, 1), (2026, 9, 30), (2026, 12, 31), (9999, 12, 31)];
    for (year, month, day) in days {
        let day = NaiveDate::from_ymd_opt(year, month, day);
        if let (Some(calendar), Some(day)) = (&taken, day) {
            let due = calendar.add_workdays(day, 20);
            let _ = calendar.remaining(day, due.date);
            let _ = calendar.add_natural_days(day, u32::MAX);
        }
    }
}

/// A published directory.
pub fn directory(bytes: &[u8]) {
    document(bytes, |text| Directory::from_json(text).ok());
}

fn document<T: Serialize + PartialEq>(bytes: &[u8], read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let taken = read(std::str::from_utf8(bytes).ok()?)?;
    let written = serde_json::to_string(&taken).unwrap_or_default();
    assert!(
        read(&written).is_some_and(|again| again == taken),
        "read, and not read again as the same: {written}"
    );
    Some(taken)
}

/// What a PC and its township say when it becomes a station's, and an invitation.
pub fn enrolment(bytes: &[u8]) {
    if let Ok(asked) = Asked::from_bytes(bytes) {
        let again = Asked::from_bytes(&asked.to_bytes());
        assert_eq!(again.ok().as_ref(), Some(&asked));
        let _ = asked.request();
    }
    if let Ok(answer) = Answer::from_bytes(bytes) {
        let again = Answer::from_bytes(&answer.to_bytes());
        assert_eq!(again.ok().as_ref(), Some(&answer));
        let _ = Membership::from_bytes(&answer.membership);
    }
    if let Ok(refused) = Refused::from_bytes(bytes) {
        let again = Refused::from_bytes(&refused.to_bytes());
        assert_eq!(again.ok(), Some(refused));
    }
    if let Ok(packed) = Packed::from_bytes(bytes) {
        let _ = packed.open(&CodeKey::from_bytes([7; 32]));
    }
}

/// A picture on its way into a case, as a sheet and as a signature.
pub fn picture(file: &[u8]) {
    for (of, most) in [(PictureOf::Sheet, 200_000), (PictureOf::Signature, 80_000)] {
        let Ok(kept) = picture::prepare_below(file, of, MEGAPIXELS) else {
            continue;
        };
        assert_eq!(picture::media(&kept.bytes), kept.media);
        let fits = match kept.media {
            Media::Pdf => kept.bytes.len() <= MAX_PDF,
            Media::Jpeg | Media::Png => kept.bytes.len() < most,
        };
        assert!(fits, "{} bytes of {of:?}", kept.bytes.len());
        let shown = kept.media == Media::Pdf || image::load_from_memory(&kept.bytes).is_ok();
        assert!(shown, "what was kept can't be shown");
    }
}

/// A page of a damaged store, its number in the first byte, beside the sound pages of another.
pub fn page(number_and_page: &[u8]) {
    static STORE: LazyLock<Option<PageReader>> = LazyLock::new(corpus::pages);
    let (Some(reader), Some((number, page))) = (&*STORE, number_and_page.split_first()) else {
        return;
    };
    let read = reader.read(u32::from(*number).max(1), page);
    // A page has at most 470 places for rows, and each row runs over all pages at most.
    assert!(read <= 470 * 1024 * (reader.count() as usize + 1), "{read}");
}

/// The pages of the store in a folder.
fn reader(folder: &Path) -> Option<PageReader> {
    PageReader::of(folder, &DatabaseKey::from_bytes([7; 32])).ok()
}
