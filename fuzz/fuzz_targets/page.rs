//! A page of a damaged store, its number in the first byte.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shanyi_tests::decoders::page(bytes));
