//! What the township signs: receipts, which a station keeps as evidence, and the end of a reply.

use minicbor::{Decode, Encode};
use shanyi_domain::time::Moment;

use super::message;
use crate::derive::Hash;
use crate::keys::{PublicKey, Signature, SigningKey};
use crate::stream::Head;

/// The township's signed receipt: everything up to `durable` is on its disk.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// The timeline that this receipt belongs to.
    #[n(0)]
    pub timeline: u64,
    /// Last entry of the stream that is fsynced at the township.
    #[n(1)]
    pub durable: u64,
    /// Last entry that is in the township's off-site backup too.
    #[n(2)]
    pub prunable: u64,
    /// The township's clock.
    #[n(3)]
    pub at: Moment,
    /// The township's signature over this and the link of entry `durable`.
    #[n(4)]
    pub signature: Signature,
}

impl Receipt {
    /// Makes out and signs a receipt for `head`, whose `seq` is what is durable.
    #[must_use]
    pub fn sign(head: &Head, timeline: u64, prunable: u64, at: Moment, key: &SigningKey) -> Self {
        let signature = key.sign(&Self::message(head, timeline, prunable, at));
        Self {
            timeline,
            durable: head.seq,
            prunable,
            at,
            signature,
        }
    }

    /// Whether the township signed it for this head of the station's stream.
    #[must_use]
    pub fn covers(&self, head: &Head, key: &PublicKey) -> bool {
        head.seq == self.durable
            && key.verifies(
                &Self::message(head, self.timeline, self.prunable, self.at),
                &self.signature,
            )
    }

    fn message(head: &Head, timeline: u64, prunable: u64, at: Moment) -> Vec<u8> {
        message(
            "shanyi/receipt/1",
            &[
                &head.stream.device.0,
                &head.stream.incarnation.0.to_be_bytes(),
                &head.seq.to_be_bytes(),
                &head.link,
                &timeline.to_be_bytes(),
                &prunable.to_be_bytes(),
                &at.0.to_be_bytes(),
            ],
        )
    }
}

/// Ends every reply: the township's time and limits, signed together with everything before it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Closing {
    /// The township's timeline. It changes when the township was restored from a copy.
    #[n(0)]
    pub timeline: u64,
    /// The township's clock.
    #[n(1)]
    pub now: Moment,
    /// Seconds to wait before asking again without cause; 0 leaves it to the station.
    #[n(2)]
    pub ask_again: u32,
    /// The township's signature over the hello's signature, the reply before this frame, and this
    /// frame's other fields.
    #[n(3)]
    pub signature: Signature,
}

impl Closing {
    /// Signs a reply. `reply` is the SHA-256 of the bytes of all frames before the closing.
    #[must_use]
    pub fn sign(
        hello: &Signature,
        reply: &Hash,
        timeline: u64,
        now: Moment,
        ask_again: u32,
        key: &SigningKey,
    ) -> Self {
        let signature = key.sign(&Self::message(hello, reply, timeline, now, ask_again));
        Self {
            timeline,
            now,
            ask_again,
            signature,
        }
    }

    /// Whether the township signed this reply to this hello.
    #[must_use]
    pub fn closes(&self, hello: &Signature, reply: &Hash, key: &PublicKey) -> bool {
        let message = Self::message(hello, reply, self.timeline, self.now, self.ask_again);
        key.verifies(&message, &self.signature)
    }

    fn message(
        hello: &Signature,
        reply: &Hash,
        timeline: u64,
        now: Moment,
        ask_again: u32,
    ) -> Vec<u8> {
        let parts: [&[u8]; 5] = [
            &hello.0,
            reply,
            &timeline.to_be_bytes(),
            &now.0.to_be_bytes(),
            &ask_again.to_be_bytes(),
        ];
        message("shanyi/closing/1", &parts)
    }
}
