//! A few rounds of the chaos at the real window: `cargo xtask chaos --counter` plays hundreds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_tests::chaos::{Lane, Run};

/// Kills of this test, at least; at most five times as many, until one fell into a save.
const ROUNDS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_shown_as_saved_is_lost_and_no_form_loses_more_than_a_second()
-> Run<()> {
    let folder = tempfile::tempdir()?;
    let mut lane = Lane::new(folder.path(), 0, 20_261_122)?;
    for round in 0..5 * ROUNDS {
        if round >= ROUNDS && lane.tally.saves > 0 && lane.tally.in_saves > 0 {
            break;
        }
        let faults = lane.round().await?;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
    let tally = &lane.tally;
    assert_eq!((tally.lost, tally.doubled), (0, 0), "{tally:?}");
    assert!(tally.saves > 0 && tally.in_saves > 0, "{tally:?}");
    Ok(())
}
