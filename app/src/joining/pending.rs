//! What is kept of a joining that is not at its end: keys are drawn once and are on the disk before
//! anything of them goes over the line.

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::DeviceId;
use shanyi_store::{Store, StoreError};
use shanyi_sync::enrol::Newcomer;
use shanyi_wire::enrol::{CodeKey, Membership};
use shanyi_wire::keys::SigningKey;

use super::{JoinFault, fault};
use crate::error::DeskError;

/// The setting under which a joining is kept.
const JOINING: &str = "enrolment.pending";
/// The setting under which it is kept that the PC's keys have to reach the township yet.
const REDEEM: &str = "enrolment.redeem";
/// What is kept when there is nothing to keep any more.
const NOTHING: &str = "null";

/// A joining on its way.
#[derive(Clone)]
pub(crate) struct Pending {
    pub(crate) server: String,
    pub(crate) code: CodeKey,
    pub(crate) key: SigningKey,
    pub(crate) sealing: [u8; 32],
    /// What the township answered, or what was in its file.
    pub(crate) membership: Option<Membership>,
    /// The file, where it came by one.
    pub(crate) invitation: Option<Vec<u8>>,
    /// The person said that it is the wrong one: nothing goes on by itself.
    pub(crate) left: bool,
}

/// The same in its setting.
#[derive(Serialize, Deserialize)]
struct Kept {
    server: String,
    #[serde(with = "hex::serde")]
    code: [u8; 32],
    #[serde(with = "hex::serde")]
    key: [u8; 32],
    #[serde(with = "hex::serde")]
    sealing: [u8; 32],
    membership: Option<String>,
    invitation: Option<String>,
    left: bool,
}

/// Keys that have to reach the township before this PC can speak to it.
#[derive(Serialize, Deserialize)]
struct Later {
    #[serde(with = "hex::serde")]
    code: [u8; 32],
    /// The PC whose cases it goes on with.
    #[serde(default)]
    former: Option<String>,
}

impl Pending {
    /// A joining by this code at this server. The same code goes on with the keys that may have gone over a
    /// line with it, at whatever address that was: to others the township gives nothing by it any more.
    pub(crate) fn of(kept: Option<Self>, server: String, code: CodeKey) -> Result<Self, DeskError> {
        match kept.filter(|kept| kept.code == code) {
            Some(kept) if kept.server == server => Ok(kept),
            Some(kept) => Ok(Self {
                server,
                membership: None,
                ..kept
            }),
            None => Self::draw(server, code),
        }
    }

    /// A joining with keys that are drawn for it.
    fn draw(server: String, code: CodeKey) -> Result<Self, DeskError> {
        let (mut key, mut sealing) = ([0; 32], [0; 32]);
        let drawn = getrandom::fill(&mut key).and_then(|()| getrandom::fill(&mut sealing));
        drawn.map_err(|_| fault(JoinFault::NoMemory))?;
        Ok(Self {
            server,
            code,
            key: SigningKey::from_bytes(&key),
            sealing,
            membership: None,
            invitation: None,
            left: false,
        })
    }

    /// The one that is kept. One that can't be read any more is of no worth.
    pub(super) fn read(store: &Store) -> Result<Option<Self>, StoreError> {
        Self::read_under(store, JOINING)
    }

    /// The one that is kept under a name of its own.
    pub(crate) fn read_under(store: &Store, name: &str) -> Result<Option<Self>, StoreError> {
        let Some(text) = store.setting(name)? else {
            return Ok(None);
        };
        let kept: Option<Kept> = serde_json::from_str(&text).unwrap_or_default();
        Ok(kept.map(|kept| {
            let bytes = |text: Option<String>| text.and_then(|text| hex::decode(text).ok());
            let membership = bytes(kept.membership);
            Self {
                server: kept.server,
                code: CodeKey::from_bytes(kept.code),
                key: SigningKey::from_bytes(&kept.key),
                sealing: kept.sealing,
                membership: membership.and_then(|it| Membership::from_bytes(&it).ok()),
                invitation: bytes(kept.invitation),
                left: kept.left,
            }
        }))
    }

    /// Keeps it. It is on the disk when this answers.
    pub(super) fn keep(&self, store: &mut Store) -> Result<(), DeskError> {
        self.keep_under(store, JOINING)
    }

    /// Keeps it under a name of its own.
    pub(crate) fn keep_under(&self, store: &mut Store, name: &str) -> Result<(), DeskError> {
        let membership = self.membership.as_ref().map(Membership::to_bytes);
        let kept = Kept {
            server: self.server.clone(),
            code: self.code.to_bytes(),
            key: self.key.to_bytes(),
            sealing: self.sealing,
            membership: membership.map(hex::encode),
            invitation: self.invitation.as_ref().map(hex::encode),
            left: self.left,
        };
        put(store, name, &kept)
    }

    /// It is at its end.
    pub(super) fn forget(store: &mut Store) -> Result<(), StoreError> {
        Self::forget_under(store, JOINING)
    }

    /// The one that is kept under a name of its own is.
    pub(crate) fn forget_under(store: &mut Store, name: &str) -> Result<(), StoreError> {
        store.put_setting(name, NOTHING)
    }

    /// The township has not heard of these keys: they go before the first hello, with word of the PC whose
    /// cases this one goes on with.
    pub(crate) fn redeem_later(
        &self,
        store: &mut Store,
        former: Option<DeviceId>,
    ) -> Result<(), DeskError> {
        let code = self.code.to_bytes();
        let former = former.map(|device| device.to_string());
        put(store, REDEEM, &Later { code, former })
    }

    /// What a PC comes with whose keys were drawn.
    pub(super) fn newcomer(&self, former: Option<DeviceId>) -> Newcomer {
        newcomer(self.code.clone(), self.key.clone(), self.sealing, former)
    }
}

fn put<T: Serialize>(store: &mut Store, name: &str, value: &T) -> Result<(), DeskError> {
    let text = serde_json::to_string(value);
    let text = text.map_err(|_| fault(JoinFault::NoMemory))?;
    Ok(store.put_setting(name, &text)?)
}

fn newcomer(
    code: CodeKey,
    key: SigningKey,
    sealing: [u8; 32],
    former: Option<DeviceId>,
) -> Newcomer {
    Newcomer {
        code,
        key,
        sealing,
        label: String::new(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        former,
    }
}

/// The keys that have to reach the township before this PC can speak to it.
pub(crate) fn to_redeem(store: &Store) -> Result<Option<Newcomer>, StoreError> {
    let Some(text) = store.setting(REDEEM)? else {
        return Ok(None);
    };
    let later: Option<Later> = serde_json::from_str(&text).unwrap_or_default();
    let (identity, enrolment) = (store.identity()?, store.enrolment()?);
    Ok(later
        .zip(identity.zip(enrolment))
        .map(|(later, (own, given))| {
            let former = later.former.as_deref().and_then(DeviceId::from_hex);
            newcomer(
                CodeKey::from_bytes(later.code),
                own.key,
                given.sealing,
                former,
            )
        }))
}

/// The township has them.
pub(crate) fn redeemed(store: &mut Store) -> Result<(), StoreError> {
    store.put_setting(REDEEM, NOTHING)
}
