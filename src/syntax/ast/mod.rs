//! The tree by what its nodes are: a view for each thing that the grammar knows, with a method for each of its parts. A view
//! is a node and costs nothing; `kind`, `child` and the order of children are known here and nowhere above.

mod clauses;
mod declarations;
mod documents;
mod expressions;
mod forms;
mod layout;
mod rows;
mod templates;

use super::{Keyword, Kind, Node, keyword};

pub(crate) use declarations::*;
pub(crate) use documents::*;
pub(crate) use expressions::*;
pub(crate) use forms::*;
pub(crate) use layout::*;
pub(crate) use rows::*;
pub(crate) use templates::*;

/// What a node can be seen as.
pub(crate) trait View<'t>: Copy {
    /// None where the node is something else.
    fn of(node: Node<'t>) -> Option<Self>;
}

/// Made of a node whose kind is known.
trait Known<'t> {
    fn known(node: Node<'t>) -> Self;
}

impl<'t> Known<'t> for Node<'t> {
    fn known(node: Node<'t>) -> Node<'t> {
        node
    }
}

impl<'t> Node<'t> {
    /// Its first child that can be seen so.
    fn part<V: View<'t>>(self) -> Option<V> {
        self.children().find_map(V::of)
    }

    /// All its children that can be seen so.
    fn parts<V: View<'t>>(self) -> impl Iterator<Item = V> {
        self.children().filter_map(V::of)
    }
}

/// Views of one kind of node each, or of several with the same parts. A part is a `leaf` (a node without parts of its own), one
/// or each view of some type, or a flag; `in` names the clause around it.
macro_rules! views {
    ($(
        $(#[$doc:meta])*
        $View:ident = $($kind:ident)|+ { $($how:ident $name:ident : $what:ident $(in $clause:ident)?),* $(,)? }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) struct $View<'t>(Node<'t>);

        impl<'t> View<'t> for $View<'t> {
            fn of(node: Node<'t>) -> Option<$View<'t>> {
                matches!(node.kind(), $(Kind::$kind)|+).then_some($View(node))
            }
        }

        impl<'t> Known<'t> for $View<'t> {
            fn known(node: Node<'t>) -> $View<'t> {
                $View(node)
            }
        }

        impl<'t> std::ops::Deref for $View<'t> {
            type Target = Node<'t>;

            fn deref(&self) -> &Node<'t> {
                &self.0
            }
        }

        impl<'t> $View<'t> {
            $(part! { $how $name $what $($clause)? })*
        }
    )*};
}
use views;

/// One method of a view.
macro_rules! part {
    (leaf $name:ident $kind:ident) => {
        pub(crate) fn $name(self) -> Option<Node<'t>> {
            self.child(Kind::$kind)
        }
    };
    (leaf $name:ident $kind:ident $clause:ident) => {
        pub(crate) fn $name(self) -> Option<Node<'t>> {
            self.child(Kind::$clause)?.child(Kind::$kind)
        }
    };
    (leaves $name:ident $kind:ident) => {
        pub(crate) fn $name(self) -> impl Iterator<Item = Node<'t>> {
            self.children_of(Kind::$kind)
        }
    };
    (flag $name:ident $kind:ident) => {
        pub(crate) fn $name(self) -> bool {
            self.has(Kind::$kind)
        }
    };
    (one $name:ident $View:ident) => {
        pub(crate) fn $name(self) -> Option<$View<'t>> {
            Node::part(*self)
        }
    };
    (one $name:ident $View:ident $clause:ident) => {
        pub(crate) fn $name(self) -> Option<$View<'t>> {
            self.child(Kind::$clause)?.part()
        }
    };
    (each $name:ident $View:ident) => {
        pub(crate) fn $name(self) -> impl Iterator<Item = $View<'t>> {
            Node::parts(*self)
        }
    };
    (each $name:ident $View:ident $clause:ident) => {
        pub(crate) fn $name(self) -> impl Iterator<Item = $View<'t>> {
            self.child(Kind::$clause).into_iter().flat_map(|clause| clause.parts())
        }
    };
    // the same node by other parts of it
    (same $name:ident $View:ident) => {
        pub(crate) fn $name(self) -> $View<'t> {
            $View::known(*self)
        }
    };
}
use part;

/// Things that may stand in the same place.
macro_rules! choices {
    ($(
        $(#[$doc:meta])*
        $Choice:ident { $($(#[$note:meta])* $Variant:ident($View:ident) = $($kind:ident)|+),* $(,)? }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub(crate) enum $Choice<'t> {
            $($(#[$note])* $Variant($View<'t>)),*
        }

        impl<'t> View<'t> for $Choice<'t> {
            fn of(node: Node<'t>) -> Option<$Choice<'t>> {
                match node.kind() {
                    $($(Kind::$kind)|+ => Some($Choice::$Variant(Known::known(node))),)*
                    _ => None,
                }
            }
        }

        impl<'t> std::ops::Deref for $Choice<'t> {
            type Target = Node<'t>;

            fn deref(&self) -> &Node<'t> {
                match self {
                    $($Choice::$Variant(inner) => inner),*
                }
            }
        }
    )*};
}
use choices;
