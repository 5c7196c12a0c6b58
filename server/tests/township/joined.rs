//! A PC that a one-time code made a station's.

use shanyi_domain::ids::DeviceId;
use shanyi_server::App;
use shanyi_server::enrol::{self, Made, Wish};
use shanyi_server::exchange::enrol::answer;
use shanyi_wire::enrol::{
    Asked, Authority, Code, CodeKey, Cost, Membership, Refused, Request, sealing_key,
};
use shanyi_wire::keys::SigningKey;

pub struct Joined {
    pub membership: Membership,
    pub key: SigningKey,
}

/// A code whose key costs next to nothing.
pub fn code(app: &App, village: &str) -> Made {
    let wish = Wish {
        cost: Cost::OF_TESTS,
        ..Wish::of(village)
    };
    enrol::make(app, &wish).unwrap()
}

/// A PC with drawn keys.
pub struct Newcomer {
    pub key: SigningKey,
    pub sealing: [u8; 32],
    /// The PC whose cases it goes on with.
    pub former: Option<DeviceId>,
}

impl Newcomer {
    pub fn new() -> Self {
        let (mut key, mut sealing) = ([0; 32], [0; 32]);
        getrandom::fill(&mut key).unwrap();
        getrandom::fill(&mut sealing).unwrap();
        Self {
            key: SigningKey::from_bytes(&key),
            sealing: sealing_key(&sealing),
            former: None,
        }
    }

    /// What it asks with a code, on a line that ends at this authority.
    pub fn asks(&self, code: &Code, authority: Authority) -> (CodeKey, Vec<u8>) {
        let key = code.key(Cost::OF_TESTS).unwrap();
        let (label, program) = ("前台".to_owned(), "0.1.0".to_owned());
        let public = self.key.public();
        let request = Request::new(&key, public, self.sealing, authority, label, program);
        let request = request.going_on_from(self.former);
        (key, Asked::new(&request, &self.key).to_bytes())
    }

    /// Asks the township in this process.
    pub fn joins(&self, app: &App, code: &Code) -> Result<Membership, Refused> {
        let (key, asked) = self.asks(code, Authority::default());
        let answer = answer(app, &asked, None)?;
        let read = answer.membership(&key, &self.key.public(), &self.sealing);
        Ok(read.unwrap())
    }
}

impl Joined {
    pub fn at(app: &App, village: &str) -> Self {
        let newcomer = Newcomer::new();
        Self {
            membership: newcomer.joins(app, &code(app, village).code).unwrap(),
            key: newcomer.key,
        }
    }
}
