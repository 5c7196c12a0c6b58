//! The ownership table and the transition table, cell by cell.

use shanyi_domain::fact::FactKind;
use shanyi_domain::ownership::{Ruling, rule};
use shanyi_domain::state::{Outcome, Role, State};

/// Rows are kinds, columns are "before the case exists" and the states in order; `.` has no place,
/// `x` is never this role's, otherwise the first letters of the state that follows.
const STATION: &str = "
                    none Coll Subm Corr Acce Gran Deni Refu With Clos
Collected           Coll .    .    .    .    .    .    .    .    .
MaterialsAmended    .    Coll .    Corr .    .    .    .    .    .
Submitted           .    Subm .    Subm .    .    .    .    .    .
Accepted            x    x    x    x    x    x    x    x    x    x
CorrectionAsked     x    x    x    x    x    x    x    x    x    x
Refused             x    x    x    x    x    x    x    x    x    x
Dispatched          x    x    x    x    x    x    x    x    x    x
Paused              x    x    x    x    x    x    x    x    x    x
Resumed             x    x    x    x    x    x    x    x    x    x
Extended            x    x    x    x    x    x    x    x    x    x
Transferred         x    x    x    x    x    x    x    x    x    x
Decided             x    x    x    x    x    x    x    x    x    x
ResultIssued        x    x    x    x    x    x    x    x    x    x
Withdrawn           .    With With With With .    .    .    .    .
Delivered           .    .    .    .    .    Clos .    .    .    .
MoneyRecorded       .    .    .    .    .    Clos .    .    .    .
OriginalsReturned   .    .    .    .    .    .    Clos Clos Clos .
Commented           .    Coll Subm Corr Acce Gran Deni Refu With Clos
HandedOn            .    Coll Subm Corr Acce Gran Deni Refu With .
RightUnconfirmed    .    Coll Subm Corr Acce Gran Deni Refu With Clos
RightConfirmed      x    x    x    x    x    x    x    x    x    x
";

const TOWNSHIP: &str = "
                    none Coll Subm Corr Acce Gran Deni Refu With Clos
Collected           Coll .    .    .    .    .    .    .    .    .
MaterialsAmended    x    x    x    x    x    x    x    x    x    x
Submitted           x    x    x    x    x    x    x    x    x    x
Accepted            .    .    Acce .    .    .    .    .    .    .
CorrectionAsked     .    .    Corr .    Corr .    .    .    .    .
Refused             .    .    Refu .    .    .    .    .    .    .
Dispatched          .    .    .    .    Acce .    .    .    .    .
Paused              .    .    .    .    Acce .    .    .    .    .
Resumed             .    .    .    .    Acce .    .    .    .    .
Extended            .    .    .    .    Acce .    .    .    .    .
Transferred         .    .    .    .    Acce .    .    .    .    .
Decided             .    .    Gran .    Gran .    .    .    .    .
ResultIssued        .    .    .    .    .    Gran .    .    .    .
Withdrawn           .    With With With With .    .    .    .    .
Delivered           .    .    .    .    .    Clos .    .    .    .
MoneyRecorded       .    .    .    .    .    Clos .    .    .    .
OriginalsReturned   .    .    .    .    .    .    Clos Clos Clos .
Commented           .    Coll Subm Corr Acce Gran Deni Refu With Clos
HandedOn            .    Coll Subm Corr Acce Gran Deni Refu With .
RightUnconfirmed    x    x    x    x    x    x    x    x    x    x
RightConfirmed      .    Coll Subm Corr Acce Gran Deni Refu With Clos
";

fn drawn(role: Role) -> String {
    let states = || std::iter::once(None).chain(State::ALL.map(Some));
    let short = |text: String| text.chars().take(4).collect::<String>();
    let line = |head: &str, cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:<4}")).collect();
        format!("{head:<20}{}", cells.join(" "))
            .trim_end()
            .to_owned()
    };
    let head = states().map(|state| state.map_or("none".into(), |s| short(format!("{s:?}"))));
    let mut lines = vec![String::new(), line("", head.collect())];
    for kind in FactKind::ALL {
        let cells = states().map(|state| match rule(*kind, role, state, Outcome::Granted) {
            Ruling::To(state) => short(format!("{state:?}")),
            Ruling::NotNow => ".".to_owned(),
            Ruling::NotYours => "x".to_owned(),
        });
        lines.push(line(&format!("{kind:?}"), cells.collect()));
    }
    lines.join("\n") + "\n"
}

#[test]
fn a_station_may_do_exactly_what_its_table_says() {
    assert_eq!(drawn(Role::Station), STATION);
}

#[test]
fn a_township_may_do_exactly_what_its_table_says() {
    assert_eq!(drawn(Role::Township), TOWNSHIP);
}

#[test]
fn a_denial_leads_to_denied_wherever_a_grant_leads_to_granted() {
    for state in State::ALL {
        let of = |outcome| rule(FactKind::Decided, Role::Township, Some(state), outcome);
        match of(Outcome::Granted) {
            Ruling::To(granted) => {
                assert_eq!(granted, State::Granted);
                assert_eq!(of(Outcome::Denied), Ruling::To(State::Denied));
            }
            other => assert_eq!(of(Outcome::Denied), other),
        }
    }
}

#[test]
fn every_kind_has_a_wire_code_of_its_own() {
    let codes: std::collections::BTreeSet<u16> = FactKind::ALL.iter().map(|k| k.code()).collect();
    assert_eq!(codes.len(), FactKind::ALL.len());
    for kind in FactKind::ALL {
        assert_eq!(FactKind::from_code(kind.code()), Some(*kind));
    }
}
