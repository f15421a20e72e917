//! Lists of the interpreter: slices of one heap that lives as long as the term.
//!
//! A list value in a register is a handle, position and length packed into 62 bits.

use std::cmp::Ordering;

use nth_core::EvalError;

use crate::meter::{Meter, Trap};
use crate::value::{Step, Value};

/// The heap of one kind of value, and lists that are being collected.
#[derive(Clone, Debug, Default)]
pub struct Heap<V> {
    cells: Vec<V>,
    collecting: Vec<Vec<V>>,
}

const LENGTH_BITS: u32 = 31;

fn pack<V: Value>(start: usize, len: usize) -> Step<V> {
    if start >= 1 << 30 || len >= 1 << LENGTH_BITS {
        return Err(EvalError::Memory.into());
    }
    Ok(V::small(((start as i64) << LENGTH_BITS) | len as i64))
}

fn unpack<V: Value>(list: &V) -> (usize, usize) {
    let x = list.saturate();
    ((x >> LENGTH_BITS) as usize, (x & ((1 << LENGTH_BITS) - 1)) as usize)
}

impl<V: Value> Heap<V> {
    /// Forgets all lists; the memory of the heap is kept for reuse.
    pub fn clear(&mut self) {
        self.cells.clear();
        self.collecting.clear();
    }

    /// Elements of a list value.
    pub fn slice(&self, list: &V) -> &[V] {
        let (start, len) = unpack(list);
        &self.cells[start..start + len]
    }

    /// Makes a new list of these elements.
    pub fn make(&mut self, items: impl ExactSizeIterator<Item = V>, m: &mut Meter) -> Step<V> {
        m.make(items.len())?;
        let start = self.cells.len();
        self.cells.extend(items);
        m.weigh(&self.cells[start..])?;
        pack(start, self.cells.len() - start)
    }

    /// Copies a list, changes the copy in place by `f`, and charges `cost` for each element.
    pub fn changed(&mut self, list: &V, cost: u64, f: impl FnOnce(&mut [V]), m: &mut Meter) -> Step<V> {
        let (start, len) = unpack(list);
        m.make_for(len, cost.saturating_mul(len as u64))?;
        m.weigh(&self.cells[start..start + len])?;
        let new = self.cells.len();
        self.cells.extend_from_within(start..start + len);
        f(&mut self.cells[new..]);
        m.left = m.left.saturating_sub_unsigned(cost * len as u64);
        pack(new, len)
    }

    /// Makes the list with x in front.
    pub fn cons(&mut self, x: V, list: &V, m: &mut Meter) -> Step<V> {
        let (start, len) = unpack(list);
        m.make_for(len + 1, len as u64 + 1)?;
        m.weigh(std::slice::from_ref(&x))?;
        m.weigh(&self.cells[start..start + len])?;
        let new = self.cells.len();
        self.cells.push(x);
        self.cells.extend_from_within(start..start + len);
        m.left -= len as i64 + 1;
        pack(new, len + 1)
    }

    /// Concatenates two lists. If the second stands right behind the first in the heap, nothing is copied. If the first
    /// ends the heap, it grows in place.
    pub fn append(&mut self, xs: &V, ys: &V, m: &mut Meter) -> Step<V> {
        let ((a, n), (b, k)) = (unpack(xs), unpack(ys));
        m.make_for(n + k, (n + k) as u64)?;
        m.left -= (n + k) as i64;
        if a + n == b {
            return pack(a, n + k);
        }
        let new = if a + n == self.cells.len() {
            a
        } else {
            m.weigh(&self.cells[a..a + n])?;
            let new = self.cells.len();
            self.cells.extend_from_within(a..a + n);
            new
        };
        m.weigh(&self.cells[b..b + k])?;
        self.cells.extend_from_within(b..b + k);
        pack(new, n + k)
    }

    /// Number of elements of a list value.
    pub fn len(list: &V) -> V {
        V::small(unpack(list).1 as i64)
    }

