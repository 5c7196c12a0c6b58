//! The body of a frame, its type in the first byte.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shanyi_tests::decoders::body(bytes));
