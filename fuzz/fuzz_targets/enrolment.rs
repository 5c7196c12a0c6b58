//! An enrolment file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shanyi_tests::decoders::enrolment(bytes));
