//! Careless reports: each lint's fault is planted once or more, and what is found is read.

use crate::support::{check, files, shown};

#[test]
fn what_is_careless_is_found() {
    for (name, text) in files("tests/careless", ".budget") {
        let checked = check(&text);
        assert!(checked.is_sound(), "{name}: lints warn\n{}", shown(&checked));
        let stem = name.rsplit('/').next().unwrap().trim_end_matches(".budget").to_owned();
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("careless_{stem}"), shown(&checked));
        });
    }
}
