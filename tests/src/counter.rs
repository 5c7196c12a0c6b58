//! A station's desk without a window: the same commands that the screens call.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::ActorId;
use shanyi_store::vault::{COST, Keyring, SecretFolder, Vault};
use shanyi_store::{Options, Store, StoreError, load_or_create_key};
use shanyi_wire::enrol::Cost;

use crate::enrolled;

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(60);

/// A desk in a folder, open or closed.
pub struct Counter {
    opening: Opening,
    desk: Option<Arc<Desk>>,
}

impl Counter {
    /// Opens the desk of the PC that a file names ([`crate::enrolled`]) in `folder`. What is saved is sent at once.
    #[must_use]
    pub fn open(folder: &Path, enrolment: &Path) -> Self {
        Self::open_with(folder, enrolment, |_| {})
    }

    /// The same, where what is saved stays for so many seconds before it is sent.
    #[must_use]
    pub fn open_holding(folder: &Path, enrolment: &Path, hold_seconds: i64) -> Self {
        Self::open_with(folder, enrolment, |opening| {
            opening.hold_seconds = hold_seconds;
        })
    }

    /// The same, opened otherwise in what `change` says.
    #[must_use]
    pub fn open_with(folder: &Path, enrolment: &Path, change: impl FnOnce(&mut Opening)) -> Self {
        let mut opening = Opening {
            hold_seconds: 0,
            ..Opening::left_open(folder.join("station"))
        };
        change(&mut opening);
        // Where the store can't be opened, the desk says why.
        let _ = enrolled::enrol_folder(&opening.data, enrolment);
        let counter = Self {
            desk: Some(Desk::open(&opening)),
            opening,
        };
        // A process that another test starts at this moment holds the lock until it is itself.
        let _ = counter.until("open_again", &json!({}), |health| health["shut"].is_null());
        counter
    }

    /// Opens the desk of a fresh PC, which is no station's yet. A one-time code's key costs it next to
    /// nothing.
    #[must_use]
    pub fn fresh(folder: &Path) -> Self {
        Self::fresh_with(folder, |opening| {
            opening.code_cost = Cost::OF_TESTS;
            opening.stall = Duration::from_secs(5);
        })
    }

    /// The same with everything as on a shop PC.
    #[must_use]
    pub fn fresh_as_released(folder: &Path) -> Self {
        Self::fresh_with(folder, |_| {})
    }

    fn fresh_with(folder: &Path, change: impl FnOnce(&mut Opening)) -> Self {
        let mut opening = Opening {
            hold_seconds: 0,
            ..Opening::left_open(folder.join("station"))
        };
        change(&mut opening);
        Self {
            desk: Some(Desk::open(&opening)),
            opening,
        }
    }

    /// Closes the desk and opens it again in the same folder.
    pub fn reopen(&mut self) {
        self.close();
        self.desk = Some(Desk::open(&self.opening));
    }

    /// Closes the desk; its exchange ends.
    pub fn close(&mut self) {
        self.desk = None;
    }

    /// The desk itself; a closed one answers nothing.
    ///
    /// # Panics
    /// When the desk is closed.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a test that calls a closed desk is wrong"
    )]
    pub fn desk(&self) -> &Arc<Desk> {
        self.desk.as_ref().expect("the desk is closed")
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// The command's closed error as JSON.
    pub fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        self.desk().call(name, args).map_err(|error| json!(error))
    }

    /// Prepares a picture and gives its reference.
    ///
    /// # Errors
    /// The command's closed error as JSON.
    pub fn picture(&self, of: &str, bytes: &[u8]) -> Result<Value, Value> {
        let view = self
            .desk()
            .call_with_bytes("prepare_picture", json!({ "of": of }), bytes);
        view.map(|view| view["image"].clone())
            .map_err(|error| json!(error))
    }

    /// Waits until a command's answer is as wanted, and gives it.
    ///
    /// # Errors
    /// The last answer, when it never was.
    pub fn until(
        &self,
        name: &str,
        args: &Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value, Value> {
        let begun = Instant::now();
        loop {
            let answer = self.call(name, args.clone());
            match answer {
                Ok(answer) if wanted(&answer) => return Ok(answer),
                other if begun.elapsed() > PATIENCE => return other.and_then(Err),
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// Waits until the catalogue and the directory have arrived from the township.
    ///
    /// # Errors
    /// The last answer.
    pub fn until_furnished(&self) -> Result<Value, Value> {
        self.until("station", &json!({}), |station| {
            station["catalog_version"].is_number()
        })
    }

    /// Waits until nothing waits any more.
    ///
    /// # Errors
    /// The last answer.
    pub fn until_sent(&self) -> Result<Value, Value> {
        self.until("sync_status", &json!({}), |sync| {
            sync["events_waiting"] == 0 && sync["images_waiting"] == 0 && sync["cases_waiting"] == 0
        })
    }

    /// The store's folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.opening.data.clone()
    }

    /// What this PC holds, line by line ([`shanyi_wire::account`]). The desk has to be closed.
    ///
    /// # Errors
    /// What the store says.
    pub fn account(folder: &Path) -> Result<String, StoreError> {
        open_store(folder)?.account()
    }
}

/// What a PC holds whose key is under PINs, by the PIN of this operator. The desk has to be closed.
///
/// # Errors
/// A wrong PIN, and what the store says.
pub fn account_by_pin(
    folder: &Path,
    secrets: &Path,
    operator: ActorId,
    pin: &str,
) -> Result<String, String> {
    let keyring: Vec<Arc<dyn Keyring>> = vec![Arc::new(SecretFolder::new(secrets.to_owned()))];
    let key = Vault::new(folder, keyring, COST).open_by_pin(operator, pin);
    let key = key.map_err(|error| error.to_string())?;
    let account = || Store::open(folder, &key, Options::default())?.account();
    account().map_err(|error: StoreError| error.to_string())
}

fn open_store(folder: &Path) -> Result<Store, StoreError> {
    Store::open(folder, &load_or_create_key(folder)?, Options::default())
}

/// A made-up elder's ID number.
///
/// # Panics
/// When the parts make none, which is the test's fault.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "a test that makes up a wrong number is wrong"
)]
pub fn made_up_id(year: i32, serial: u16) -> String {
    let birth = NaiveDate::from_ymd_opt(year, 5, 12).expect("a date");
    IdNumber::made_up(331_123, birth, serial)
        .expect("a number")
        .as_str()
        .to_owned()
}

/// An applicant's form.
#[must_use]
pub fn applicant(name: &str, id_number: &str) -> Value {
    json!({
        "name": name, "id_number": id_number, "phone": null, "address": "下坪组 12 号",
    })
}

/// The line of a material that is wholly here.
#[must_use]
pub fn line(material: &str, images: &[Value]) -> Value {
    json!({
        "material": material, "originals": 2, "copies": 1, "images": images, "checked": true,
    })
}
