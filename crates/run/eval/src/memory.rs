//! Remembered values of `seq` functions.

use nth_core::{Descent, EvalError, cost};
use nth_num::Int;
use rustc_hash::FxHashMap;

use crate::code::FuncCode;
use crate::value::{Value, weight};

/// Values that `seq` functions remember, for one run.
#[derive(Debug, Default)]
pub struct Memory {
    /// Values at one argument from 0 on, by function and argument.
    dense: Vec<Vec<Option<Int>>>,
    /// Values at two arguments from 0 on, by function.
    squares: Vec<Square>,
    /// Values at all other arguments.
    sparse: FxHashMap<(u32, Box<[Int]>), Int>,
    /// Values added in this term, which may have to be removed.
    journal: Vec<(u32, Key)>,
    /// Approximate memory in words, now and when the journal began.
    words: u64,
    noted: u64,
    /// Places of the arrays for values at one argument.
    places: u64,
    /// Functions whose values are computed from below, so that old ones may be given up.
    windows: Vec<Option<Window>>,
}

/// Values of a function that are needed while it is computed from below.
#[derive(Clone, Copy, Debug)]
struct Window {
    /// Number of values below the last one that the function itself asks for.
    width: i64,
    /// Values up to here are always kept.
    above: i64,
    /// Largest index that was remembered, now and when the journal began.
    last: i64,
    noted: i64,
    /// Values above `above` and below this have been given up.
    dropped: i64,
}

/// Values at two arguments, in rows. A value that would need too many empty places is kept sparsely.
#[derive(Debug, Default)]
struct Square {
    rows: Vec<Vec<Option<Int>>>,
    /// Places in all rows, and a place for each row.
    places: usize,
    /// Number of values in the rows.
    filled: usize,
    /// Whether a value at two arguments from 0 on is kept sparsely.
    sparse: bool,
}

/// Place of a value among the remembered values of one function.
#[derive(Debug)]
enum Key {
    One(usize),
    Two(usize, usize),
    Any(Box<[Int]>),
}

/// Approximate words of an entry without its numbers.
const ENTRY: u64 = 8;

/// Words of a place in an array.
const PLACE: u64 = 2;

/// Number of places in arrays whose memory is kept for the next run.
const MAX_KEPT: u64 = 1 << 20;

/// Largest argument that is kept in an array.
const MAX_DENSE: i64 = 1 << 20;

/// Number of empty places that rows may have, beside some for each value.
const EMPTY: usize = 4096;

impl Square {
    fn clear(&mut self) {
        self.rows.clear();
        (self.places, self.filled, self.sparse) = (0, 0, false);
    }

    fn get(&self, a: usize, b: usize) -> Option<&Int> {
        self.rows.get(a)?.get(b)?.as_ref()
    }

    /// Stores a value, if it does not take too many empty places.
    fn put(&mut self, a: usize, b: usize, value: Int) -> Result<(), Int> {
        let len = self.rows.get(a).map_or(0, Vec::len);
        let more = (b + 1).saturating_sub(len) + (a + 1).saturating_sub(self.rows.len());
        if more > 0 {
            if self.places + more > 4 * self.filled + EMPTY {
                self.sparse = true;
                return Err(value);
            }
            self.places += more;
            if self.rows.len() <= a {
                self.rows.resize_with(a + 1, Vec::new);
            }
            if len <= b {
                self.rows[a].resize(b + 1, None);
            }
        }
        self.rows[a][b] = Some(value);
        self.filled += 1;
        Ok(())
    }

    fn remove(&mut self, a: usize, b: usize) {
        self.rows[a][b] = None;
        self.filled -= 1;
    }
}

fn index<V: Value>(x: &V) -> Option<usize> {
    let k = x.saturate();
    if (0..MAX_DENSE).contains(&k) { Some(k as usize) } else { None }
}

impl Memory {
    pub(crate) fn reset(&mut self, funcs: &[FuncCode]) {
        let functions = funcs.len();
        self.windows.clear();
        self.windows.extend(funcs.iter().map(|func| {
            let descent = func.descent.filter(|d| d.step == 1)?;
            let (width, above) = (descent.window?, descent.above);
            Some(Window { width, above, last: above, noted: above, dropped: above + 1 })
        }));
        if self.places > MAX_KEPT {
            self.dense.clear();
        }
        self.dense.iter_mut().for_each(Vec::clear);
        self.dense.resize_with(functions, Vec::new);
        self.squares.iter_mut().for_each(Square::clear);
        self.squares.resize_with(functions, Square::default);
        self.sparse.clear();
        self.journal.clear();
        (self.words, self.noted, self.places) = (0, 0, 0);
    }

