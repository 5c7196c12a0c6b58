//! Who is on the line: the township has to prove by its own authority that it is the one. Nobody else
//! is sent anything, whatever the clocks say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "exchange_tls/scene.rs"]
mod scene;

use std::time::Duration;

use shanyi_domain::time::Moment;
use shanyi_server::authority;
use shanyi_server::certificate::Source;
use shanyi_sync::carrier::{CarrierError, HttpCarrier, Trust, Unproven};
use shanyi_sync::engine::{Engine, Trouble};
use shanyi_tests::ground::{NOW, quick_folder};
use shanyi_tests::line::Line;

use scene::{DAY, HERE, STALL, Scene, of_tls_1_2, right, somebody_who_says};

#[tokio::test]
async fn a_township_that_proves_itself_gets_everything() {
    let scene = Scene::new();
    let source = Source::Own {
        data: scene.township(),
        names: vec![HERE.to_owned()],
    };
    let port = scene.ground.serve_tls(source).await.unwrap();
    let url = format!("https://{HERE}:{port}");
    let carrier = HttpCarrier::trusting(&url, STALL, &scene.trust(right, None)).unwrap();
    let account = scene.ground.comes_to_rest(&carrier).await.unwrap();
    assert_eq!(account.matches("event ").count(), 3, "{account}");
}

