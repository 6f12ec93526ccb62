//! The web of figures: which written amount lies in which identity.
