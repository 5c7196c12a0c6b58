//! Requests and replies of the exchange. No clock, socket, file or randomness.

use sha2::{Digest, Sha256};
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::time::Moment;
use shanyi_wire::PROTOCOL;
use shanyi_wire::exchange::{
    Closing, FeedPage, Hello, ImagesWanted, Push, Quarantined, Receipt, Recipient, Refusal, Rest,
    Returned, Rewind, SignedHello, Witness,
};
use shanyi_wire::frame::{Frame, FrameError};
use shanyi_wire::keys::{PublicKey, Signature, SigningKey};
use shanyi_wire::stream::{Entry, Head};
use thiserror::Error;

/// What the station knows when it opens an exchange.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The head of its own stream.
    pub head: Head,
    /// Last position read of the broadcast feed.
    pub broadcast: u64,
    /// Last position read of the station's feed.
    pub station: u64,
    /// The township's timeline as last seen; 0 before the first exchange.
    pub timeline: u64,
    /// The station's clock.
    pub now: Moment,
    /// How far its stream is durable and prunable, by the receipt that it holds.
    pub receipted: Option<(u64, u64)>,
    /// The list of images that it holds.
    pub images: Option<u32>,
    /// The township's recovery key that it knows, where that is to be said.
    pub recovery: Option<u32>,
}

/// Entries to push, with the head after the last of them.
#[derive(Clone, Debug)]
pub struct Run {
    /// Number of the first entry.
    pub first: u64,
    /// The entries, gapless.
    pub entries: Vec<Entry>,
    /// The head after the last.
    pub head: Head,
}

/// A request, ready for the line.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its bytes.
    pub body: Vec<u8>,
    /// The signature of its hello: the reply has to answer this one.
    pub hello: Signature,
}

/// Composes a request: a signed hello, one push for each run, and what is given back. A run up to the
/// very head that the hello signs goes as the rest of the stream, without a signature of its own.
///
/// # Errors
/// [`FrameError::TooLarge`] when a run does not fit into one frame; the store never makes such.
pub fn request(
    standing: &Standing,
    runs: Vec<Run>,
    given_back: Option<Witness>,
    key: &SigningKey,
) -> Result<Request, FrameError> {
    let hello = Hello {
        protocol: PROTOCOL,
        device: standing.head.stream.device,
        incarnation: standing.head.stream.incarnation,
        seq: standing.head.seq,
        link: standing.head.link,
        broadcast: standing.broadcast,
        station: standing.station,
        timeline: standing.timeline,
        now: standing.now,
        images: standing.images,
        unreceipted: standing
            .receipted
            .map(|(durable, _)| standing.head.seq.saturating_sub(durable)),
        unpruned: standing
            .receipted
            .filter(|(_, prunable)| *prunable > 0)
            .map(|(durable, prunable)| durable.saturating_sub(prunable)),
        recovery: standing.recovery,
    };
    let signed = SignedHello::new(&hello, key);
    let signature = signed.signature;
    let mut body = Vec::new();
    Frame::Hello(signed).write(&mut body)?;
    for Run {
        first,
        entries,
        head,
    } in runs
    {
        let frame = match head == standing.head {
            true => Frame::Rest(Rest { first, entries }),
            false => Frame::Push(Push {
                first,
                entries,
                signature: head.sign(key),
            }),
        };
        frame.write(&mut body)?;
    }
    // Behind the pushes: a case that this station began is there before what others wrote of it.
    if let Some(witness) = given_back {
        Frame::Witness(witness).write(&mut body)?;
    }
    Ok(Request {
        body,
        hello: signature,
    })
}

