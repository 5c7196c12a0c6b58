//! By which ways a station's key opens, until when its line's authorities are good, and what is wanting
//! of either. The doctor says it of a desk that is closed, the panel of one that is open.

use shanyi_domain::time::Moment;
use shanyi_store::vault::{KeyState, Vault};
use shanyi_store::{Authorities, JournalAct};
use shanyi_sync::carrier::good_until;
use shanyi_wire::vault::{KeysFile, RecoveryBy, RingKind};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{KeyRemark, KeysView, Nothing, RingView, WaysView};

const DAY: i64 = 86_400;
/// So many days before an authority is over it is told: enrolling a county's stations anew takes months.
const NEAR: i64 = 180;

impl Desk {
    /// See the command table.
    pub(crate) fn keys(&self, _: Nothing) -> Result<KeysView, DeskError> {
        let inner = self.inner()?;
        let now = inner.now().best;
        let (authorities, made) = {
            let store = inner.store();
            let authorities = store.enrolment()?.map(|given| given.authorities());
            let made = store.last_noted(JournalAct::RecoveryMade)?;
            (authorities, made.map(|line| line.at))
        };
        let open = Vault::state(self.folder()) != KeyState::Wrapped;
        // The file of keys needs no key to be read.
        let file = self.vault().read().ok();
        Ok(found(open, file.as_ref(), made, authorities.as_ref(), now))
    }
}

/// What is found of a station whose key lies open or not, whose file of keys is this one, whose recovery
/// code was made then, by its journal, and that trusts these authorities.
pub(super) fn found(
    open: bool,
    file: Option<&KeysFile>,
    made: Option<Moment>,
    authorities: Option<&Authorities>,
    now: Moment,
) -> KeysView {
    let ways = file.and_then(|file| ways(file, made));
    let first = authorities.and_then(|known| good_until(&known.first));
    let spare = authorities.and_then(|known| good_until(known.spare.as_deref()?));
    let mut wanting = Vec::new();
    wanting.extend(open.then_some(KeyRemark::KeyOpen));
    wanting.extend(ways.iter().flat_map(of_ways));
    match authorities {
        None => wanting.push(KeyRemark::NoAuthority),
        Some(known) => wanting.extend(known.spare.is_none().then_some(KeyRemark::NoSpare)),
    }
    wanting.extend(first.and_then(|end| ending(end, now, false)));
    wanting.extend(spare.and_then(|end| ending(end, now, true)));
    KeysView {
        ways,
        authority_until: first.map(Moment::business_day),
        spare_until: spare.map(Moment::business_day),
        wanting,
    }
}

fn ways(file: &KeysFile, made: Option<Moment>) -> Option<WaysView> {
    let mut codes = file.recovery.iter();
    let code = codes.any(|wrap| wrap.by == RecoveryBy::Station);
    Some(WaysView {
        holders: u32::try_from(file.operators.len()).unwrap_or(u32::MAX),
        ring: match file.operators.last()?.ring.kind {
            RingKind::System => RingView::System,
            RingKind::File => RingView::File,
        },
        code,
        code_made: made.filter(|_| code),
        township: file.township.is_some(),
    })
}

fn of_ways(ways: &WaysView) -> Vec<KeyRemark> {
    let said = [
        (ways.ring == RingView::File, KeyRemark::PinPartInFile),
        (!ways.code, KeyRemark::NoRecoveryCode),
        (!ways.township, KeyRemark::NotForTownship),
    ];
    let said = said.into_iter().filter(|(is, _)| *is);
    said.map(|(_, remark)| remark).collect()
}

/// What is to be said of an authority that is good until `end`.
fn ending(end: Moment, now: Moment, spare: bool) -> Option<KeyRemark> {
    let until = end.business_day();
    if end < now {
        return Some(match spare {
            false => KeyRemark::AuthorityOver { until },
            true => KeyRemark::SpareOver { until },
        });
    }
    let days = (end.0 - now.0) / DAY;
    let days = u32::try_from(days).ok().filter(|_| days <= NEAR)?;
    Some(match spare {
        false => KeyRemark::AuthorityEnds { until, days },
        true => KeyRemark::SpareEnds { until, days },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_222_800);

    #[test]
    fn each_way_to_the_key_that_is_wanting_is_told() {
        let told = |change: &dyn Fn(&mut WaysView)| {
            let mut ways = WaysView {
                holders: 2,
                ring: RingView::System,
                code: true,
                code_made: Some(NOW),
                township: true,
            };
            change(&mut ways);
            of_ways(&ways)
        };
        assert_eq!(told(&|_| {}), []);
        let in_file = |ways: &mut WaysView| ways.ring = RingView::File;
        assert_eq!(told(&in_file), [KeyRemark::PinPartInFile]);
        assert_eq!(told(&|ways| ways.code = false), [KeyRemark::NoRecoveryCode]);
        assert_eq!(
            told(&|ways| ways.township = false),
            [KeyRemark::NotForTownship]
        );
    }

    #[test]
    fn an_authority_is_told_half_a_year_before_its_end_and_from_then_on() {
        let end = |days: i64| NOW.plus_seconds(days * DAY + 60);
        assert_eq!(ending(end(NEAR + 1), NOW, false), None);
        let (until, days) = (end(180).business_day(), 180);
        let ends = KeyRemark::AuthorityEnds { until, days };
        assert_eq!(ending(end(NEAR), NOW, false), Some(ends));
        let (until, days) = (end(0).business_day(), 0);
        let ends = KeyRemark::SpareEnds { until, days };
        assert_eq!(ending(end(0), NOW, true), Some(ends));
        let until = end(-1).business_day();
        assert_eq!(
            [false, true].map(|spare| ending(end(-1), NOW, spare)),
            [
                Some(KeyRemark::AuthorityOver { until }),
                Some(KeyRemark::SpareOver { until })
            ]
        );
    }

    #[test]
    fn what_is_not_known_of_the_authorities_is_told() {
        let told =
            |authorities: Option<&Authorities>| found(false, None, None, authorities, NOW).wanting;
        assert_eq!(told(None), [KeyRemark::NoAuthority]);
        let mut known = Authorities {
            first: vec![48, 3],
            spare: None,
        };
        assert_eq!(told(Some(&known)), [KeyRemark::NoSpare]);
        known.spare = Some(vec![48, 3]);
        assert_eq!(told(Some(&known)), []);
        let open = found(true, None, None, Some(&known), NOW);
        assert_eq!(open.wanting, [KeyRemark::KeyOpen]);
    }
}
