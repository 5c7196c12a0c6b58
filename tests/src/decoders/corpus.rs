//! What mutations begin with: bytes of real programs.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::json;
use shanyi_domain::catalog::Catalog;
use shanyi_domain::deadline::{Limit, LimitUnit};
use shanyi_domain::directory::Directory;
use shanyi_domain::fact::*;
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventRef, ImageHash, StationId};
use shanyi_domain::state::Outcome;
use shanyi_domain::time::Day;
use shanyi_domain::workday::Calendar;
use shanyi_store::PageReader;
use shanyi_sync::engine::Engine;
use shanyi_wire::enrol::{
    Answer, Asked, Authority, CodeKey, EnrolRefusal, Invitation, Member, Membership, Place,
    Refused as NotTaken, Request,
};
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::frame::Frame;
use shanyi_wire::keys::SigningKey;

use super::reader;
use crate::ground::{self, Ground, NOW, open, quick_folder};
use crate::township::Run;

/// Sound bytes by the name of who reads them.
pub type Corpus = BTreeMap<&'static str, Vec<Vec<u8>>>;

/// Makes the corpus of every decoder.
///
/// # Errors
/// When a program that makes bytes does not.
pub async fn corpus() -> Run<Corpus> {
    let ground = Ground::new()?;
    let lines = lines(&ground).await?;
    let frames: Vec<Frame> = lines.iter().flat_map(|line| frames(line)).collect();
    let mut events: Vec<Vec<u8>> = Vec::new();
    let mut hellos = Vec::new();
    for frame in &frames {
        match frame {
            Frame::Hello(hello) => hellos.push(hello.hello.to_vec()),
            Frame::Push(push) => events.extend(push.entries.iter().map(|e| e.event.to_vec())),
            Frame::Rest(rest) => events.extend(rest.entries.iter().map(|e| e.event.to_vec())),
            Frame::Feed(page) => events.extend(page.entries.iter().map(|e| e.event.to_vec())),
            _ => {}
        }
    }
    events.extend(every_kind()?);
    let bodies = frames.iter().map(tag_and_body).collect::<Run<_>>()?;
    Ok(Corpus::from([
        ("frame", lines),
        ("body", bodies),
        ("hello", hellos),
        ("event", events),
        ("catalog", vec![short_catalog()?]),
        ("calendar", vec![short_calendar()?]),
        ("directory", vec![short_directory()?]),
        ("enrolment", enrolments()?),
        ("picture", pictures()?),
        ("page", sound_pages()),
    ]))
}

