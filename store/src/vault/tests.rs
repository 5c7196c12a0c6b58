//! A key under every way that opens it, and what is left when one of them is lost.

use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::{Options, Store, StoreError, load_key, load_or_create_key};

/// A stretch that costs a test nothing.
const CHEAP: Cost = Cost {
    memory: 64,
    rounds: 1,
    lanes: 1,
};

const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// A system's keyring that can lose what it keeps, and fall silent.
#[derive(Debug, Default)]
struct PlayedKeyring {
    kept: Mutex<Vec<(String, Secret)>>,
    silent: Mutex<bool>,
}

impl PlayedKeyring {
    fn lose_all(&self) {
        self.kept.lock().unwrap().clear();
    }

    fn is_silent(&self, silent: bool) {
        *self.silent.lock().unwrap() = silent;
    }
}

impl Keyring for PlayedKeyring {
    fn kind(&self) -> RingKind {
        RingKind::System
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, KeyringFault> {
        if *self.silent.lock().unwrap() {
            return Err(KeyringFault);
        }
        let kept = self.kept.lock().unwrap();
        let found = kept.iter().find(|(known, _)| known == name);
        Ok(found.map(|(_, secret)| secret.clone()))
    }

    fn put(&self, name: &str, secret: &Secret) -> Result<(), KeyringFault> {
        if *self.silent.lock().unwrap() {
            return Err(KeyringFault);
        }
        let mut kept = self.kept.lock().unwrap();
        kept.push((name.to_owned(), secret.clone()));
        Ok(())
    }
}

/// A data folder whose key was put under a PIN and a code.
struct Scene {
    data: tempfile::TempDir,
    settings: tempfile::TempDir,
    system: Arc<PlayedKeyring>,
    vault: Vault,
    key: DatabaseKey,
    code: RecoveryCode,
}

fn holder(id: u32) -> Holder {
    Holder {
        id: ActorId(id),
        name: format!("跑小二{id}"),
    }
}

fn pin(digits: &str) -> Pin {
    Pin::parse(digits).unwrap()
}

impl Scene {
    fn new() -> Self {
        let (data, settings) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let system = Arc::<PlayedKeyring>::default();
        let key = load_or_create_key(data.path()).unwrap();
        let scene = Self {
            vault: vault(&data, &settings, &system, CHEAP),
            code: draw_code().unwrap(),
            data,
            settings,
            system,
            key,
        };
        let begun = scene.vault.protect(
            &scene.key,
            &holder(11),
            &pin("274910"),
            &scene.code,
            Some(RECIPIENT),
        );
        begun.unwrap();
        scene
    }

    fn by_pin(&self, id: u32, digits: &str) -> Result<DatabaseKey, VaultError> {
        self.vault.open_by_pin(ActorId(id), digits)
    }
}

fn vault(
    data: &tempfile::TempDir,
    settings: &tempfile::TempDir,
    system: &Arc<PlayedKeyring>,
    cost: Cost,
) -> Vault {
    let folder = Arc::new(SecretFolder::new(settings.path().join("shanyi")));
    Vault::new(data.path(), vec![system.clone(), folder], cost)
}

#[test]
fn a_key_under_a_pin_opens_by_it_and_by_the_code_and_lies_open_nowhere() {
    let scene = Scene::new();
    assert_eq!(scene.by_pin(11, "274910"), Ok(scene.key.clone()));
    assert_eq!(scene.by_pin(11, "274911"), Err(VaultError::WrongPin));
    assert_eq!(scene.by_pin(12, "274910"), Err(VaultError::NoHolder));
    assert_eq!(scene.vault.open_by_code(&scene.code), Ok(scene.key.clone()));
    let other = draw_code().unwrap();
    assert_eq!(scene.vault.open_by_code(&other), Err(VaultError::WrongCode));
    assert_eq!(Vault::state(scene.data.path()), KeyState::Wrapped);
    let (plain, hex) = (scene.key.bytes(), hex::encode(scene.key.bytes()));
    for file in fs::read_dir(scene.data.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|part| part == what);
        assert!(!holds(plain) && !holds(hex.as_bytes()), "the key lies open");
    }
}

