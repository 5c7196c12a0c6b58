//! A picture on its way into a case.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shanyi_tests::decoders::picture(bytes));
