//! Wording in both languages, written once where it is raised.

/// One piece of wording in both languages; [`say!`](crate::say) writes the two side by side where they are raised.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Say {
    /// Plain Chinese.
    pub zh: String,
    /// Plain English.
    pub en: String,
}

impl Say {
    /// The wording in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// The languages of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// `say!("中文 {name}", "English {name}")`: both wordings, with captured arguments. Those that are wordings themselves are named
/// behind: `say!("读不了：{reason}", "cannot be read: {reason}", reason)`.
#[macro_export]
macro_rules! say {
    ($zh:literal, $en:literal) => {
        $crate::base::Say { zh: format!($zh), en: format!($en) }
    };
    ($zh:literal, $en:literal, $($part:ident),+ $(,)?) => {
        $crate::base::Say {
            zh: {
                $(let $part = &$part.zh;)+
                format!($zh)
            },
            en: {
                $(let $part = &$part.en;)+
                format!($en)
            },
        }
    };
}
