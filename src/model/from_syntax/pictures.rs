//! Pictures of the document. Their files are read elsewhere.

use super::document::DocumentReader;
use super::names::string;
use crate::base::Diagnostic;
use crate::model::codes::{NO_TEXT_ALTERNATIVE, PICTURE_WIDTH};
use crate::model::{DeclaredPicture, UnitRef};
use crate::say;
use crate::syntax::ast;

impl<'a> DocumentReader<'_, 'a> {
    pub(super) fn picture(&mut self, item: ast::PictureItem<'a>) -> Option<DeclaredPicture> {
        let file = item.file()?;
        let alt = self.words(item.alt());
        let title = self.words(item.title());
        let width = item.width().and_then(|width| self.share_of_text(width));
        let alt = alt.filter(|words| !words.is_blank());
        if alt.is_none() {
            let message = say!("图片没有替代文字", "the picture has no text alternative");
            self.report(Diagnostic::new(NO_TEXT_ALTERNATIVE, file.span(), message).note(say!(
                "看不见图的读者听到的是这段文字：写上 alt \"图中有什么\"",
                "it is read to those who do not see the picture: write alt \"what it shows\""
            )));
        }
        Some(DeclaredPicture { path: string(file), span: file.span(), alt: alt.unwrap_or_default(), title, width })
    }

    /// A width in whole per cent.
    fn share_of_text(&mut self, quantity: ast::Quantity<'a>) -> Option<u8> {
        let (value, unit) = self.quantity(quantity)?;
        let percent = value * crate::base::Decimal::ONE_HUNDRED;
        let whole = u8::try_from(percent).ok().filter(|whole| percent.is_integer() && (1..=100).contains(whole));
        if unit == UnitRef::Percent && whole.is_some() {
            return whole;
        }
        let message = say!("图片的宽应为 1% 到 100% 的整数", "a picture's width is a whole per cent from 1% to 100%");
        let error = Diagnostic::new(PICTURE_WIDTH, quantity.span(), message);
        self.report(error.note(say!("例如 wide 60%：文字宽度的六成", "such as wide 60%, of the text's width")));
        None
    }
}
