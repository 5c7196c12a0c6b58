//! Writes the command table as TypeScript, so that the screens are checked against it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

use crate::error::DeskError;

/// Collects the rows of the command table and every type they lean on.
pub struct Rows {
    config: Config,
    rows: String,
    types: BTreeMap<String, String>,
}

impl Rows {
    /// Adds one row.
    pub(crate) fn row<A: TS + 'static, R: TS + 'static>(
        &mut self,
        name: &str,
        docs: &[&str],
        bytes: bool,
    ) {
        self.visit::<A>();
        self.visit::<R>();
        let (args, result) = (A::name(&self.config), R::name(&self.config));
        let doc: Vec<&str> = docs.iter().map(|line| line.trim()).collect();
        let _ = writeln!(
            self.rows,
            "  /** {} */\n  {name}: {{ args: {args}; result: {result}; bytes: {bytes} }};",
            doc.join(" ")
        );
    }
}

impl TypeVisitor for Rows {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types with a file of their own have a declaration; the others are written inline.
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
    let config = Config::new().with_large_int("number");
    let mut rows = Rows {
        config,
        rows: String::new(),
        types: BTreeMap::new(),
    };
    crate::command::visit_rows(&mut rows);
    rows.visit::<DeskError>();
    let types: Vec<String> = rows.types.into_values().collect();
    let limits = crate::limits::NAMED.map(|(name, limit)| format!("{name}: {limit}"));
    format!(
        "// Generated from the command table by `cargo xtask bindings`. Do not edit.\n\n{}\n/** Most characters that a field takes. */\nexport const LIMITS = {{ {} }} as const\n\n/** Every command of the desk. */\nexport interface Commands {{\n{}}}\n",
        types.join("\n"),
        limits.join(", "),
        rows.rows
    )
}
