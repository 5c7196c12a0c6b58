//! Writes the console's API as TypeScript, so that its pages are checked against it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

use super::act::{
    ActRequest, CaseSearch, CodeWish, EraseWish, NewcomerWish, PasswordWish, PostWish, RevokeWish,
    RightWish, SignIn,
};
use super::error::ConsoleError;
use super::view::{
    AsideView, CaseList, CaseView, Changes, CodeRow, Done, ItemView, LeavingView, MadeCode, PcRow,
    PeopleView, Queue, RightDone, SessionView, StationView,
};

/// Collects the routes and every type they lean on.
struct Rows {
    config: Config,
    rows: String,
    types: BTreeMap<String, String>,
}

impl Rows {
    fn row<B: TS + 'static, R: TS + 'static>(&mut self, route: &str, query: &str) {
        self.visit::<B>();
        self.visit::<R>();
        let (body, result) = (B::name(&self.config), R::name(&self.config));
        let _ = writeln!(
            self.rows,
            "  '{route}': {{ query: {query}; body: {body}; result: {result} }};"
        );
    }
}

impl TypeVisitor for Rows {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let ident = T::ident(&self.config);
            if self.types.contains_key(&ident) {
                return;
            }
            let declaration = format!("export {}\n", T::decl(&self.config));
            self.types.insert(ident, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The whole contract as one TypeScript file.
#[must_use]
pub fn typescript() -> String {
    let mut rows = Rows {
        config: Config::new().with_large_int("number"),
        rows: String::new(),
        types: BTreeMap::new(),
    };
    let nothing = "Record<never, never>";
    rows.row::<SignIn, SessionView>("POST /api/session", nothing);
    rows.row::<(), SessionView>("GET /api/session", nothing);
    rows.row::<(), ()>("DELETE /api/session", nothing);
    rows.row::<PasswordWish, ()>("POST /api/session/password", nothing);
    rows.row::<CaseSearch, CaseList>("POST /api/cases/search", nothing);
    rows.row::<(), CaseView>("GET /api/cases/{id}", nothing);
    rows.row::<(), CaseView>("POST /api/cases/{id}/identity", nothing);
    rows.row::<(), CaseView>("POST /api/cases/{id}/phone", nothing);
    rows.row::<ActRequest, Done>("POST /api/cases/{id}/acts", nothing);
    rows.row::<EraseWish, ()>("POST /api/cases/{id}/erase", nothing);
    rows.row::<(), Changes>("GET /api/changes", "{ after: number }");
    rows.row::<(), AsideView>("GET /api/aside", nothing);
    rows.row::<(), AsideView>("POST /api/aside/{id}/noted", nothing);
    rows.row::<CodeWish, MadeCode>("POST /api/codes", nothing);
    rows.row::<(), Vec<CodeRow>>("GET /api/codes", nothing);
    rows.row::<(), Vec<CodeRow>>("POST /api/codes/{id}/withdraw", nothing);
    rows.row::<(), Vec<PcRow>>("GET /api/devices", nothing);
    rows.row::<RevokeWish, Vec<PcRow>>("POST /api/devices/{id}/revoke", nothing);
    rows.row::<(), LeavingView>("GET /api/leaving", nothing);
    rows.row::<(), Vec<StationView>>("GET /api/stations", nothing);
    rows.row::<(), Vec<ItemView>>("GET /api/items", nothing);
    rows.row::<(), PeopleView>("GET /api/people", nothing);
    rows.row::<NewcomerWish, PeopleView>("POST /api/people", nothing);
    rows.row::<PostWish, PeopleView>("POST /api/people/{id}/post", nothing);
    rows.row::<RightWish, RightDone>("POST /api/people/{id}/right", nothing);
    rows.visit::<Queue>();
    rows.visit::<ConsoleError>();
    let types: Vec<String> = rows.types.into_values().collect();
    format!(
        "// Generated from the console's API by `cargo xtask bindings`. Do not edit.\n\n{}\n\
         /** Every route of the console; `/api/images/{{hash}}` gives bytes. Requests other than \
         GET bear the header `X-Shanyi: 1`. */\nexport interface Routes {{\n{}}}\n",
        types.join("\n"),
        rows.rows
    )
}