#[tokio::test]
async fn the_spare_authority_takes_over_and_no_station_is_visited_for_it() {
    let scene = Scene::new();
    let safe = scene.folder.path().join("safe.pem");
    authority::take_out_spare(&scene.township(), NOW, &safe).unwrap();
    authority::use_spare(&scene.township(), NOW, &safe).unwrap();
    let port = scene.answers_with(&scene.certificate(HERE, 0)).await;
    scene.round(port, &scene.trust(right, None)).await.unwrap();
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused() {
    let scene = Scene::new();
    let other = quick_folder().unwrap();
    let file = scene.certificate_by(other.path(), HERE, 0);
    let port = scene.answers_with(&file).await;
    let trust = scene.trust(right, Some(NOW));
    scene.refused(port, &trust, Unproven::Authority).await;
}

#[tokio::test]
async fn whoever_shows_the_townships_authority_beside_a_certificate_of_their_own_is_refused() {
    let scene = Scene::new();
    let other = quick_folder().unwrap();
    for others in [0, 1] {
        let port = scene
            .answers_with(&scene.borrowed(other.path(), HERE, others))
            .await;
        for signed in [None, Some(NOW)] {
            let trust = scene.trust(right, signed);
            scene.refused(port, &trust, Unproven::Authority).await;
        }
    }
}

#[tokio::test]
async fn a_tls_line_that_is_cut_after_any_byte_loses_and_doubles_nothing() {
    let scene = Scene::new();
    let port = scene.answers_with(&scene.certificate(HERE, 0)).await;
    let line = Line::to(port).unwrap();
    let url = line.url().replace("http:", "https:");
    let trust = scene.trust(right, None);
    let engine = || {
        let carrier = HttpCarrier::trusting(&url, STALL, &trust).unwrap();
        Engine::new(carrier, scene.ground.parties.clone())
    };
    // The first round brings all that was published; the next is as they all are.
    scene.ground.round(&mut engine()).await.unwrap();
    scene.ground.take_in("雷美凤", b"a first one").unwrap();
    let before = line.carried();
    scene.ground.round(&mut engine()).await.unwrap();
    let (up, down) = line.carried();
    let (up, down) = (up - before.0, down - before.1);
    assert!(up > 500 && down > 500, "{up} bytes up, {down} down");
    let cuts = (0..up).step_by(83).map(|cut| (true, cut));
    let cuts = cuts.chain((0..down).step_by(83).map(|cut| (false, cut)));
    let mut cases = 2_usize;
    for (upwards, cut) in cuts {
        let image = cases.to_be_bytes();
        scene.ground.take_in("雷美凤", &image).unwrap();
        cases += 1;
        match upwards {
            true => line.cut_after(cut),
            false => line.cut_answers_after(cut),
        }
        if let Err(trouble) = scene.ground.round(&mut engine()).await {
            // A greeting that breaks off is no word about who is there.
            let down = matches!(trouble, Trouble::Down);
            assert!(down, "cut after {cut}, upwards {upwards}: {trouble}");
        }
        line.mend();
        scene.ground.round(&mut engine()).await.unwrap();
    }
    let carrier = HttpCarrier::trusting(&url, STALL, &trust).unwrap();
    let account = scene.ground.comes_to_rest(&carrier).await.unwrap();
    let events = account.matches("event ").count();
    assert_eq!(events, 3 * cases, "{account}");
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    let scene = Scene::new();
    let port = scene
        .answers_with(&scene.certificate("shanyi.example.cn", 0))
        .await;
    let trust = scene.trust(right, Some(NOW));
    scene.refused(port, &trust, Unproven::Name).await;
}

#[tokio::test]
async fn a_certificate_that_is_over_or_not_yet_good_is_refused() {
    let scene = Scene::new();
    for days in [-500, 500] {
        let port = scene.answers_with(&scene.certificate(HERE, days)).await;
        for signed in [None, Some(NOW.plus_seconds(-DAY))] {
            let trust = scene.trust(right, signed);
            scene.refused(port, &trust, Unproven::Time).await;
        }
    }
}

#[tokio::test]
async fn a_pc_whose_clock_is_years_off_gets_through_by_the_townships_last_time() {
    fn in_2000() -> Moment {
        Moment(946_684_800)
    }
    fn in_2036() -> Moment {
        Moment(2_082_758_400)
    }
    for clock in [in_2000, in_2036] {
        let scene = Scene::new();
        let port = scene.answers_with(&scene.certificate(HERE, 0)).await;
        let unheard = scene.trust(clock, None);
        scene.refused(port, &unheard, Unproven::Time).await;
        // It was off for most of a year, and the certificate is newer than what it last heard.
        let heard = scene.trust(clock, Some(NOW.plus_seconds(-300 * DAY)));
        scene.round(port, &heard).await.unwrap();
    }
}

#[tokio::test]
async fn the_townships_last_time_excuses_a_wrong_clock_and_no_other_fault() {
    fn in_2000() -> Moment {
        Moment(946_684_800)
    }
    let scene = Scene::new();
    let trust = scene.trust(in_2000, Some(NOW));
    let port = scene
        .answers_with(&scene.certificate("shanyi.example.cn", 0))
        .await;
    scene.refused(port, &trust, Unproven::Name).await;
    let other = quick_folder().unwrap();
    let port = scene
        .answers_with(&scene.certificate_by(other.path(), HERE, 0))
        .await;
    scene.refused(port, &trust, Unproven::Authority).await;
}

#[tokio::test]
async fn whoever_speaks_an_older_tls_or_none_is_refused() {
    let scene = Scene::new();
    let trust = scene.trust(right, Some(NOW));
    let port = of_tls_1_2(&scene.certificate(HERE, 0)).await;
    scene.refused(port, &trust, Unproven::Tls).await;
    // What a server of TLS 1.1 says to a greeting of 1.3: alert, fatal, protocol version.
    let port = somebody_who_says(&[0x15, 0x03, 0x02, 0, 2, 2, 70]).await;
    scene.refused(port, &trust, Unproven::Tls).await;
    // A network's page that wants a sign-in first, and a township without TLS.
    let page = b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n";
    let port = somebody_who_says(page).await;
    scene.refused(port, &trust, Unproven::Tls).await;
    let port = scene.ground.serve().await.unwrap();
    scene.refused(port, &trust, Unproven::Tls).await;
}

#[tokio::test]
async fn whoever_hangs_up_or_says_nothing_is_no_line_and_not_a_stranger() {
    let scene = Scene::new();
    let trust = scene.trust(right, Some(NOW));
    let port = somebody_who_says(b"").await;
    let carrier = |port, stall| {
        HttpCarrier::trusting(&format!("https://{HERE}:{port}"), stall, &trust).unwrap()
    };
    let short = carrier(port, Duration::from_millis(300));
    let mut engine = Engine::new(short, scene.ground.parties.clone());
    let silent = scene.ground.round(&mut engine).await.unwrap_err();
    assert!(matches!(silent, Trouble::Down), "{silent}");
    let closed = Line::to(port).unwrap();
    closed.cut();
    let port = closed.url().rsplit(':').next().unwrap().parse().unwrap();
    let mut engine = Engine::new(carrier(port, STALL), scene.ground.parties.clone());
    let hung_up = scene.ground.round(&mut engine).await.unwrap_err();
    assert!(matches!(hung_up, Trouble::Down), "{hung_up}");
}

#[test]
fn without_tls_there_is_only_this_machine_and_with_it_somebody_has_to_be_trusted() {
    let refused = |url: &str| match HttpCarrier::new(url) {
        Err(CarrierError::Unproven(why)) => Some(why),
        _ => None,
    };
    for url in [
        "http://10.1.2.3:8080",
        "http://shanyi.example.cn",
        "http://[2001:db8::1]",
    ] {
        assert_eq!(refused(url), Some(Unproven::Plain), "{url}");
    }
    assert_eq!(refused("https://127.0.0.1:8443"), Some(Unproven::Authority));
    for url in [
        "http://127.0.0.1:1",
        "http://localhost:1/",
        "http://[::1]:1",
    ] {
        assert!(HttpCarrier::new(url).is_ok(), "{url}");
    }
    for url in ["", "shanyi", "ftp://127.0.0.1"] {
        assert!(
            matches!(HttpCarrier::new(url), Err(CarrierError::Address)),
            "{url}"
        );
    }
    let nonsense = Trust::in_authorities(vec![vec![1, 2, 3]]);
    let carrier = HttpCarrier::trusting("https://127.0.0.1:1", STALL, &nonsense);
    assert!(matches!(
        carrier,
        Err(CarrierError::Unproven(Unproven::Authority))
    ));
}

#[tokio::test]
async fn a_station_that_comes_back_is_spared_the_certificate() {
    let scene = Scene::new();
    let port = scene.answers_with(&scene.certificate(HERE, 0)).await;
    let line = Line::to(port).unwrap();
    let url = line.url().replace("http:", "https:");
    let carrier = HttpCarrier::trusting(&url, STALL, &scene.trust(right, None)).unwrap();
    let mut engine = Engine::new(&carrier, scene.ground.parties.clone());
    let mut down = Vec::new();
    scene.ground.round(&mut engine).await.unwrap();
    for _ in 0..3 {
        line.cut();
        scene.ground.round(&mut engine).await.unwrap_err();
        line.mend();
        let before = line.carried().1;
        scene.ground.round(&mut engine).await.unwrap();
        down.push(line.carried().1 - before);
    }
    let fresh = HttpCarrier::trusting(&url, STALL, &scene.trust(right, None)).unwrap();
    let before = line.carried().1;
    let mut stranger = Engine::new(&fresh, scene.ground.parties.clone());
    scene.ground.round(&mut stranger).await.unwrap();
    let whole = line.carried().1 - before;
    // The certificate, and the server's signature over the greeting.
    assert!(down.iter().all(|one| one + 500 < whole), "{down:?} {whole}");
}
