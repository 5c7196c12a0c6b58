//! What each kind of user is answered by each route.

use serde_json::{Value, json};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId};

use crate::office::FIRST_VILLAGE;
use crate::station::elder;

/// What one kind of user is answered: a status, and the kind of error where it is one.
pub type Cell = (u16, &'static str);

pub const WELL: Cell = (200, "");
pub const NOBODY: Cell = (401, "signed_out");
pub const UNSEEN: Cell = (404, "not_found");
pub const NOT_YOURS: Cell = (403, "not_yours");
pub const TOO_SHORT: Cell = (422, "invalid");
pub const ELSEWHERE: Cell = (403, "not_from_here");

/// One route, with the request that is made and what each kind of user is answered.
pub struct Row {
    pub route: &'static str,
    pub path: String,
    pub body: Option<Value>,
    /// The window of the case's own township.
    pub own: Cell,
    /// The county's desk.
    pub county: Cell,
    /// An account of the case's township that may only look.
    pub looks: Cell,
    /// The window of another township.
    pub other: Cell,
    /// An account of the county's desk that may only look; as the township's where nothing is said.
    pub county_looks: Option<Cell>,
    /// One of it that sees another township alone; as that township's window where nothing is said.
    pub county_other: Option<Cell>,
}

impl Row {
    /// What shows a whole number is for those who work on the case.
    pub fn revealing(route: &'static str, case: CaseId) -> Self {
        let path = route
            .replace("POST ", "")
            .replace("{id}", &case.to_string());
        Self {
            looks: NOT_YOURS,
            other: UNSEEN,
            ..Self::open(route, &path, Some(json!({})))
        }
    }

    /// Alike for everybody who is signed in.
    pub fn open(route: &'static str, path: &str, body: Option<Value>) -> Self {
        Self {
            route,
            path: path.to_owned(),
            body,
            own: WELL,
            county: WELL,
            looks: WELL,
            other: WELL,
            county_looks: None,
            county_other: None,
        }
    }

    pub fn changes(&self) -> bool {
        !self.route.starts_with("GET")
    }
}

/// What the requests are about.
pub struct Target<'a> {
    pub case: CaseId,
    pub seen: &'a Value,
    pub photo: &'a str,
    pub device: DeviceId,
    pub person: ActorId,
    pub code: u32,
}

/// The table. An act stands for all of them here: which act is whose is asked of another table,
/// `each_desk_is_offered_exactly_what_it_may_do`.
pub fn rows(target: &Target<'_>) -> Vec<Row> {
    let Target {
        case,
        seen,
        photo,
        device,
        person,
        code,
    } = *target;
    let comment = json!({"seen": seen, "act": {"kind": "withdraw", "reason": "不办了"}});
    vec![
        Row::open("GET /api/session", "/api/session", None),
        Row::open(
            "POST /api/cases/search",
            "/api/cases/search",
            Some(json!({"queue": "all", "words": elder().as_str()})),
        ),
        Row {
            other: UNSEEN,
            ..Row::open("GET /api/cases/{id}", &format!("/api/cases/{case}"), None)
        },
        Row::revealing("POST /api/cases/{id}/identity", case),
        Row::revealing("POST /api/cases/{id}/phone", case),
        Row {
            other: UNSEEN,
            ..Row::open(
                "GET /api/images/{hash}",
                &format!("/api/images/{photo}"),
                None,
            )
        },
        // Of an image that is whole there is no small picture any more, for anybody.
        Row {
            looks: UNSEEN,
            other: UNSEEN,
            county: UNSEEN,
            own: UNSEEN,
            ..Row::open(
                "GET /api/images/{hash}/thumbnail",
                &format!("/api/images/{photo}/thumbnail"),
                None,
            )
        },
        Row::open("GET /api/aside", "/api/aside", None),
        Row {
            looks: NOT_YOURS,
            other: UNSEEN,
            ..Row::open(
                "POST /api/aside/{id}/noted",
                &format!("/api/aside/{device}/noted"),
                Some(json!({})),
            )
        },
        Row::open("GET /api/items", "/api/items", None),
        Row::open("GET /api/leaving", "/api/leaving", None),
        Row::open("GET /api/people", "/api/people", None),
        Row::open("GET /api/stations", "/api/stations", None),
        Row::open("GET /api/changes", "/api/changes?after=0", None),
        Row {
            // The county decides; what the applicant withdraws, the township notes.
            own: WELL,
            county: NOT_YOURS,
            looks: NOT_YOURS,
            other: UNSEEN,
            ..Row::open(
                "POST /api/cases/{id}/acts",
                &format!("/api/cases/{case}/acts"),
                Some(comment),
            )
        },
        countys(
            "POST /api/codes",
            "/api/codes",
            Some(json!({"station": FIRST_VILLAGE, "server": "https://shanyi.example"})),
        ),
        Row {
            county_looks: Some(WELL),
            county_other: Some(WELL),
            ..countys("GET /api/codes", "/api/codes", None)
        },
        countys(
            "POST /api/codes/{id}/withdraw",
            &format!("/api/codes/{code}/withdraw"),
            Some(json!({})),
        ),
        Row {
            county_looks: Some(WELL),
            county_other: Some(WELL),
            ..countys("GET /api/devices", "/api/devices", None)
        },
        countys(
            "POST /api/devices/{id}/revoke",
            &format!("/api/devices/{device}/revoke"),
            Some(json!({"why": "电脑被偷"})),
        ),
        // Behind the act: what somebody answers for who loses the right has moved on.
        county_alone(Row::open(
            "POST /api/people",
            "/api/people",
            Some(json!({"station": FIRST_VILLAGE, "name": "蓝春妹"})),
        )),
        Row {
            other: UNSEEN,
            ..county_alone(Row::open(
                "POST /api/people/{id}/post",
                &format!("/api/people/{}/post", person.0),
                Some(json!({
                    "titles": ["劳动保障协管员"], "competences": [], "files_online": true,
                    "supervises": false, "away": false, "why": "开始做网办",
                })),
            ))
        },
        Row {
            other: UNSEEN,
            ..county_alone(Row::open(
                "POST /api/people/{id}/right",
                &format!("/api/people/{}/right", person.0),
                Some(json!({"granted": false, "why": "调走了"})),
            ))
        },
        // Behind everything else about the case: nothing is left of it.
        Row {
            other: UNSEEN,
            ..county_alone(Row::open(
                "POST /api/cases/{id}/erase",
                &format!("/api/cases/{case}/erase"),
                Some(json!({"why": "申请人书面要求"})),
            ))
        },
        // Everybody may, and is told what is wrong with this one before any password is tried.
        Row {
            own: TOO_SHORT,
            county: TOO_SHORT,
            looks: TOO_SHORT,
            other: TOO_SHORT,
            ..Row::open(
                "POST /api/session/password",
                "/api/session/password",
                Some(json!({"old": "cha-mei-song-42", "new": "abc"})),
            )
        },
        Row::open("DELETE /api/session", "/api/session", None),
    ]
}

/// Of the county's desk alone.
pub fn countys(route: &'static str, path: &str, body: Option<Value>) -> Row {
    Row {
        own: NOT_YOURS,
        looks: NOT_YOURS,
        other: NOT_YOURS,
        county_other: Some(UNSEEN),
        ..Row::open(route, path, body)
    }
}

/// The county's desk changes who works where, and nobody else.
fn county_alone(row: Row) -> Row {
    Row {
        own: NOT_YOURS,
        looks: NOT_YOURS,
        other: NOT_YOURS,
        county_other: Some(UNSEEN),
        ..row
    }
}
