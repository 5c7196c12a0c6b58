//! The ledger's form: made new, brought on from an older one, refused where it is newer.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::options::bits;
use super::{LedgerError, Randomness};

/// The ledger's form. Raised with every change of `schema.sql`, with a step from the form before.
const FORM: i64 = 7;

/// What brings a ledger from form `n + 1` to the next. Never changed once it was used.
const STEPS: [&str; 6] = [
    include_str!("forms/1-to-2.sql"),
    include_str!("forms/2-to-3.sql"),
    include_str!("forms/3-to-4.sql"),
    include_str!("forms/4-to-5.sql"),
    include_str!("forms/5-to-6.sql"),
    include_str!("forms/6-to-7.sql"),
];

/// Brings a ledger to the present form, in one transaction: it is whole in its old form or in its
/// new one, wherever the power goes.
pub(super) fn bring(
    connection: &mut Connection,
    randomness: &mut Randomness,
) -> Result<(), LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match found {
        FORM => return Ok(()),
        0 => install(&transaction, randomness)?,
        1..FORM => {
            let done = usize::try_from(found - 1).unwrap_or_default();
            for step in STEPS.iter().skip(done) {
                transaction.execute_batch(step)?;
            }
        }
        found => return Err(LedgerError::Newer { found, known: FORM }),
    }
    transaction.pragma_update(None, "user_version", FORM)?;
    transaction.commit()?;
    Ok(())
}

fn install(transaction: &Transaction<'_>, randomness: &mut Randomness) -> Result<(), LedgerError> {
    transaction.execute_batch(include_str!("schema.sql"))?;
    transaction.execute(
        "INSERT INTO township (one, timeline, incarnation) VALUES (1, ?1, ?2)",
        params![bits(randomness)?, bits(randomness)?],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;

    fn timeline(ledger: &Ledger) -> u64 {
        let read: Result<u64, LedgerError> = ledger.read(|view| view.timeline());
        read.unwrap()
    }

    /// Every table and index, column by column.
    fn shape(connection: &Connection) -> Vec<String> {
        let ask = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let mut shape = ask(
            "SELECT m.type || ' ' || m.name || ' ' || c.cid || ' ' || c.name || ' ' || c.type || ' '
                 || c.\"notnull\" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk
             FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY 1",
        );
        shape.extend(ask(
            "SELECT m.tbl_name || ' ' || m.name || ' ' || c.seqno || ' ' || coalesce(c.name, '-')
             FROM sqlite_master m, pragma_index_xinfo(m.name) c WHERE m.type = 'index' ORDER BY 1",
        ));
        shape
    }

    #[test]
    fn a_ledger_keeps_its_timeline_and_one_of_a_newer_program_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let first = timeline(&Ledger::open(place.path()).unwrap());
        assert_eq!(timeline(&Ledger::open(place.path()).unwrap()), first);
        let raw = Connection::open(place.path().join("township.db")).unwrap();
        raw.pragma_update(None, "user_version", 99).unwrap();
        let refused = Ledger::open(place.path()).err().unwrap();
        assert!(matches!(refused, LedgerError::Newer { found: 99, .. }));
        let sentence = refused.to_string();
        assert!(sentence.contains("newer program") && sentence.contains("Nothing was changed"));
        let form: i64 = raw
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(form, 99);
    }

    #[test]
    fn a_ledger_of_the_first_form_becomes_one_of_this_form_with_all_that_is_in_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("township.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(include_str!("forms/1.sql")).unwrap();
        old.execute_batch(
            "INSERT INTO township VALUES (1, 77, 88);
             INSERT INTO person (id, name, title) VALUES (21, '郑春燕', '窗口');
             INSERT INTO account (person, name, level, password) VALUES (21, '郑春燕', 1, 'x');
             PRAGMA user_version = 1;",
        )
        .unwrap();
        drop(old);
        let ledger = Ledger::open(place.path()).unwrap();
        assert_eq!(timeline(&ledger), 77);
        let account = ledger
            .read(|view| view.account("郑春燕"))
            .map_err(|error: LedgerError| error)
            .unwrap()
            .unwrap();
        assert!(account.may_act && !account.closed);
        let elsewhere = tempfile::tempdir().unwrap();
        drop(Ledger::open(elsewhere.path()).unwrap());
        let new = Connection::open(elsewhere.path().join("township.db")).unwrap();
        let upgraded = Connection::open(&path).unwrap();
        assert_eq!(shape(&upgraded), shape(&new));
        assert_eq!(STEPS.len() as i64, FORM - 1, "a step for each form before");
    }
}
