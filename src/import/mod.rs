//! Forms read backwards: tables of other programs to facts.
