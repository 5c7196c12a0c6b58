//! Who this installation is, and the lives of its stream.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_wire::keys::{PublicKey, SigningKey};
use shanyi_wire::stream::{Head, Incarnation, StreamId};

use crate::error::StoreError;
use crate::options::Randomness;
use crate::store::Store;

/// What the township gave this installation when it was enrolled.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The device's id.
    pub device: DeviceId,
    /// Signs the heads of its stream.
    pub key: SigningKey,
    /// Checks the township's receipts and closings.
    pub township_key: PublicKey,
    /// Where the township's server is.
    pub server: String,
    /// The station.
    pub station: Station,
    /// The operator at this desk.
    pub operator: Operator,
    /// The block of its case numbers, in the present life.
    pub block: Block,
}

/// The operator at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Their number.
    pub id: ActorId,
    /// Their name.
    pub name: String,
    /// Their telephone at work; may be empty.
    pub phone: String,
}

/// The life that is written to, and how far its stream goes.
pub(crate) struct Life {
    pub(crate) ordinal: i64,
    /// The last entry.
    pub(crate) head: Head,
    /// Case numbers given in the block so far.
    pub(crate) numbered: u32,
    /// The block.
    pub(crate) block: String,
    /// The station's short name: opens case numbers.
    pub(crate) station: String,
    /// The last time that the township signed.
    pub(crate) township_time: Option<Moment>,
}

impl Store {
    /// Makes this installation the enrolled device. The same device again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::AlreadyEnrolled`] where it is another device already.
    pub fn enrol(&mut self, identity: &Identity) -> Result<(), StoreError> {
        if let Some(present) = self.identity()? {
            return if present.device == identity.device {
                Ok(())
            } else {
                Err(StoreError::AlreadyEnrolled)
            };
        }
        let incarnation = draw_incarnation(&mut self.randomness)?;
        let tx = self.write()?;
        let station = &identity.station;
        tx.execute(
            "INSERT INTO installation (one, device, secret, township_key, server,
                 station, station_code, station_name, station_short, township,
                 operator, operator_name, operator_phone)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                identity.device.0,
                identity.key.to_bytes(),
                identity.township_key.0,
                identity.server,
                station.id.0,
                station.code,
                station.name,
                station.short,
                station.township,
                identity.operator.id.0,
                identity.operator.name,
                identity.operator.phone,
            ],
        )?;
        begin_life(&tx, incarnation, Some(&identity.block))?;
        tx.commit()
    }

    /// Who this installation is, once it is enrolled.
    ///
    /// # Errors
    /// What the database reports.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        let sql = "SELECT i.device, i.secret, i.township_key, i.server,
                       i.station, i.station_code, i.station_name, i.station_short, i.township,
                       i.operator, i.operator_name, i.operator_phone, l.block
                   FROM installation i JOIN life l ON l.ordinal = (SELECT max(ordinal) FROM life)";
        Ok(self
            .db
            .prepare_cached(sql)?
            .query_row([], read_identity)
            .optional()?)
    }
}

fn read_identity(row: &Row<'_>) -> rusqlite::Result<Identity> {
    let block: String = row.get(12)?;
    Ok(Identity {
        device: DeviceId(row.get(0)?),
        key: SigningKey::from_bytes(&row.get(1)?),
        township_key: PublicKey(row.get(2)?),
        server: row.get(3)?,
        station: Station {
            id: StationId(row.get(4)?),
            code: row.get(5)?,
            name: row.get(6)?,
            short: row.get(7)?,
            township: row.get(8)?,
        },
        operator: Operator {
            id: ActorId(row.get(9)?),
            name: row.get(10)?,
            phone: row.get(11)?,
        },
        block: Block::parse(&block).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(12, Type::Text, Box::new(error))
        })?,
    })
}

