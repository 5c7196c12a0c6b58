//! A desk with its door, opened and closed, and what its operator wrote down.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::door::Cost;
use shanyi_domain::ids::ActorId;
use shanyi_store::vault::Vault;
use shanyi_store::{DatabaseKey, JournalAct, Options, Store};

use crate::furnished::furnished;

/// The operator's.
pub const PIN: &str = "274910";
/// Their colleague's.
pub const COLLEAGUES: &str = "830275";
/// A stretch that costs a test nothing.
pub const CHEAP: Cost = Cost {
    memory: 64,
    rounds: 1,
    lanes: 1,
};

/// A desk that is opened and closed, with what its operator wrote down.
pub struct Scene {
    pub place: tempfile::TempDir,
    pub opening: Opening,
    pub desk: Option<Arc<Desk>>,
    pub code: Vec<String>,
}

impl Scene {
    /// A furnished desk at which nobody has chosen a PIN.
    pub fn fresh() -> Self {
        let place = tempfile::tempdir().unwrap();
        let opening = Opening {
            door_left_open: false,
            pin_cost: CHEAP,
            ..furnished(&place.path().join("station"))
        };
        let desk = Some(Desk::open(&opening));
        Self {
            place,
            opening,
            desk,
            code: Vec::new(),
        }
    }

    /// The same at which the enrolled operator has.
    pub fn chosen() -> Self {
        let mut scene = Self::fresh();
        scene.choose(11, PIN);
        scene
    }

    pub fn choose(&mut self, operator: u32, pin: &str) {
        let chosen = self.ok("choose_pin", json!({ "operator": operator, "pin": pin }));
        self.confirm(&chosen);
    }

    pub fn confirm(&mut self, made: &Value) {
        let groups = made["groups"].as_array().unwrap();
        self.code = groups
            .iter()
            .map(|group| group.as_str().unwrap().to_owned())
            .collect();
        let typed = asked(made).map(|at| self.code[at].to_lowercase());
        let door = self.ok("confirm_recovery", json!({ "groups": typed }));
        assert_eq!(door["state"], "open", "{door}");
    }

    pub fn desk(&self) -> &Desk {
        self.desk.as_ref().unwrap()
    }

    pub fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        self.desk().call(name, args).map_err(|error| json!(error))
    }

    pub fn ok(&self, name: &str, args: Value) -> Value {
        self.call(name, args).unwrap()
    }

    pub fn sign_in(&self, operator: u32, pin: &str) -> Result<Value, Value> {
        self.call("sign_in", json!({ "operator": operator, "pin": pin }))
    }

    pub fn door(&self) -> Value {
        self.ok("door", Value::Null)
    }

    pub fn reopen(&mut self) {
        self.desk = None;
        self.desk = Some(Desk::open(&self.opening));
    }

    pub fn secrets(&self) -> PathBuf {
        self.place.path().join("station.secrets")
    }

    /// The store's key, by the enrolled operator's PIN. The desk is closed by it.
    pub fn key(&mut self, pin: &str) -> DatabaseKey {
        self.desk = None;
        let keyrings = self.opening.keyrings.clone();
        let vault = Vault::new(&self.opening.data, keyrings, CHEAP);
        vault.open_by_pin(ActorId(11), pin).unwrap()
    }

    /// The acts of the journal with their operators, in order. The desk is closed by it.
    pub fn journal(&mut self, pin: &str) -> Vec<(Option<JournalAct>, u32)> {
        let key = self.key(pin);
        let store = Store::open(&self.opening.data, &key, Options::default()).unwrap();
        let mut lines = store.journal(100).unwrap();
        lines.reverse();
        lines
            .into_iter()
            .map(|line| (line.act, line.operator.0))
            .collect()
    }
}

/// The places of the groups that are to be typed back, from 0.
pub fn asked(made: &Value) -> [usize; 2] {
    [0, 1].map(|at| usize::try_from(made["ask"][at].as_u64().unwrap()).unwrap() - 1)
}

pub fn locked() -> Result<Value, Value> {
    Err(json!({ "kind": "locked" }))
}