#[test]
fn a_store_whose_key_is_under_a_pin_is_opened_by_nobody_without_it() {
    let scene = Scene::new();
    let path = scene.data.path();
    assert!(matches!(load_key(path), Err(StoreError::KeyWrapped)));
    assert!(matches!(
        load_or_create_key(path),
        Err(StoreError::KeyWrapped)
    ));
    let key = scene.by_pin(11, "274910").unwrap();
    drop(Store::open(path, &key, Options::default()).unwrap());
    fs::remove_file(path.join("keys")).unwrap();
    assert!(matches!(
        load_or_create_key(path),
        Err(StoreError::KeyMissing)
    ));
}

#[test]
fn a_lost_keyring_takes_the_pin_and_not_the_data() {
    let scene = Scene::new();
    scene
        .vault
        .set_pin(&scene.key, &holder(12), &pin("830275"))
        .unwrap();
    scene.system.lose_all();
    assert_eq!(scene.by_pin(11, "274910"), Err(VaultError::KeyringLost));
    assert_eq!(scene.by_pin(11, "000000"), Err(VaultError::KeyringLost));
    let key = scene.vault.open_by_code(&scene.code).unwrap();
    assert_eq!(key, scene.key);
    scene
        .vault
        .set_pin(&key, &holder(11), &pin("504938"))
        .unwrap();
    assert_eq!(scene.by_pin(11, "504938"), Ok(key.clone()));
    // What leaned on the lost part can't come back; their owner gets a PIN of a colleague.
    assert_eq!(scene.by_pin(12, "830275"), Err(VaultError::NoHolder));
    assert_eq!(scene.vault.open_by_code(&scene.code), Ok(key));
}

#[test]
fn a_keyring_that_keeps_something_else_is_a_lost_one() {
    let scene = Scene::new();
    for (_, secret) in scene.system.kept.lock().unwrap().iter_mut() {
        secret[0] ^= 1;
    }
    assert_eq!(scene.by_pin(11, "274910"), Err(VaultError::KeyringLost));
}

#[test]
fn a_silent_keyring_is_told_from_a_lost_one_and_nothing_is_made_anew_for_it() {
    let scene = Scene::new();
    scene.system.is_silent(true);
    let silent = Err(VaultError::KeyringSilent);
    assert_eq!(scene.by_pin(11, "274910"), silent);
    let changed = scene.vault.set_pin(&scene.key, &holder(11), &pin("504938"));
    assert_eq!(changed, Err(VaultError::KeyringSilent));
    scene.system.is_silent(false);
    assert_eq!(scene.by_pin(11, "274910"), Ok(scene.key.clone()));
}

#[test]
fn a_keyring_that_stays_silent_keeps_nobody_out_whom_a_recovery_code_let_in() {
    let scene = Scene::new();
    let colleague = holder(12);
    scene
        .vault
        .set_pin(&scene.key, &colleague, &pin("830275"))
        .unwrap();
    scene.system.is_silent(true);
    let key = scene.vault.open_by_code(&scene.code).unwrap();
    scene
        .vault
        .set_pin_after_code(&key, &holder(11), &pin("504938"))
        .unwrap();
    assert_eq!(scene.vault.ring_kind(), Ok(Some(RingKind::File)));
    assert_eq!(scene.by_pin(11, "504938"), Ok(key.clone()));
    // What leans on the silent one is not gone: it may speak again.
    assert_eq!(scene.by_pin(12, "830275"), Err(VaultError::KeyringSilent));
    scene.system.is_silent(false);
    assert_eq!(scene.by_pin(12, "830275"), Ok(key.clone()));
    assert_eq!(scene.by_pin(11, "504938"), Ok(key));
}

#[test]
fn where_no_keyring_answers_a_file_outside_the_data_folder_keeps_its_part() {
    let (data, settings) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let system = Arc::<PlayedKeyring>::default();
    system.is_silent(true);
    let vault = vault(&data, &settings, &system, CHEAP);
    let key = load_or_create_key(data.path()).unwrap();
    let code = draw_code().unwrap();
    vault
        .protect(&key, &holder(11), &pin("274910"), &code, None)
        .unwrap();
    assert_eq!(vault.ring_kind(), Ok(Some(RingKind::File)));
    assert_eq!(vault.open_by_pin(ActorId(11), "274910"), Ok(key.clone()));
    let file = fs::read_dir(settings.path().join("shanyi")).unwrap().next();
    let file = file.unwrap().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    fs::remove_file(file.path()).unwrap();
    assert_eq!(
        vault.open_by_pin(ActorId(11), "274910"),
        Err(VaultError::KeyringLost)
    );
    assert_eq!(vault.open_by_code(&code), Ok(key));
}