    /// Element of a list at a position.
    pub fn get(&self, list: &V, i: &V) -> Step<V> {
        let at = usize::try_from(i.saturate()).ok();
        at.and_then(|i| self.slice(list).get(i)).cloned().ok_or(Trap::Error(EvalError::Index))
    }

    /// The list without its first element.
    pub fn tail(list: &V) -> Step<V> {
        match unpack(list) {
            (_, 0) => Err(EvalError::Index.into()),
            (start, len) => pack(start + 1, len - 1),
        }
    }

    /// First `count` elements (`take`) or the others.
    pub fn split(list: &V, count: &V, take: bool) -> Step<V> {
        let (start, len) = unpack(list);
        let k = usize::try_from(count.saturate().max(0)).unwrap_or(len).min(len);
        if take { pack(start, k) } else { pack(start + k, len - k) }
    }

    /// Whether two lists with elements nested `depth` deep are equal; charges the comparisons.
    pub fn equal(&self, a: &V, b: &V, depth: u16, m: &mut Meter) -> bool {
        let (xs, ys) = (self.slice(a), self.slice(b));
        if xs.len() != ys.len() {
            return false;
        }
        xs.iter().zip(ys).all(|(x, y)| {
            m.left -= 1;
            if depth == 0 { x == y } else { self.equal(x, y, depth - 1, m) }
        })
    }

    /// Makes the list without repetitions, of elements nested `depth` deep. The first of equal elements stays.
    pub fn distinct(&mut self, list: &V, depth: u16, m: &mut Meter) -> Step<V> {
        let (start, len) = unpack(list);
        let size = self.size(list, depth);
        let cost = size.saturating_mul(u64::from(u64::BITS - size.leading_zeros()));
        m.make_for(len, cost)?;
        let mut places: Vec<usize> = (start..start + len).collect();
        places.sort_by(|&i, &j| self.compare(&self.cells[i], &self.cells[j], depth));
        // The sort is stable, so the first of equal elements is the one to stay.
        places.dedup_by(|j, i| self.compare(&self.cells[*i], &self.cells[*j], depth).is_eq());
        places.sort_unstable();
        let items: Vec<V> = places.into_iter().map(|i| self.cells[i].clone()).collect();
        m.weigh(&items)?;
        let new = self.cells.len();
        self.cells.extend(items);
        m.left = m.left.saturating_sub_unsigned(cost);
        pack(new, self.cells.len() - new)
    }

    /// Number of elements of a list, and of the lists in it down to this depth.
    fn size(&self, list: &V, depth: u16) -> u64 {
        let items = self.slice(list);
        let inner = |depth| items.iter().fold(0_u64, |sum, x| sum.saturating_add(self.size(x, depth)));
        (items.len() as u64).saturating_add(depth.checked_sub(1).map_or(0, inner))
    }

    /// Order of two elements that are lists `depth` deep: that of the first elements that differ, a shorter list first.
    fn compare(&self, a: &V, b: &V, depth: u16) -> Ordering {
        let Some(depth) = depth.checked_sub(1) else { return a.cmp(b) };
        let (xs, ys) = (self.slice(a), self.slice(b));
        let differ = xs.iter().zip(ys).map(|(x, y)| self.compare(x, y, depth)).find(|o| o.is_ne());
        differ.unwrap_or_else(|| xs.len().cmp(&ys.len()))
    }

    /// Starts a list that is collected.
    pub fn collect(&mut self) {
        self.collecting.push(Vec::new());
    }

    /// Adds an element to the list that is collected.
    pub fn push(&mut self, x: V, m: &mut Meter) -> Step<()> {
        m.make(1)?;
        m.weigh(std::slice::from_ref(&x))?;
        if let Some(list) = self.collecting.last_mut() {
            list.push(x);
        }
        Ok(())
    }

    /// Ends the list that is collected, and returns it.
    pub fn collected(&mut self) -> Step<V> {
        let items = self.collecting.pop().unwrap_or_default();
        let start = self.cells.len();
        self.cells.extend(items);
        pack(start, self.cells.len() - start)
    }
}
