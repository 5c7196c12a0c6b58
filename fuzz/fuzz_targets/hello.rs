//! The bytes of a hello.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shanyi_tests::decoders::hello(bytes));