#[test]
fn several_operators_have_a_pin_each_and_one_is_taken_away_without_the_others() {
    let scene = Scene::new();
    scene
        .vault
        .set_pin(&scene.key, &holder(12), &pin("830275"))
        .unwrap();
    assert_eq!(scene.by_pin(11, "274910"), Ok(scene.key.clone()));
    assert_eq!(scene.by_pin(12, "830275"), Ok(scene.key.clone()));
    assert_eq!(scene.by_pin(12, "274910"), Err(VaultError::WrongPin));
    scene.vault.remove_pin(&scene.key, ActorId(11)).unwrap();
    assert_eq!(scene.by_pin(11, "274910"), Err(VaultError::NoHolder));
    assert_eq!(scene.by_pin(12, "830275"), Ok(scene.key.clone()));
    let last = scene.vault.remove_pin(&scene.key, ActorId(12));
    assert_eq!(last, Err(VaultError::LastHolder));
}

#[test]
fn a_new_code_ends_the_one_before() {
    let scene = Scene::new();
    let new = draw_code().unwrap();
    scene.vault.set_code(&scene.key, &new).unwrap();
    assert_eq!(scene.vault.open_by_code(&new), Ok(scene.key.clone()));
    let old = scene.vault.open_by_code(&scene.code);
    assert_eq!(old, Err(VaultError::WrongCode));
    assert_eq!(scene.by_pin(11, "274910"), Ok(scene.key.clone()));
}

#[test]
fn a_wrap_of_an_earlier_cost_opens_and_is_known_as_old() {
    let scene = Scene::new();
    let dearer = Cost { rounds: 2, ..CHEAP };
    let vault = vault(&scene.data, &scene.settings, &scene.system, dearer);
    let key = vault.open_by_pin(ActorId(11), "274910").unwrap();
    assert_eq!(vault.is_old(&holder(11)), Ok(true));
    vault.set_pin(&key, &holder(11), &pin("274910")).unwrap();
    assert_eq!(vault.is_old(&holder(11)), Ok(false));
    assert_eq!(vault.open_by_pin(ActorId(11), "274910"), Ok(key));
}

#[test]
fn a_wrap_that_does_not_give_the_key_back_replaces_nothing() {
    let scene = Scene::new();
    let before = scene.vault.bytes().unwrap();
    let file = scene.vault.read().unwrap();
    let proof = Proof {
        of: Use::Operator(ActorId(11)),
        under: Secret::new([1; 32]),
    };
    let mut other = file.clone();
    other.recovery.clear();
    let put = written::put(scene.data.path(), &other, &scene.key, &[proof]);
    assert_eq!(put, Err(VaultError::NotProven));
    assert_eq!(scene.vault.bytes().unwrap(), before);
}

#[test]
fn an_open_key_that_a_power_cut_left_beside_the_wraps_is_not_used_and_goes() {
    let scene = Scene::new();
    let plain = scene.data.path().join("key");
    fs::write(&plain, "0".repeat(64)).unwrap();
    assert_eq!(Vault::state(scene.data.path()), KeyState::Wrapped);
    let key = scene.by_pin(11, "274910").unwrap();
    scene.vault.finish().unwrap();
    assert!(!plain.exists());
    assert_eq!(key, scene.key);
}

#[test]
fn a_brought_file_of_another_store_opens_nothing() {
    let (scene, other) = (Scene::new(), Scene::new());
    let brought = other.vault.bytes().unwrap();
    let opened = scene.vault.open_by_brought(&brought, &other.code);
    assert_eq!(opened, Err(VaultError::OtherFile));
    let own = scene.vault.bytes().unwrap();
    let opened = scene.vault.open_by_brought(&own, &scene.code);
    assert_eq!(opened, Ok(scene.key.clone()));
    let junk = scene.vault.open_by_brought(b"{\"format\":2}", &scene.code);
    assert_eq!(junk, Err(VaultError::Newer));
}