/// Begins a life. Without a block of its own it goes on with the one before; numbers go on
/// wherever the block was before.
pub(crate) fn begin_life(
    db: &Connection,
    incarnation: Incarnation,
    block: Option<&Block>,
) -> Result<Life, StoreError> {
    let sql = "INSERT INTO life (ordinal, incarnation, block, numbered_before)
               WITH chosen (block) AS (SELECT coalesce(?2,
                   (SELECT block FROM life ORDER BY ordinal DESC LIMIT 1)))
               SELECT
                   1 + coalesce((SELECT max(ordinal) FROM life), 0),
                   ?1,
                   block,
                   max(coalesce((SELECT max(numbered_before) FROM life
                           WHERE life.block = chosen.block), 0),
                       coalesce((SELECT max(numbered) FROM event
                           JOIN life ON life.ordinal = event.life
                           WHERE life.block = chosen.block), 0))
               FROM chosen";
    let values = params![incarnation.0.cast_signed(), block.map(Block::as_str)];
    db.execute(sql, values)?;
    life(db)
}

/// What each connection remembers of the log's end: up to position `passed` the last own event is
/// `own`. A device that hears much and writes little would walk all that it heard, each time it is
/// asked how far its stream goes. What is rolled back is forgotten here too.
pub(crate) const SEEN: &str =
    "CREATE TEMP TABLE seen (passed INTEGER NOT NULL, own INTEGER) STRICT;
    INSERT INTO seen VALUES (0, NULL);";

/// Goes on with what is remembered of the log's end, where that has come far.
pub(crate) fn look_at_the_end(db: &Connection) -> Result<(), StoreError> {
    let sql = "UPDATE seen SET
                   own = coalesce((SELECT position FROM event WHERE position > passed
                       AND life NOTNULL ORDER BY position DESC LIMIT 1), own),
                   passed = (SELECT max(position) FROM event)
               WHERE passed + 200 < (SELECT max(position) FROM event)";
    db.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// The present life.
pub(crate) fn life(db: &Connection) -> Result<Life, StoreError> {
    let sql = "SELECT l.ordinal, i.device, l.incarnation, e.seq, e.link,
                   coalesce(e.numbered, l.numbered_before),
                   l.block, i.station_short, x.township_time
               FROM installation i JOIN exchange x
               JOIN life l ON l.ordinal = (SELECT max(ordinal) FROM life)
               LEFT JOIN event e ON e.life = l.ordinal AND e.position = coalesce(
                   (SELECT position FROM event WHERE position > (SELECT passed FROM seen)
                       AND life NOTNULL ORDER BY position DESC LIMIT 1),
                   (SELECT own FROM seen))";
    let read = |row: &Row<'_>| {
        let mut head = Head::new(StreamId {
            device: DeviceId(row.get(1)?),
            incarnation: Incarnation(row.get::<_, i64>(2)?.cast_unsigned()),
        });
        if let Some(seq) = row.get(3)? {
            head.seq = seq;
            head.link = row.get(4)?;
        }
        Ok(Life {
            ordinal: row.get(0)?,
            head,
            numbered: row.get(5)?,
            block: row.get(6)?,
            station: row.get(7)?,
            township_time: row.get::<_, Option<i64>>(8)?.map(Moment),
        })
    };
    let life = db.prepare_cached(sql)?.query_row([], read).optional()?;
    life.ok_or(StoreError::NotEnrolled)
}

/// A block of case numbers for a life that begins without the township's word: the beginning of the
/// present one with two drawn letters behind it, so that two copies of one disk do not go on
/// counting side by side, however often they part. The blocks that the township gives have one
/// letter, or two from a station's twenty-second device on.
#[must_use]
pub fn branch(block: &str, fresh: u64) -> Option<Block> {
    let letter = |drawn: u64| u32::try_from(drawn % 21).ok().and_then(Block::nth);
    let (first, second) = letter(fresh).zip(letter(fresh / 21))?;
    let kept: String = block.chars().take(2).collect();
    Block::parse(&format!("{kept}{first}{second}")).ok()
}

/// 64 random bits, not all zero.
pub(crate) fn draw_incarnation(random: &mut Randomness) -> Result<Incarnation, StoreError> {
    let mut bits = [0; 8];
    while bits == [0; 8] {
        random(&mut bits)?;
    }
    Ok(Incarnation(u64::from_be_bytes(bits)))
}
