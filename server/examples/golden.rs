//! Makes a small ledger with something of everything in it, to be kept as the golden file of this
//! form: `cargo run -p shanyi-server --example golden -- server/tests/golden` writes `form-N.sql`, the
//! whole ledger as text, and `form-N.account`, what it holds in the words that both sides share.
//! Catalogues are left out: they have a format of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

#[path = "../tests/township/joined.rs"]
mod joined;
#[path = "../tests/township/office.rs"]
mod office;
#[path = "../tests/township/station.rs"]
mod station;

use std::path::PathBuf;

use office::{FIRST_VILLAGE, Office, SECOND_VILLAGE};
use rusqlite::types::Value;
use rusqlite::{Connection, Result};
use shanyi_domain::fact::{Commented, Fact};
use shanyi_domain::ids::Seed;
use shanyi_wire::keys::SigningKey;
use station::{image, line};

#[tokio::main]
async fn main() {
    let to = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let office = Office::open().await;
    fill(&office).await;
    let db = Connection::open(office.folder.path().join("data/township.db")).unwrap();
    add_what_is_rare(&db).unwrap();
    let account = shanyi_server::dump::dump(&office.app).unwrap();
    // Its key is 32 times 06, so that whoever tests with it can open it.
    let key = SigningKey::from_bytes(&[6; 32]).public().0;
    db.execute("UPDATE device SET key = ?1 WHERE station IS NULL", [key])
        .unwrap();
    let form: i64 = db
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    let name = to.join(format!("form-{form}"));
    std::fs::write(name.with_extension("account"), account).unwrap();
    std::fs::write(name.with_extension("sql"), text(&db, form).unwrap()).unwrap();
}

/// What stations bring: cases, images, what can't be used, a fork.
async fn fill(office: &Office) {
    let mut station = office.station(FIRST_VILLAGE);
    let (whole, begun) = (vec![1; 700], vec![2; 9000]);
    let images = vec![image(&whole), image(&begun)];
    let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", images)]);
    station.collect("钟土根", "jbrz", vec![]);
    station.sync().await;
    station.upload(&whole, 0, &whole).await;
    station.upload(&begun, 0, &begun[..4000]).await;
    let mut copy = station.clone();
    station.write(case, comment("下午再来"));
    // A second handing over has no place, and a kind of tomorrow no meaning yet.
    station.submit(case);
    let tomorrow = vec![0xa3, 0x00, 0x19, 0x27, 0x0f, 0x03, 0x00, 0x05, 0xa0];
    station.raw(tomorrow, Seed([9; 16]), true);
    station.sync().await;
    copy.write(case, comment("另一台也写了"));
    copy.send(copy.body(&[copy.push(4, 4)])).await;
    let mut other = office.station(SECOND_VILLAGE);
    other.hand_over("蓝春妹", "lnyd", vec![]);
    other.sync().await;
}

fn comment(text: &str) -> Fact {
    Fact::Commented(Commented {
        text: text.to_owned(),
    })
}

/// What takes a bad day to come about: one row each.
fn add_what_is_rare(db: &Connection) -> Result<()> {
    db.execute_batch(
        "INSERT INTO returned
             SELECT id, zeroblob(32), (SELECT id FROM device WHERE station NOTNULL LIMIT 1),
                 6, 2, case_id, NULL, bytes, received_at FROM event WHERE case_id NOTNULL LIMIT 1;
         INSERT INTO erased_image SELECT id, zeroblob(32) FROM station LIMIT 1;
         INSERT INTO voucher SELECT id, zeroblob(16) FROM event WHERE case_id NOTNULL LIMIT 1;
         INSERT INTO doubled SELECT id, 1789952400, 1789952460, NULL, NULL
             FROM device WHERE station NOTNULL LIMIT 1;
         INSERT INTO document_wanted VALUES (1, 9, zeroblob(32));
         INSERT INTO session SELECT zeroblob(32), person, 1789960000 FROM account LIMIT 1;
         INSERT INTO viewed (person, what, case_id, at)
             SELECT (SELECT person FROM account LIMIT 1), 1, id, 1789952400 FROM case_file LIMIT 1;
         INSERT INTO entitlement (person, granted, since, by, why)
             SELECT person, 0, 1789952400, NULL, '离岗' FROM account LIMIT 1;
         INSERT INTO enrol_code (finder, secret, station, device, block, made_at, expires_at)
             SELECT zeroblob(16), zeroblob(32), id, x'0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c', 'Z',
                 1789952400, 1790038800 FROM station LIMIT 1;
         INSERT INTO erasure VALUES (x'0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e', 1789952400, NULL, '本人要求');
         INSERT INTO erased SELECT id, zeroblob(32) FROM event WHERE case_id ISNULL LIMIT 1;
         INSERT INTO journal (at, person, act, subject, why)
             VALUES (1789952400, NULL, 1, '331127200201', '');
         INSERT INTO thumbnail SELECT station, hash, x'ffd8ff07' FROM blob WHERE complete = 0;
         INSERT INTO search_due SELECT id FROM case_file
             WHERE id NOT IN (SELECT case_id FROM search_due) LIMIT 1;
         INSERT INTO search_token SELECT '雷', id FROM case_file WHERE true LIMIT 1
             ON CONFLICT DO NOTHING;
         UPDATE stream SET prunable = 1 WHERE seq > 2;
         DELETE FROM item WHERE code NOT IN (SELECT code FROM item LIMIT 1);
         DELETE FROM document WHERE kind = 1;",
    )
}

/// The ledger as statements: its shape, then its rows in the order of their keys.
fn text(db: &Connection, form: i64) -> Result<String> {
    let ask = |sql: &str| -> Result<Vec<String>> {
        let mut statement = db.prepare(sql)?;
        statement.query_map([], |row| row.get(0))?.collect()
    };
    let mut text = format!(
        "-- Golden: a ledger of form {form} as its program left it. Never changed.\n\
         PRAGMA foreign_keys = OFF;\nPRAGMA user_version = {form};\n"
    );
    for sql in ask("SELECT sql FROM sqlite_master WHERE sql NOTNULL ORDER BY rowid")? {
        text.push_str(&format!("\n{sql};\n"));
    }
    for table in ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")? {
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        text.push('\n');
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|column| Ok(literal(row.get(column)?)));
            let values: Vec<String> = values.collect::<Result<_>>()?;
            let values = values.join(", ");
            text.push_str(&format!("INSERT INTO {table} VALUES ({values});\n"));
        }
    }
    Ok(text)
}

fn literal(value: Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Blob(bytes) => format!("x'{}'", hex::encode(bytes)),
    }
}
