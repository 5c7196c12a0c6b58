//! What there is to be asked for.

use serde_json::Value;
use shanyi_domain::ids::{ActorId, CaseId, DeviceId};
use shanyi_server::ledger::LedgerError;
use shanyi_wire::derive;

use crate::joined::code;
use crate::office::{Browser, FIRST_VILLAGE, MONDAY, Office};
use crate::station::{image, line, random};

pub struct Scene {
    pub office: Office,
    pub case: CaseId,
    pub seen: Value,
    pub photo: String,
    /// Who works at the case's station.
    pub person: ActorId,
    /// A PC whose name two programs use.
    pub device: DeviceId,
    /// A one-time code of its station that nobody has come with.
    pub code: u32,
}

impl Scene {
    /// A case of 柘岱口乡 with an image that is whole.
    pub async fn new() -> Self {
        let office = Office::open().await;
        let mut station = office.station(FIRST_VILLAGE);
        let photo = random::<2000>();
        let case = station.hand_over("雷美凤", "lnyd", vec![line("id_card", vec![image(&photo)])]);
        station.sync().await;
        station.upload(&photo, 0, &photo).await;
        let device = station.head().stream.device;
        let noticed: Result<bool, LedgerError> = office
            .app
            .ledger
            .write(|tx| tx.notice_doubled(device, MONDAY));
        assert!(noticed.unwrap());
        let clerk = Browser::signed_in(&office, 0).await;
        let seen = clerk.case(case).await["seen"].clone();
        let photo = derive::image_hash(&photo).to_string();
        let code = code(&office.app, FIRST_VILLAGE).id;
        Self {
            office,
            case,
            seen,
            photo,
            person: station.operator,
            device,
            code,
        }
    }
}
