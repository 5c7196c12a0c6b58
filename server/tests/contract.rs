//! The console's contract.
fn main() {}