#[test]
fn a_brought_file_that_lies_takes_no_memory_and_opens_nothing() {
    let scene = Scene::new();
    let own = String::from_utf8(scene.vault.bytes().unwrap()).unwrap();
    let sound: serde_json::Value = serde_json::from_str(&own).unwrap();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut file = sound.clone();
        change(&mut file);
        serde_json::to_vec(&file).unwrap()
    };
    let cost = |name: &'static str| {
        with(&move |file| file["operators"][0]["cost"][name] = serde_json::json!(u32::MAX))
    };
    let many = with(&|file| {
        let one = file["recovery"][0].clone();
        file["recovery"] = vec![one; 5_000].into();
    });
    let long = with(&|file| file["township"]["age"] = "00".repeat(100_000).into());
    let hostile = [
        cost("memory"),
        cost("rounds"),
        cost("lanes"),
        many,
        long,
        with(&|file| file["id"] = "../../keys".into()),
        with(&|file| file["format"] = (-1).into()),
        [b"[".repeat(100_000), b"]".repeat(100_000)].concat(),
        [b"{\"format\":1,\"id\":".repeat(50_000), b"1".to_vec()].concat(),
        [own.as_bytes(), &b" ".repeat(2 * 1024 * 1024)].concat(),
        own.as_bytes()[..own.len() / 2].to_vec(),
        vec![0xff; 4096],
        Vec::new(),
    ];
    for (nth, bytes) in hostile.iter().enumerate() {
        let told = scene.vault.is_own(bytes);
        assert_eq!(told, Err(VaultError::Unreadable), "file {nth}");
        let opened = scene.vault.open_by_brought(bytes, &scene.code);
        assert_eq!(opened, Err(VaultError::Unreadable), "file {nth}");
    }
    assert_eq!(scene.by_pin(11, "274910"), Ok(scene.key.clone()));
}

#[test]
fn whoever_takes_the_count_of_wrong_pins_away_gains_no_try() {
    let scene = Scene::new();
    let (dir, who) = (scene.data.path(), ActorId(11));
    let longest = Attempt::Wait(900);
    for left in [None, Some("[{"), Some("{}")] {
        let file = dir.join("attempts");
        let _ = fs::remove_file(&file);
        if let Some(left) = left {
            fs::write(&file, left).unwrap();
        }
        let mut attempts = Attempts::read(dir, Duration::ZERO);
        assert_eq!(attempts.may(who, Duration::ZERO), longest, "{left:?}");
        let later = Duration::from_secs(900);
        assert_eq!(attempts.may(who, later), Attempt::Free);
        attempts.begin(who, later).unwrap();
        assert_eq!(attempts.may(who, later), longest, "and so on");
        attempts.right(who).unwrap();
        assert_eq!(attempts.may(who, later), Attempt::Free, "whoever knows it");
        let again = Attempts::read(dir, Duration::ZERO);
        assert_eq!(again.may(who, Duration::ZERO), Attempt::Free);
    }
    let new = tempfile::tempdir().unwrap();
    let nobody = Attempts::read(new.path(), Duration::ZERO);
    assert_eq!(nobody.may(who, Duration::ZERO), Attempt::Free);
}

#[test]
fn the_township_s_key_is_wrapped_for_once_and_again_for_another_recipient() {
    let scene = Scene::new();
    assert_eq!(scene.vault.set_township(&scene.key, RECIPIENT), Ok(false));
    let wrong = scene.vault.set_township(&scene.key, "age1nonsense");
    assert_eq!(wrong, Err(VaultError::Recipient));
    assert_eq!(
        scene.vault.read().unwrap().township.unwrap().recipient,
        RECIPIENT
    );
}

#[test]
fn the_cost_of_a_pin_is_no_less_than_what_is_asked_of_passwords() {
    const { assert!(COST.memory >= 64 * 1024 && COST.rounds >= 3) };
    let begun = std::time::Instant::now();
    stretch("274910", &[0; 16], COST).unwrap();
    assert!(
        begun.elapsed() > Duration::from_millis(10),
        "it costs nothing"
    );
}
