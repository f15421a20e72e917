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
    use std::cell::Cell;
    use std::hash::Hasher;

    use super::*;

    thread_local! {
        /// Number of comparisons of [`Counted`] names.
        static COMPARED: Cell<u64> = const { Cell::new(0) };
    }

    /// Name that counts how often it is compared.
    #[derive(Clone, Copy, Debug)]
    struct Counted(u64);

    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            COMPARED.set(COMPARED.get() + 1);
            self.0 == other.0
        }
    }

    impl Eq for Counted {}

    impl Hash for Counted {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn comparisons_are_in_proportion_to_the_names() {
        let count = |n: u64| {
            COMPARED.set(0);
            let mut names = Names::new();
            (0..n).for_each(|i| names.enter(Counted(i), i));
            (0..n).for_each(|i| assert_eq!(names.get(&Counted(i)), Some(i)));
            names.leave(0);
            COMPARED.get()
        };
        assert!(count(10_000) < 100_000, "{} comparisons", count(10_000));
    }

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