/// A reply whose closing the township signed.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The township's receipt, yet to be held against the station's own chain. There is none where the
    /// hello named what it would say.
    pub receipt: Option<Receipt>,
    /// The stream forked behind this entry.
    pub forked_behind: Option<u64>,
    /// The township wants entries again.
    pub rewind: Option<Rewind>,
    /// Events set aside.
    pub quarantined: Vec<Quarantined>,
    /// Pages of the feeds.
    pub feeds: Vec<FeedPage>,
    /// Images that are not complete there. There is no list where the hello named this very one.
    pub images: Option<ImagesWanted>,
    /// What became of what was given back.
    pub returned: Option<Returned>,
    /// The township's recovery key, where the hello named another.
    pub recovery: Option<Recipient>,
    /// The township has taken this PC its key: what was pushed is kept there, and nothing else is said.
    pub revoked: bool,
    /// The township's timeline, time and wish.
    pub closing: Closing,
}

impl Reply {
    /// Whether the township has more to say at once.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.feeds.iter().any(|page| page.more)
    }
}

/// Why a reply can't be used. Nothing of it is applied.
#[derive(Debug, Error)]
pub enum ReplyError {
    /// It broke off before its closing.
    #[error("the reply broke off")]
    BrokeOff,
    /// A frame makes no sense.
    #[error("the reply is not well formed: {0}")]
    Frame(#[from] FrameError),
    /// The township does not exchange with this device.
    #[error("the township refuses: {0:?}")]
    Refused(Refusal),
    /// Not signed by this station's township, or not an answer to this request.
    #[error("the reply is not signed by this station's township")]
    Stranger,
}

/// Reads a whole reply and checks its closing before anything of it may be used.
///
/// # Errors
/// [`ReplyError`]; a refusal is one too.
pub fn reply(
    mut line: &[u8],
    hello: &Signature,
    township: &PublicKey,
) -> Result<Reply, ReplyError> {
    let whole = line;
    let mut found = Found::default();
    while let Some((frame, used)) = Frame::read(line)? {
        let before = &whole[..whole.len() - line.len()];
        line = &line[used..];
        match frame {
            Frame::Receipt(receipt) => found.receipt = Some(receipt),
            Frame::Fork(fork) => found.forked_behind = Some(fork.agreed),
            Frame::Rewind(rewind) => found.rewind = Some(rewind),
            Frame::Feed(page) => found.feeds.push(page),
            Frame::Images(images) => found.images = Some(images),
            Frame::Returned(returned) => found.returned = Some(returned),
            Frame::Recipient(recipient) => found.recovery = Some(recipient),
            Frame::Quarantine(list) => found.quarantined.extend(list),
            // What became of the push is said all the same.
            Frame::Refusal(Refusal::Revoked) => found.revoked = true,
            Frame::Refusal(refusal) => return Err(ReplyError::Refused(refusal)),
            Frame::Closing(closing) => {
                let digest = Sha256::digest(before).into();
                let closes = closing.closes(hello, &digest, township);
                if !closes && !planted::is(Bug::ClosingUnchecked) {
                    return Err(ReplyError::Stranger);
                }
                return Ok(found.closed_by(closing));
            }
            Frame::Hello(_) | Frame::Push(_) | Frame::Rest(_) | Frame::Witness(_) => {
                return Err(FrameError::Header.into());
            }
            Frame::Unknown(_) => {}
        }
    }
    // Of a key that was taken back only a closing is proof: anybody on the line can say as much.
    Err(ReplyError::BrokeOff)
}

#[derive(Default)]
struct Found {
    receipt: Option<Receipt>,
    forked_behind: Option<u64>,
    rewind: Option<Rewind>,
    quarantined: Vec<Quarantined>,
    feeds: Vec<FeedPage>,
    images: Option<ImagesWanted>,
    returned: Option<Returned>,
    recovery: Option<Recipient>,
    revoked: bool,
}

impl Found {
    fn closed_by(self, closing: Closing) -> Reply {
        Reply {
            receipt: self.receipt,
            forked_behind: self.forked_behind,
            rewind: self.rewind,
            quarantined: self.quarantined,
            feeds: self.feeds,
            images: self.images,
            returned: self.returned,
            recovery: self.recovery,
            revoked: self.revoked,
            closing,
        }
    }
}
