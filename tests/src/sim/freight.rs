//! What a PC was told last of the bytes that it sends, and what waits while it sends them.

use std::collections::{BTreeMap, BTreeSet};

use shanyi_domain::ids::ImageHash;
use shanyi_sync::carrier::{Chunk, Put};
use shanyi_wire::exchange::ImageStart;
use shanyi_wire::frame::Frame;

use super::carrier::{Answer, Call};
use super::{Sim, check};

/// The bytes that one PC has on their way.
#[derive(Clone, Debug, Default)]
pub struct Freight {
    /// How much of an image the township has, by the last word that was heard of it.
    told: BTreeMap<ImageStart, u32>,
    /// The same of documents that it wants back.
    wanted_back: BTreeMap<ImageHash, u32>,
    /// Images that are whole there by the answer to their last chunk.
    whole: BTreeSet<ImageHash>,
    /// Which image went last.
    sending: Option<ImageHash>,
    /// The township was heard to have something to say.
    pub rung: bool,
    /// Something that goes before bytes waited already when the last of them went.
    waited: bool,
}

impl Freight {
    /// An answer was heard.
    pub fn hears(&mut self, answer: &Answer) -> Sim<()> {
        match (answer, self.sending) {
            (Answer::Sync(reply), _) => self.hears_reply(reply),
            (Answer::Put(Put { have, complete }), Some(hash)) => {
                match self.wanted_back.get_mut(&hash) {
                    Some(told) => *told = *have,
                    None => drop(self.told.insert(ImageStart::of(&hash), *have)),
                }
                if *complete {
                    self.whole.insert(hash);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn hears_reply(&mut self, mut reply: &[u8]) -> Sim<()> {
        // Documents are named as long as they are wanted.
        self.wanted_back.clear();
        while let Some((frame, used)) = Frame::read(reply)? {
            reply = &reply[used..];
            match frame {
                // Without a list the one that was told before stands.
                Frame::Images(wanted) => {
                    let told = wanted.all().map(|image| (image, wanted.have(image)));
                    self.told = told.collect();
                    self.whole.clear();
                }
                Frame::Returned(returned) => {
                    let told = returned.documents.iter();
                    self.wanted_back = told.map(|one| (*one, returned.have(one))).collect();
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A call leaves. Bytes begin where the township was said to end, so that at most the chunk whose
    /// answer was lost goes twice; and what goes before bytes (`waits`) waits for one piece at most.
    pub fn leaves(&mut self, call: &Call, waits: bool, whose: &str) -> Sim<()> {
        match call {
            Call::Sync(_) => {
                self.waited = false;
                self.rung = false;
                return Ok(());
            }
            Call::Put(chunk) => self.begins_where_told(chunk, whose)?,
            Call::Small(_) | Call::Get(_) => {}
        }
        check(!(waits && self.waited), || {
            format!("events of {whose} wait for two pieces of something else")
        })?;
        self.waited = waits;
        Ok(())
    }

    fn begins_where_told(&mut self, chunk: &Chunk, whose: &str) -> Sim<()> {
        self.sending = Some(chunk.hash);
        check(!self.whole.contains(&chunk.hash), || {
            format!("{whose} sends an image that it was told is whole")
        })?;
        let wanted_back = self.wanted_back.get(&chunk.hash);
        let told = wanted_back.or_else(|| self.told.get(&ImageStart::of(&chunk.hash)));
        let told = told.map(|have| *have.min(&chunk.total));
        check(told.is_none_or(|have| have == chunk.offset), || {
            format!(
                "{whose} sends bytes from {} on, and was told that the township ends at {told:?}",
                chunk.offset
            )
        })
    }
}
