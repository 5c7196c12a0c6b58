//! A few rounds of the chaos: real stations and the real township, killed while both write.
#![allow(clippy::unwrap_used)]

use shanyi_tests::kills::Scene;

#[test]
fn stations_and_their_township_killed_at_any_moment_hold_the_same_and_all_that_was_answered() {
    // Programs of this package are built before its tests; this keeps the name they go by.
    assert!(std::path::Path::new(env!("CARGO_BIN_EXE_chaos_station")).exists());
    let folder = tempfile::tempdir().unwrap();
    let mut scene = Scene::new(&folder.path().join("county"), 7).unwrap();
    scene.play(10).unwrap();
    let tally = &scene.tally;
    assert_eq!(tally.lost, Vec::<String>::new(), "{tally:?}");
    assert_eq!(tally.doubled, Vec::<String>::new(), "{tally:?}");
    assert!(
        tally.answered > 10 && tally.killed.0 > 3 && tally.killed.1 > 1,
        "{tally:?}"
    );
    let (cut, stalled, slow) = tally.lines;
    assert!(cut > 0 && stalled > 0 && slow > 0, "{tally:?}");
}