    /// Begins a journal: values added from now on can be removed by `undo`.
    pub(crate) fn note(&mut self) {
        self.journal.clear();
        self.noted = self.words;
        self.windows.iter_mut().flatten().for_each(|w| w.noted = w.last);
    }

    /// The smallest index that the body of a descending function at index `n` needs and that has no value yet. Smaller
    /// ones of the same residue modulo the step have one, or are not above the bound.
    pub(crate) fn first_missing(&self, f: u32, descent: Descent, n: i64) -> Option<i64> {
        if cost::is_large_i64(n) {
            return None;
        }
        let Descent { step, above, .. } = descent;
        // The indices n − step · t for t = 1 … most are above the bound.
        let most = (n - above - 1) / step;
        let has_value = |t: i64| !matches!(self.recall(f, &[n - step * t]), Ok(None));
        if most < 1 || has_value(1) {
            return None;
        }
        // The value at t is missing, that at `end` is not.
        let (mut missing, mut end) = (1, most + 1);
        while end - missing > 1 {
            let middle = missing + (end - missing) / 2;
            if has_value(middle) {
                end = middle;
            } else {
                missing = middle;
            }
        }
        Some(n - step * missing)
    }

    /// Gives up the values that functions which are computed from below no longer need themselves.
    fn drop_old(&mut self) {
        for (f, window) in self.windows.iter_mut().enumerate() {
            let Some(w) = window else { continue };
            let (from, to) = (w.dropped, w.last - w.width);
            if from >= to {
                continue;
            }
            let gone = |k: i64| (from..to).contains(&k);
            let mut words = 0;
            let places = self.dense[f].iter_mut().enumerate().skip(usize::try_from(from).unwrap_or(0));
            for (_, place) in places.take_while(|(k, _)| (*k as i64) < to) {
                words += place.take().map_or(0, |x| ENTRY + weight(&x));
            }
            self.sparse.retain(|(g, key), x| {
                let old = *g as usize == f && matches!(**key, [Int::Small(k)] if gone(k));
                words += if old { ENTRY + weight(x) } else { 0 };
                !old
            });
            self.journal.retain(|(g, key)| {
                *g as usize != f
                    || match key {
                        Key::One(k) => !gone(*k as i64),
                        Key::Two(..) => true,
                        Key::Any(key) => !matches!(**key, [Int::Small(k)] if gone(k)),
                    }
            });
            w.dropped = to;
            self.words = self.words.saturating_sub(words);
        }
    }

    /// The value at these arguments, if it is known.
    ///
    /// # Errors
    /// The value has been given up.
    pub(crate) fn recall<V: Value>(&self, f: u32, args: &[V]) -> Result<Option<&Int>, EvalError> {
        let value = self.find(f, args);
        if value.is_none()
            && let (Some(w), [x]) = (&self.windows[f as usize], args)
            && (w.above + 1..w.dropped).contains(&x.saturate())
        {
            return Err(EvalError::Memory);
        }
        Ok(value)
    }

    fn find<V: Value>(&self, f: u32, args: &[V]) -> Option<&Int> {
        match args {
            [x] => {
                if let Some(k) = index(x) {
                    return self.dense[f as usize].get(k)?.as_ref();
                }
            }
            [x, y] => {
                if let (Some(a), Some(b)) = (index(x), index(y)) {
                    let square = &self.squares[f as usize];
                    let value = square.get(a, b);
                    if value.is_some() || !square.sparse {
                        return value;
                    }
                }
            }
            _ => {}
        }
        if self.sparse.is_empty() {
            return None;
        }
        let key = args.iter().map(Value::to_int).collect();
        self.sparse.get(&(f, key))
    }

    /// Stores a value.
    ///
    /// # Errors
    /// All values together take more than `most` words.
    pub(crate) fn remember<V: Value>(&mut self, f: u32, args: &[V], value: &V, most: u64) -> Result<(), EvalError> {
        let mut value = value.to_int();
        if let (Some(w), [x]) = (&mut self.windows[f as usize], args) {
            w.last = w.last.max(x.saturate());
        }
        self.words += ENTRY + weight(&value);
        if self.words > most {
            self.drop_old();
            if self.words > most {
                return Err(EvalError::Memory);
            }
        }
        match args {
            [x] => {
                if let Some(k) = index(x) {
                    let row = &mut self.dense[f as usize];
                    if row.len() <= k {
                        self.places += (k + 1 - row.len()) as u64;
                        if PLACE * self.places > most {
                            return Err(EvalError::Memory);
                        }
                        row.resize(k + 1, None);
                    }
                    row[k] = Some(value);
                    self.journal.push((f, Key::One(k)));
                    return Ok(());
                }
            }
            [x, y] => {
                if let (Some(a), Some(b)) = (index(x), index(y)) {
                    match self.squares[f as usize].put(a, b, value) {
                        Ok(()) => {
                            self.journal.push((f, Key::Two(a, b)));
                            return Ok(());
                        }
                        Err(back) => value = back,
                    }
                }
            }
            _ => {}
        }
        let key: Box<[Int]> = args.iter().map(Value::to_int).collect();
        // The key is in the journal too, so its words count twice.
        self.words += 2 * key.iter().map(weight).sum::<u64>();
        if self.words > most {
            return Err(EvalError::Memory);
        }
        self.journal.push((f, Key::Any(key.clone())));
        self.sparse.insert((f, key), value);
        Ok(())
    }

