//! Numbers that identify a person or an organisation, checked by their own
//! rules before anything else looks at them.

mod credit_code;
mod id_number;

pub use credit_code::{CreditCode, CreditCodeError};
pub use id_number::{IdNumber, IdNumberError, IdNumberWarning, Region, Sex};
