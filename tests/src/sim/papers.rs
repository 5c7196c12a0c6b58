//! What the township publishes while everything else goes on.

use shanyi_domain::directory::Office;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;
use shanyi_server::error::ServerError;
use shanyi_server::publish;
use shanyi_wire::event::DocumentKind;

use super::Sim;
use super::township::has_no_room;
use super::world::World;

impl World {
    /// A calendar or a directory is published, now and then a long one.
    pub(super) fn publish(&mut self) -> Sim<()> {
        let now = Moment(self.now);
        let app = &self.township.app;
        let done = match self.dice.percent(70) {
            true => {
                // Blanks between its parts mean nothing, and make it long.
                let long = match self.dice.percent(20) {
                    true => self.dice.from_to(20_000, 90_000),
                    false => self.dice.from_to(0, 3_000),
                };
                let day = self.dice.from_to(1, 28);
                app.ledger.write(|tx| {
                    let version = tx.last_version(DocumentKind::Calendar)? + 1;
                    let text = calendar(version, day, long as usize);
                    let calendar = Calendar::from_json(&text).map_err(|_| {
                        shanyi_server::ledger::LedgerError::Broken("the simulation's calendar")
                    })?;
                    publish::calendar_text(tx, &calendar, &text, now)?;
                    Ok::<_, ServerError>(format!("calendar {version}"))
                })
            }
            false => {
                let office = Office {
                    name: format!("便民服务中心 {} 号窗口", self.dice.below(100)),
                    phone: String::new(),
                };
                app.ledger.write(|tx| {
                    publish::directory(tx, &office, now)?;
                    Ok::<_, ServerError>("a directory".to_owned())
                })
            }
        };
        match done {
            Ok(what) => {
                app.tell();
                self.fault("document published");
                self.note(format!("the township publishes {what}"));
                Ok(())
            }
            Err(ServerError::Ledger(error))
                if self.township.spare.is_some() && has_no_room(&error) =>
            {
                self.note("the township finds no room to publish".to_owned());
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn calendar(version: u32, day: u32, long: usize) -> String {
    let blank = " ".repeat(long);
    format!(
        r#"{{"format":1,"version":{version},"published":"2026-11-21","fixed_holidays":[[1,{day}]],{blank}
"years":{{"2026":{{"off_weekdays":["2026-01-01"],"makeup_workdays":[]}}}}}}"#
    )
}
