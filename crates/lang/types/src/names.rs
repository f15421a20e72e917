//! Names in scope, each with what it means in the innermost scope.

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// Names in scope. Entering, leaving and looking up take constant time for each name, however many are in scope.
#[derive(Debug)]
pub(crate) struct Names<K, V> {
    entered: Vec<K>,
    meanings: FxHashMap<K, Vec<V>>,
}

impl<K: Clone + Eq + Hash, V: Copy> Names<K, V> {
    /// No names.
    pub(crate) fn new() -> Self {
        Self { entered: Vec::new(), meanings: FxHashMap::default() }
    }

    /// Brings a name into scope; it hides an equal one.
    pub(crate) fn enter(&mut self, name: K, meaning: V) {
        self.meanings.entry(name.clone()).or_default().push(meaning);
        self.entered.push(name);
    }

    /// Number of names in scope, to return to with [`Names::leave`].
    pub(crate) fn depth(&self) -> usize {
        self.entered.len()
    }

    /// Removes the names that were entered since there were `depth` of them.
    pub(crate) fn leave(&mut self, depth: usize) {
        for name in self.entered.drain(depth.min(self.entered.len())..) {
            if let Some(meanings) = self.meanings.get_mut(&name) {
                meanings.pop();
            }
        }
    }

    /// Meaning of a name in the innermost scope that has it.
    pub(crate) fn get<Q>(&self, name: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.meanings.get(name)?.last().copied()
    }

    /// Names in scope, in the order of entering.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &K> {
        self.entered.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_name_is_found() {
        let mut names = Names::new();
        names.enter("x".to_owned(), 1);
        let depth = names.depth();
        names.enter("x".to_owned(), 2);
        names.enter("y".to_owned(), 3);
        assert_eq!((names.get("x"), names.get("y"), names.get("z")), (Some(2), Some(3), None));
        names.leave(depth);
        assert_eq!((names.get("x"), names.get("y")), (Some(1), None));
        assert_eq!(names.iter().collect::<Vec<_>>(), ["x"]);
    }
}
