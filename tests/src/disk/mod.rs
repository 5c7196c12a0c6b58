//! A disk that lies. A program's every write, fsync and change of a name below one folder is
//! recorded from outside (by `strace`), with the real SQLite and the real file system under it; from
//! the record come the disks that a power cut could have left at any moment: what was not fsynced is
//! there, is gone, is there in part or in another order, down to single sectors. The same tracer
//! makes single calls fail.
//!
//! What is not fsynced, by the model: bytes of a file until the file is fsynced, names in a folder
//! until the folder is.

pub mod cuts;
pub mod model;
pub mod record;
pub mod refusals;
pub mod station;
pub mod township;

pub use model::{Disk, Keep};
pub use record::{Call, record};
