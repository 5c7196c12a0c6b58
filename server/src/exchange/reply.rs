//! The township's answer: receipt, fork or rewind, verdicts, news, images, and a signed end.

use sha2::{Digest, Sha256};
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::derive::Hash;
use shanyi_wire::exchange::{
    Begun, Closing, Feed, FeedPage, Fork, ImageStart, Receipt, Recipient, Refusal, Returned,
    WitnessKey,
};
use shanyi_wire::frame::Frame;
use shanyi_wire::stream::Head;

use super::sync::Exchange;
use crate::App;
use crate::ledger::{LedgerError, View};

/// Most verdicts in one frame.
const VERDICTS: usize = 1000;

/// Puts a reply together, from one moment of the ledger.
///
/// # Errors
/// What the ledger says.
pub fn compose(app: &App, exchange: &Exchange) -> Result<Vec<u8>, LedgerError> {
    let now = app.clock.now();
    let (frames, timeline) = app.ledger.read(|view| {
        let timeline = view.timeline()?;
        let frames = frames(app, view, exchange, timeline)?;
        Ok::<_, LedgerError>((frames, timeline))
    })?;
    let mut line = Vec::new();
    for frame in frames {
        write(&frame, &mut line)?;
    }
    let digest: Hash = Sha256::digest(&line).into();
    let closing = Closing::sign(&exchange.signed, &digest, timeline, now, 0, &app.key);
    write(&Frame::Closing(closing), &mut line)?;
    Ok(line)
}

fn write(frame: &Frame, line: &mut Vec<u8>) -> Result<(), LedgerError> {
    let written = frame.write(line);
    written.map_err(|_| LedgerError::Broken("a frame that is too large"))
}

fn frames(
    app: &App,
    view: &View<'_>,
    exchange: &Exchange,
    timeline: u64,
) -> Result<Vec<Frame>, LedgerError> {
    let hello = &exchange.hello;
    let stream = hello.head().stream;
    let durable = view.head(stream)?;
    let fork = forked(view, exchange, &durable)?;
    let mut frames = Vec::new();
    let acknowledged = match fork {
        None if planted::is(Bug::ReceiptEarly) => Some(hello.head()),
        None => Some(durable),
        Some(agreed) => view.link(stream, agreed)?.map(|link| Head {
            stream,
            seq: agreed,
            link,
        }),
    };
    if let Some(head) = acknowledged.filter(|head| head.seq > 0) {
        let prunable = view.prunable(stream)?.min(head.seq);
        let told = hello.timeline == timeline && hello.holds_receipt(head.seq, prunable);
        if !told {
            let receipt = Receipt::sign(&head, timeline, prunable, app.clock.now(), &app.key);
            frames.push(Frame::Receipt(receipt));
        }
    }
    frames.extend(fork.map(|agreed| Frame::Fork(Fork { agreed })));
    frames.extend(exchange.outcome.rewind.map(Frame::Rewind));
    if let Some(first) = exchange.outcome.first {
        let verdicts = view.set_aside_from(stream, first)?;
        let chunks = verdicts.chunks(VERDICTS);
        frames.extend(chunks.map(|chunk| Frame::Quarantine(chunk.to_vec())));
    }
    let unproven = exchange.given_back.unproven.chunks(VERDICTS);
    frames.extend(unproven.map(|chunk| Frame::Quarantine(chunk.to_vec())));
    if exchange.revoked {
        frames.push(Frame::Refusal(Refusal::Revoked));
        return Ok(frames);
    }
    let returned = returned(view, exchange)?;
    if returned != Returned::default() {
        frames.push(Frame::Returned(returned));
    }
    let key = WitnessKey::of(&app.key);
    let news = news(view, exchange, timeline)?.map(|page| proven(page, &key, exchange));
    frames.extend(news.map(Frame::Feed));
    let wanted = view.wanted(exchange.device.station, stream.device)?;
    let told = hello.timeline == timeline && hello.images == Some(wanted.digest());
    if !told {
        frames.push(Frame::Images(wanted));
    }
    if let Some(known) = hello.recovery {
        let present = app.recipient_if_there();
        let another = present.filter(|present| Recipient::digest(present) != known);
        frames.extend(another.map(|recipient| Frame::Recipient(Recipient { recipient })));
    }
    Ok(frames)
}

/// What became of what was given back, and what is yet to be.
fn returned(view: &View<'_>, exchange: &Exchange) -> Result<Returned, LedgerError> {
    let mut returned = Returned {
        events: exchange.given_back.events,
        ..Returned::default()
    };
    for (document, have) in view.documents_wanted(exchange.device.station)? {
        returned.documents.push(document);
        if have > 0 {
            let image = ImageStart::of(&document);
            returned.begun.push(Begun { image, have });
        }
    }
    Ok(returned)
}

/// Behind which entry the station's stream is not the one that is held here, if it is not. A
/// station that is behind its own stream was restored from a copy.
fn forked(
    view: &View<'_>,
    exchange: &Exchange,
    durable: &Head,
) -> Result<Option<u64>, LedgerError> {
    let hello = &exchange.hello;
    if exchange.outcome.fork.is_some() {
        return Ok(exchange.outcome.fork);
    }
    if hello.seq > durable.seq {
        return Ok(None);
    }
    let agrees =
        view.link(durable.stream, hello.seq)? == Some(hello.link) || planted::is(Bug::NumberAlone);
    Ok(match (agrees, hello.seq == durable.seq) {
        (true, true) => None,
        (true, false) => Some(hello.seq),
        (false, _) => Some(0),
    })
}

/// Both feeds behind what the station has read. What it read on another timeline does not count.
fn news(
    view: &View<'_>,
    exchange: &Exchange,
    timeline: u64,
) -> Result<impl Iterator<Item = FeedPage>, LedgerError> {
    let hello = &exchange.hello;
    let (broadcast, station) = match hello.timeline == timeline {
        true => (hello.broadcast, hello.station),
        false => (0, 0),
    };
    let stream = hello.head().stream;
    let pages = [
        (view.broadcast(broadcast)?, broadcast),
        (
            view.station_feed(exchange.device.station, stream, station)?,
            station,
        ),
    ];
    let moved = pages.into_iter().filter(|(page, read)| page.up_to > *read);
    Ok(moved.map(|(page, _)| page))
}

/// Seals each event of a page, so that it can be given back should this ledger ever be put back from
/// a copy.
fn proven(mut page: FeedPage, key: &WitnessKey, exchange: &Exchange) -> FeedPage {
    let station = match page.feed {
        Feed::Broadcast => None,
        Feed::Station => Some(exchange.device.station),
    };
    for entry in &mut page.entries {
        let (id, by) = (&entry.id, entry.by_township);
        let proof = key.prove(id, by, &entry.event, entry.seed.as_ref(), station);
        entry.proof = Some(proof);
    }
    page
}
