#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| budgetc_fuzz::tables(bytes));