/// What a PC and its township say when it becomes a station's, and an invitation for its decoder.
fn enrolments() -> Run<Vec<Vec<u8>>> {
    let code = CodeKey::from_bytes([7; 32]);
    let (pc, township) = (
        SigningKey::from_bytes(&[5; 32]),
        SigningKey::from_bytes(&[6; 32]),
    );
    let (line, label) = (Authority::default(), "前台".to_owned());
    let request = Request::new(&code, pc.public(), [8; 32], line, label, "0.1.0".to_owned());
    let membership = Membership {
        device: DeviceId([1; 16]),
        station: Place {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        block: "A".into(),
        township_key: township.public(),
        authorities: vec![vec![1, 2, 3].into()],
        recovery: "age1".into(),
        servers: vec!["https://shanyi.example".into()],
        people: vec![Member {
            id: ActorId(11),
            name: "梅建平".into(),
            title: "跑小二".into(),
            phone: String::new(),
        }],
        now: NOW,
    };
    let answer = Answer::new(&membership, &code, &pc.public(), &[8; 32], &township);
    let invitation = Invitation::new(&membership, 3, vec![], vec![], &township);
    let invitation = invitation.seal(&code, [3; 24]);
    Ok(vec![
        Asked::new(&request, &pc).to_bytes(),
        answer.to_bytes(),
        NotTaken::from(EnrolRefusal::Expired).to_bytes(),
        invitation.ok_or("an invitation that is too large")?,
    ])
}

/// Both ways of an exchange in which everything is said once: events, a word of the township's,
/// what can't be used, a gap, a fork.
async fn lines(ground: &Ground) -> Run<Vec<Vec<u8>>> {
    let carrier = ground.carrier();
    let first = ground.take_in("蓝春妹", b"a picture")?;
    ground.comes_to_rest(&carrier).await?;
    ground.answer(first.case.id, "请补一张照片")?;
    ground.take_in("钟土根", b"another picture")?;
    ground.comes_to_rest(&carrier).await?;
    ground
        .held()
        .fork(3, shanyi_wire::stream::Incarnation(99), None)?;
    ground.say(first.case.id, "照片已补")?;
    let mut engine = Engine::new(&carrier, ground.parties.clone());
    ground.round(&mut engine).await?;
    Ok(carrier
        .carried()
        .into_iter()
        .flat_map(|carried| [carried.up, carried.down])
        .filter(|line| Frame::read(line).is_ok_and(|frame| frame.is_some()))
        .collect())
}

fn frames(mut line: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    while let Ok(Some((frame, used))) = Frame::read(line) {
        frames.push(frame);
        line = &line[used..];
    }
    frames
}

/// A frame's type and its body as it is before packing.
fn tag_and_body(frame: &Frame) -> Run<Vec<u8>> {
    let mut line = Vec::new();
    frame.write(&mut line)?;
    Ok([&line[4..5], &frame.body()].concat())
}

/// An event of each kind.
fn every_kind() -> Run<Vec<Vec<u8>>> {
    let image = ImageRef {
        hash: ImageHash([8; 32]),
        length: 12_000,
        media: Media::Jpeg,
    };
    let limit = Limit {
        value: 20,
        unit: LimitUnit::WorkingDays,
    };
    let (on, words) = (Day(NOW.business_day()), || "照片看不清".to_owned());
    let facts = vec![
        Fact::Collected(ground::collected("蓝春妹", image.clone())),
        Fact::MaterialsAmended(MaterialsAmended {
            materials: ground::collected("蓝春妹", image.clone()).materials,
            applies: Some(vec!["agent".into()]),
        }),
        Fact::Submitted(Submitted {
            missing_because: Some(words()),
        }),
        Fact::Accepted(Accepted {
            on,
            limit: Some(limit),
            office: Some("县民政局".into()),
        }),
        Fact::CorrectionAsked(CorrectionAsked {
            wanted: vec![Wanted {
                material: "photo".into(),
                why: words(),
            }],
            note: Some(words()),
        }),
        Fact::Refused(Refused {
            reason: words(),
            where_to_go: words(),
        }),
        Fact::Dispatched(Dispatched { office: words() }),
        Fact::Paused(Paused {
            from: on,
            reason: words(),
        }),
        Fact::Resumed(Resumed { from: on }),
        Fact::Extended(Extended {
            by: limit,
            reason: words(),
        }),
        Fact::Transferred(Transferred { office: words() }),
        Fact::Decided(Decided {
            outcome: Outcome::Granted,
            on,
            reason: Some(words()),
        }),
        Fact::ResultIssued(ResultIssued {
            name: words(),
            number: Some("浙0001".into()),
        }),
        Fact::Withdrawn(Withdrawn { reason: words() }),
        Fact::Delivered(Delivered {
            to: "钟土根".into(),
            relation: Relation::Spouse,
            signature: Some(image.clone()),
            photo: Some(image),
        }),
        Fact::MoneyRecorded(MoneyRecorded {
            fen: 80_000,
            on,
            card_last4: Some("1234".into()),
        }),
        Fact::OriginalsReturned(OriginalsReturned { to: Some(words()) }),
        ground::comment("好"),
    ];
    let document = Payload::Document(Document {
        kind: DocumentKind::Calendar,
        version: 3,
        hash: ImageHash([8; 32]),
        length: 100_000,
    });
    let payloads = facts.into_iter().map(Payload::Fact).chain([document]);
    payloads
        .map(|payload| {
            let event = Event {
                case: Some(CaseId([3; 16])),
                base: vec![EventRef([4; 8]), EventRef([5; 8])],
                at: NOW,
                actor: ActorId(11),
                clock_doubtful: true,
                payload,
            };
            Ok(event.encode()?)
        })
        .collect()
}

/// The first items of the embedded catalogue: whole, it would be 144 KB to read each time.
fn short_catalog() -> Run<Vec<u8>> {
    let mut catalog = Catalog::from_json(Catalog::embedded())?;
    catalog.items.truncate(2);
    let text = serde_json::to_string(&catalog)?;
    Catalog::from_json(&text)?;
    Ok(text.into_bytes())
}

/// One year of the embedded calendar.
fn short_calendar() -> Run<Vec<u8>> {
    let mut calendar = Calendar::from_json(Calendar::embedded())?;
    calendar.years.retain(|year, _| *year == 2026);
    Ok(serde_json::to_vec(&calendar)?)
}

fn short_directory() -> Run<Vec<u8>> {
    let text = json!({
        "format": 1, "version": 3, "township": {"name": "柘岱口乡便民服务中心", "phone": ""},
        "stations": [{"id": 1, "code": "331123208211", "name": "五星村服务站", "short": "五星",
            "township": "柘岱口乡"}],
        "people": [{"id": 11, "name": "梅建平", "title": "跑小二", "phone": "", "station": 1}],
    });
    let text = serde_json::to_string(&text)?;
    Directory::from_json(&text)?;
    Ok(text.into_bytes())
}

/// A small picture of each kind, and the shortest PDF that is one.
fn pictures() -> Run<Vec<Vec<u8>>> {
    let picture = RgbImage::from_fn(120, 90, |x, y| {
        image::Rgb([x as u8, y as u8, (x * y) as u8])
    });
    let picture = DynamicImage::ImageRgb8(picture);
    let written = |format| -> Run<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format)?;
        Ok(bytes.into_inner())
    };
    Ok(vec![
        written(ImageFormat::Jpeg)?,
        written(ImageFormat::Png)?,
        b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".to_vec(),
    ])
}

/// A store with some cases in it, to read pages of.
pub(super) fn pages() -> Option<PageReader> {
    let made = || -> Run<Option<PageReader>> {
        let ground = Ground::new()?;
        for nth in 0..30 {
            ground.take_in(&"钟土根".repeat(nth % 3 + 1), &[nth as u8; 40])?;
        }
        let folder = quick_folder()?;
        crate::chaos::copy_folder(&ground.station(), folder.path())?;
        open(folder.path())?.checkpoint()?;
        // The files stay open behind their names.
        Ok(reader(folder.path()))
    };
    made().ok().flatten()
}

fn sound_pages() -> Vec<Vec<u8>> {
    let Some(reader) = pages() else {
        return Vec::new();
    };
    (1..=reader.count().min(255))
        .filter_map(|number| {
            let page = reader.page(number)?;
            Some([&[number as u8], page.as_slice()].concat())
        })
        .collect()
}
