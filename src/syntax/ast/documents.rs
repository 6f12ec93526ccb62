//! Documents and their sections.

use super::*;

choices! {
    /// What stands in a document.
    DocumentItem {
        Cover(Cover) = cover_item,
        Contents(Contents) = contents_item,
        Section(Section) = part_item | section_item,
        Picture(PictureItem) = picture_item,
        List(ListItem) = list_item,
        Loop(LoopItem) = loop_item,
        If(IfItem) = if_item,
        Paragraph(Paragraph) = paragraph_item,
        Place(PlaceItem) = place_item,
        Unread(Node) = junk_row,
    }

    /// What names a file beside the report.
    FileRef { Use(UseDecl) = use_decl, Style(StyleClause) = style_clause, Picture(PictureItem) = picture_item }
}

views! {
    DocumentDecl = document_decl {
        leaf keyword: kw_document,
        one title: Template,
        one style: StyleClause,
        one settings: WithClause,
        one numbering: NumberingClause,
        one lang: Quoted in lang_clause,
        one author: Argument in author_clause,
        one subject: Argument in subject_clause,
        one date: Argument in date_clause,
        one draft: Argument in draft_clause,
        one example: PatternClause,
        one body: DocumentBody,
    }
    StyleClause = style_clause { leaf module: module_path }
    WithClause = with_clause { each settings: StyleSetting }
    StyleSetting = style_setting { leaf name: ident, one words: Argument }
    NumberingClause = numbering_clause { each patterns: Quoted }

    /// A section or part, declared by name or in place.
    Section = part_decl | section_decl | part_item | section_item {
        leaf name: ident,
        one title: Template,
        one listed: Template in listed_clause,
        one numbered: Quoted in numbered_clause,
        one numbering: NumberingClause,
        one at: AtClause,
        one body: DocumentBody,
    }
    DocumentBody = document_body { each items: DocumentItem }
    Cover = cover_item { one words: Argument }
    Contents = contents_item { one title: Template }
    PictureItem = picture_item {
        one file: Quoted,
        one alt: Argument in alt_clause,
        one title: Argument in title_clause,
        one width: Quantity in width_clause,
    }
    ListItem = list_item { one pattern: Quoted in numbered_clause, one body: DocumentBody }
    LoopItem = loop_item { one of: OfClause, one body: DocumentBody }
    IfItem = if_item {}
    Paragraph = paragraph_item { one words: Expression }
    PlaceItem = place_item { leaf name: ident, one arguments: Arguments }
}

impl<'t> LoopItem<'t> {
    /// What it loops over, as a row set does.
    pub(crate) fn row(self) -> RowItem<'t> {
        RowItem::Each(Known::known(*self))
    }
}

impl<'t> IfItem<'t> {
    /// Its branches, each with its condition; the one behind `else` has none.
    pub(crate) fn branches(self) -> impl Iterator<Item = (Option<Expression<'t>>, DocumentBody<'t>)> {
        let mut children = self.children();
        std::iter::from_fn(move || {
            let mut condition = None;
            loop {
                let child = children.next()?;
                match DocumentBody::of(child) {
                    Some(body) => return Some((condition, body)),
                    None => condition = Expression::of(child).or(condition),
                }
            }
        })
    }
}
