//! The township server as stations and clerks meet it: a real server on a free port, a real
//! ledger in a folder of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acts;
mod again;
mod aside;
mod backups;
mod blobs;
mod clock;
mod commands;
mod desk;
mod door;
mod enrolling;
mod erased;
mod erasing;
mod exchange;
mod forks;
mod garbage;
mod golden;
mod guard;
mod heard;
mod joined;
mod keeping;
mod kills;
mod leaving;
mod news;
mod office;
mod password;
mod pcs;
mod people;
mod posts;
mod rights;
mod sights;
mod silence;
mod slips;
mod station;
mod telling;
mod texts;
mod thumbnails;
mod tls;
mod verify;
