//! Whether what stands beside an event in its row is what its bytes and its stream say.

use shanyi_domain::fact::Fact;
use shanyi_domain::state::Role;
use shanyi_wire::derive;
use shanyi_wire::event::{Event, Payload};

use crate::ledger::chain::{Stream, Used};

/// Whether the row of an event that this stream brings is what it should be.
pub(super) fn fits(stream: &Stream, used: &Used) -> bool {
    let role = match stream.station {
        Some(_) => Role::Station,
        None => Role::Township,
    };
    // Bytes that are no event show in the chain.
    let Ok(event) = Event::decode(&used.bytes) else {
        return true;
    };
    let collected = match &event.payload {
        Payload::Fact(Fact::Collected(body)) => Some(body),
        _ => None,
    };
    let begun = collected.and(used.seed).as_ref().map(derive::case_id);
    let of_its_station = match (used.case, collected) {
        (Some(_), Some(body)) => used.case_station == Some(body.station),
        (Some(_), None) => true,
        // Documents are for everybody, all else of no case for one station.
        (None, _) => matches!(event.payload, Payload::Document(_)) == used.station.is_none(),
    };
    role == used.role
        && used.case == event.case.or(begun)
        && used.begins == (collected.is_some() && role == Role::Station)
        && (used.case.is_none() || used.station == used.case_station)
        && of_its_station
}