    pub(crate) fn undo(&mut self) {
        self.words = self.noted;
        for w in self.windows.iter_mut().flatten() {
            w.last = w.noted;
            w.dropped = w.dropped.min(w.noted + 1);
        }
        for (f, key) in self.journal.drain(..) {
            match key {
                Key::One(k) => self.dense[f as usize][k] = None,
                Key::Two(a, b) => self.squares[f as usize].remove(a, b),
                Key::Any(key) => {
                    self.sparse.remove(&(f, key));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two functions, of which the first is computed from below.
    fn functions() -> Vec<FuncCode> {
        let descent = Descent { step: 1, above: 1, window: Some(2) };
        let func =
            |descent| FuncCode { start: 0, body: 0, params: 1, registers: 1, memo: true, descent, types: Vec::new() };
        vec![func(Some(descent)), func(None)]
    }

    #[test]
    fn old_values_are_given_up_when_memory_is_short() {
        let mut memory = Memory::default();
        memory.reset(&functions());
        let descent = functions()[0].descent.unwrap();
        assert_eq!(memory.first_missing(0, descent, 100), Some(2));
        for k in 0..250_i64 {
            memory.remember(0, &[k], &k, 100 * ENTRY).unwrap();
            let missing = memory.first_missing(0, descent, k + 20);
            assert_eq!(missing, Some((k + 1).max(2)), "after {k}");
        }
        assert_eq!(memory.first_missing(0, descent, 250), None);
        let known = (0..250_i64).filter(|k| memory.recall(0, &[*k]).is_ok()).count();
        assert!((3..=100).contains(&known), "{known}");
        assert_eq!(
            (memory.recall(0, &[1_i64]), memory.recall(0, &[2_i64])),
            (Ok(Some(&Int::ONE)), Err(EvalError::Memory))
        );
        // What was added after a note is forgotten; what was given up before is not asked for again.
        memory.note();
        (250..390_i64).for_each(|k| memory.remember(0, &[k], &k, 100 * ENTRY).unwrap());
        memory.undo();
        assert_eq!(memory.first_missing(0, descent, 350), Some(250));
        assert_eq!(memory.recall(0, &[240_i64]), Err(EvalError::Memory));
    }

    /// The memory must agree with a plain table, whether values are in rows or sparse, and after removal.
    #[test]
    fn two_arguments_are_remembered_wherever_they_are() {
        let mut memory = Memory::default();
        memory.reset(&functions());
        let mut plain = FxHashMap::default();
        // Dense at first, then wider and wider, negative ones, ones that are too large.
        let near = (0..60i64).flat_map(|a| (0..=a).map(move |b| (a, b)));
        let far = (1..400i64).map(|k| (k * k % 997 * 50, k * 1_013 % 5_003));
        let beyond = (1..50i64).map(|k| (-k, MAX_DENSE + k));
        for (k, (a, b)) in near.chain(far).chain(beyond).enumerate() {
            if k % 64 == 0 {
                memory.note();
                plain.values_mut().for_each(|(_, noted)| *noted = true);
            }
            let value = Int::from(k as i64);
            plain.entry((a, b)).or_insert_with(|| {
                assert_eq!(memory.recall(1, &[a, b]), Ok(None));
                assert_eq!(memory.remember(1, &[a, b], &(k as i64), u64::MAX), Ok(()));
                (value, false)
            });
            if k % 320 == 40 {
                memory.undo();
                plain.retain(|_, (_, noted)| *noted);
                memory.note();
            }
            assert_eq!(memory.recall(0, &[a, b]), Ok(None));
        }
        let (rows, sparse) = (memory.squares[1].filled, memory.sparse.len());
        assert!(rows > 1_000 && sparse > 100 && rows + sparse == plain.len(), "{rows} {sparse} {}", plain.len());
        for ((a, b), (value, _)) in &plain {
            assert_eq!(memory.recall(1, &[*a, *b]), Ok(Some(value)), "{a} {b}");
        }
        memory.reset(&functions());
        assert!(plain.keys().all(|(a, b)| memory.recall(1, &[*a, *b]) == Ok(None)));
    }
}
