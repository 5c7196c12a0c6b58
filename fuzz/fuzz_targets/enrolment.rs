//! What a PC and its township say to each other when it is enrolled.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shanyi_tests::decoders::enrolment(bytes));
