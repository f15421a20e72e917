//! Rows of the table. `prims!` makes the enum, the list of all primitives and the table, in the same order.

use crate::{Cost, Form, Kind, PrimInfo, Shape};

macro_rules! prims {
    ($($variant:ident { $name:literal, $form:expr, $ty:literal, $result:expr, $kind:ident, $cost:ident, $qsynt:expr, [$($param:literal),*],
        $doc:literal, [$($ex:literal => $val:literal),*], py $python:literal, gp $pari:literal $(, also [$($synonym:literal),*])? })*) => {
        /// A primitive operation of Core.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Prim { $(#[doc = $doc] $variant,)* }

        impl Prim {
            /// All primitives, in table order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        pub(crate) const ROWS: &[PrimInfo] = &[$(PrimInfo {
            name: $name, form: $form, ty: $ty, result: $result, kind: Kind::$kind, cost: Cost::$cost, qsynt: $qsynt, params: &[$($param),*], doc: $doc,
            examples: &[$(($ex, $val)),*], python: $python, pari: $pari, synonyms: &[$($($synonym),*)?],
        }),*];
    };
}

prims! {
    Add { "add", Form::Infix("+"), "(Int, Int) -> Int", Shape::Int, Strict, Additive, Some('D'), ["a", "b"],
        "The sum.",
        ["2 + 3" => "5"], py "$0 + $1", gp "$0 + $1", also ["plus"] }
    Sub { "sub", Form::Infix("-"), "(Int, Int) -> Int", Shape::Int, Strict, Additive, Some('E'), ["a", "b"],
        "The difference.",
        ["2 - 3" => "-1"], py "$0 - $1", gp "$0 - $1", also ["subtract"] }
    Mul { "mul", Form::Infix("*"), "(Int, Int) -> Int", Shape::Int, Strict, Multiplicative, Some('F'), ["a", "b"],
        "The product.",
        ["6 * 7" => "42"], py "$0 * $1", gp "$0 * $1", also ["times", "multiply"] }
    Div { "div", Form::Infix("/"), "(Int, Int) -> Int", Shape::Int, Strict, Division, Some('G'), ["a", "b"],
        "The quotient, rounded down. Division by zero is an error.",
        ["7 / 2" => "3", "-7 / 2" => "-4"], py "$0 // $1", gp "nth_div($0, $1)", also ["quot", "quotient"] }
    Mod { "mod", Form::Infix("%"), "(Int, Int) -> Int", Shape::Int, Strict, Division, Some('H'), ["a", "b"],
        "The remainder of rounded-down division; it has the divisor's sign.",
        ["7 % 3" => "1", "-7 % 3" => "2"], py "$0 % $1", gp "nth_mod($0, $1)", also ["rem", "modulo", "remainder"] }
    Pow { "pow", Form::Infix("^"), "(Int, Int) -> Int", Shape::Int, Strict, Power, None, ["a", "b"],
        "The power; `0 ^ 0` is 1. A negative exponent is an error.",
        ["2 ^ 10" => "1024"], py "_nth_pow($0, $1)", gp "nth_pow($0, $1)", also ["power"] }
    Neg { "neg", Form::Prefix("-"), "Int -> Int", Shape::Int, Strict, Additive, None, ["a"],
        "The negation.",
        ["-(3)" => "-3"], py "-$0", gp "-$0", also ["negate"] }
    Eq { "eq", Form::Infix("=="), "(a, a) -> Bool", Shape::Bool, Strict, Unit, None, ["a", "b"],
        "Whether both are equal. Integers, booleans and lists of them can be compared.",
        ["1 + 1 == 2" => "true"], py "$0 == $1", gp "$0 == $1" }
    Ne { "ne", Form::Infix("!="), "(a, a) -> Bool", Shape::Bool, Strict, Unit, None, ["a", "b"],
        "Whether both differ.",
        ["1 != 2" => "true"], py "$0 != $1", gp "$0 != $1" }
    Lt { "lt", Form::Infix("<"), "(Int, Int) -> Bool", Shape::Bool, Strict, Unit, None, ["a", "b"],
        "Less than.",
        ["1 < 2" => "true"], py "$0 < $1", gp "$0 < $1" }
    Le { "le", Form::Infix("<="), "(Int, Int) -> Bool", Shape::Bool, Strict, Unit, None, ["a", "b"],
        "Less than or equal.",
        ["2 <= 2" => "true"], py "$0 <= $1", gp "$0 <= $1" }
    Gt { "gt", Form::Infix(">"), "(Int, Int) -> Bool", Shape::Bool, Strict, Unit, None, ["a", "b"],
        "Greater than.",
        ["1 > 2" => "false"], py "$0 > $1", gp "$0 > $1" }
    Ge { "ge", Form::Infix(">="), "(Int, Int) -> Bool", Shape::Bool, Strict, Unit, None, ["a", "b"],
        "Greater than or equal.",
        ["2 >= 3" => "false"], py "$0 >= $1", gp "$0 >= $1" }
    Not { "not", Form::Prefix("not"), "Bool -> Bool", Shape::Bool, Strict, Unit, None, ["a"],
        "The opposite truth value.",
        ["not (1 == 2)" => "true"], py "not $0", gp "!($0)" }
    Cond { "cond", Form::Call, "(Int, a, a) -> a", Shape::Same(1), Choice, Control, Some('I'), ["test", "then", "else"],
        "`then` if `test` is at most 0, else `else`; only the chosen one is evaluated. The same as `if test <= 0 then … else …`.",
        ["cond(0, 10, 20)" => "10", "cond(1, 10, 20)" => "20"], py "", gp "" }
    Loop { "loop", Form::Call, "((a, Int) -> a, Int, a) -> a", Shape::Same(2), Loop, Control, Some('J'), ["step", "count", "init"],
        "Starts with `init` and replaces it by `step(value, i)` for i = 1, 2, …, `count`.",
        ["loop(|x, i| x * i, 5, 1)" => "120"], py "", gp "" }
    Loop2 { "loop2", Form::Call, "((a, b) -> a, (a, b) -> b, Int, a, b) -> a", Shape::Same(3), Loop, Control, Some('N'), ["first", "second", "count", "x", "y"],
        "Replaces the pair (x, y) by (first(x, y), second(x, y)), both at once, `count` times; the result is x.",
        ["loop2(|x, y| x + y, |x, y| x, 10, 0, 1)" => "55"], py "", gp "" }
    Compr { "compr", Form::Call, "(Int -> Int, Int) -> Int", Shape::Int, Search, Control, Some('M'), ["f", "index"],
        "The number at position `index` (from 0) among those m ≥ 0 with `f(m)` at most 0. A negative index counts as a division by zero. Values that were found are remembered.",
        ["compr(|m| m % 3, 4)" => "12"], py "", gp "" }
    Search { "search", Form::Call, "(Int -> Bool, Int, Int) -> Int", Shape::Int, Search, Control, None, ["p", "start", "index"],
        "The number at position `index` (from 0) among those k ≥ `start` with `p(k)`; `nth k from start where …` is written for it. Values that were found are remembered if `p` uses no variable from outside and `start` is a literal.",
        ["search(|k| k % 7 == 0, 1, 2)" => "21"], py "", gp "" }
    Abs { "abs", Form::Call, "Int -> Int", Shape::Int, Strict, Unit, None, ["a"],
        "The absolute value.",
        ["abs(-3)" => "3"], py "abs($0)", gp "abs($0)", also ["absolute_value", "magnitude"] }
    Min { "min", Form::Call, "(Int, Int) -> Int", Shape::Int, Strict, Unit, None, ["a", "b"],
        "The smaller one.",
        ["min(2, 3)" => "2"], py "min($0, $1)", gp "min($0, $1)" }
    Max { "max", Form::Call, "(Int, Int) -> Int", Shape::Int, Strict, Unit, None, ["a", "b"],
        "The larger one.",
        ["max(2, 3)" => "3"], py "max($0, $1)", gp "max($0, $1)" }
    Gcd { "gcd", Form::Call, "(Int, Int) -> Int", Shape::Int, Strict, CommonDivisor, None, ["a", "b"],
        "The greatest common divisor, never negative; `gcd(0, 0)` is 0.",
        ["gcd(12, 18)" => "6"], py "math.gcd($0, $1)", gp "gcd($0, $1)", also ["greatest_common_divisor", "igcd"] }
    Isqrt { "isqrt", Form::Call, "Int -> Int", Shape::Int, Strict, Root, None, ["a"],
        "The integer part of the square root. A negative argument is an error.",
        ["isqrt(17)" => "4"], py "math.isqrt($0)", gp "sqrtint($0)", also ["sqrt", "sqrtint", "integer_sqrt"] }
    Powmod { "powmod", Form::Call, "(Int, Int, Int) -> Int", Shape::Int, Strict, ModularPower, None, ["base", "exponent", "modulus"],
        "`base ^ exponent % modulus`, without building the power.",
        ["powmod(2, 100, 7)" => "2"], py "_nth_powmod($0, $1, $2)", gp "nth_powmod($0, $1, $2)", also ["PowerMod", "mod_pow"] }
    IsPrime { "is_prime", Form::Call, "Int -> Bool", Shape::Bool, Strict, Primality, None, ["n"],
        "Whether `n` is prime. Proved below 3317044064679887385961981; beyond, the answer is that of the test of Baillie, Pomerance, Selfridge and Wagstaff, for which no wrong answer is known.",
        ["is_prime(97)" => "true", "is_prime(2 ^ 89 - 1)" => "true"], py "_nth_is_prime($0)", gp "isprime($0)", also ["PrimeQ", "ispseudoprime"] }
    NextPrime { "next_prime", Form::Call, "Int -> Int", Shape::Int, Strict, NextPrime, None, ["n"],
        "The smallest prime above `n`.",
        ["next_prime(13)" => "17"], py "_nth_next_prime($0)", gp "nextprime($0 + 1)" }
    PreviousPrime { "previous_prime", Form::Call, "Int -> Int", Shape::Int, Strict, NextPrime, None, ["n"],
        "The largest prime below `n`. A number below 3 is an error.",
        ["previous_prime(13)" => "11"], py "_nth_previous_prime($0)", gp "nth_previous_prime($0)", also ["precprime", "prevprime"] }
    NthPrime { "nth_prime", Form::Call, "Int -> Int", Shape::Int, Strict, PrimeCount, None, ["n"],
        "The prime at position `n`, from 1. A number below 1 is an error.",
        ["nth_prime(100000)" => "1299709"], py "_nth_nth_prime($0)", gp "nth_nth_prime($0)" }
    CountPrimes { "count_primes", Form::Call, "Int -> Int", Shape::Int, Strict, PrimeCount, None, ["n"],
        "The number of primes up to and including `n`.",
        ["count_primes(1000000)" => "78498"], py "_nth_count_primes($0)", gp "primepi($0)" }
    Factor { "factor", Form::Call, "Int -> [[Int]]", Shape::IntLists, Strict, Factoring, None, ["n"],
        "The prime factors of `n` in increasing order, each as a list of the prime and its exponent. A number below 1 is an error.",
        ["factor(360)" => "[[2, 3], [3, 2], [5, 1]]", "factor(1)" => "[]"], py "_nth_factor($0)", gp "nth_factor($0)", also ["FactorInteger", "factorint"] }
    BitAnd { "bit_and", Form::Call, "(Int, Int) -> Int", Shape::Int, Strict, Additive, None, ["a", "b"],
        "Bitwise and, in two's complement.",
        ["bit_and(12, 10)" => "8"], py "$0 & $1", gp "bitand($0, $1)", also ["land"] }
    BitOr { "bit_or", Form::Call, "(Int, Int) -> Int", Shape::Int, Strict, Additive, None, ["a", "b"],
        "Bitwise or, in two's complement.",
        ["bit_or(12, 10)" => "14"], py "$0 | $1", gp "bitor($0, $1)", also ["lor"] }
    BitXor { "bit_xor", Form::Call, "(Int, Int) -> Int", Shape::Int, Strict, Additive, None, ["a", "b"],
        "Bitwise exclusive or, in two's complement.",
        ["bit_xor(12, 10)" => "6"], py "$0 ^ $1", gp "bitxor($0, $1)", also ["xor", "lxor"] }
    BitLength { "bit_length", Form::Call, "Int -> Int", Shape::Int, Strict, Unit, None, ["a"],
        "The number of binary digits of the absolute value; 0 for 0.",
        ["bit_length(8)" => "4"], py "int.bit_length($0)", gp "nth_bit_length($0)" }
    Cons { "cons", Form::Call, "(a, [a]) -> [a]", Shape::ListOf(0), Strict, List, None, ["x", "xs"],
        "The list with `x` in front.",
        ["cons(1, [2, 3])" => "[1, 2, 3]"], py "[$0, *$1]", gp "concat([$0], $1)", also ["prepend"] }
    Range { "range", Form::Infix(".."), "(Int, Int) -> [Int]", Shape::IntList, Source, List, None, ["from", "to"],
        "The integers from `from` up to, not including, `to`.",
        ["2..5" => "[2, 3, 4]"], py "", gp "" }
    RangeInclusive { "range_inclusive", Form::Infix("..="), "(Int, Int) -> [Int]", Shape::IntList, Source, List, None, ["from", "to"],
        "The integers from `from` up to and including `to`.",
        ["2..=5" => "[2, 3, 4, 5]"], py "", gp "" }
    Length { "length", Form::Call, "[a] -> Int", Shape::Int, Consumer, Unit, None, ["xs"],
        "The number of elements.",
        ["length([5, 6])" => "2"], py "len($0)", gp "#$0", also ["len", "size"] }
    Get { "get", Form::Index, "([a], Int) -> a", Shape::ElementOf(0), Strict, Unit, None, ["xs", "i"],
        "The element at position `i`, from 0. A position outside is an error.",
        ["[5, 6, 7][1]" => "6"], py "_nth_get($0, $1)", gp "nth_get($0, $1)" }
    Head { "head", Form::Call, "[a] -> a", Shape::ElementOf(0), Strict, Unit, None, ["xs"],
        "The first element. An empty list is an error.",
        ["head([5, 6])" => "5"], py "$0[0]", gp "$0[1]", also ["first", "car"] }
    Tail { "tail", Form::Call, "[a] -> [a]", Shape::Same(0), Strict, Unit, None, ["xs"],
        "All but the first element. An empty list is an error.",
        ["tail([5, 6, 7])" => "[6, 7]"], py "_nth_tail($0)", gp "nth_tail($0)", also ["rest", "cdr"] }
    Append { "append", Form::Infix("++"), "([a], [a]) -> [a]", Shape::Same(0), Strict, List, None, ["xs", "ys"],
        "The elements of `xs`, then those of `ys`.",
        ["[1] ++ [2, 3]" => "[1, 2, 3]"], py "$0 + $1", gp "concat($0, $1)", also ["join"] }
    Reverse { "reverse", Form::Call, "[a] -> [a]", Shape::Same(0), Strict, List, None, ["xs"],
        "The elements in reverse order.",
        ["reverse([1, 2])" => "[2, 1]"], py "$0[::-1]", gp "Vecrev($0)", also ["reversed", "rev", "vecrev"] }
    Take { "take", Form::Call, "([a], Int) -> [a]", Shape::Same(0), Strict, Unit, None, ["xs", "count"],
        "The first `count` elements, or all if there are fewer; none if `count` is negative.",
        ["take([1, 2, 3], 2)" => "[1, 2]"], py "$0[:max(0, $1)]", gp "nth_take($0, $1)" }
    Drop { "drop", Form::Call, "([a], Int) -> [a]", Shape::Same(0), Strict, Unit, None, ["xs", "count"],
        "All but the first `count` elements.",
        ["drop([1, 2, 3], 2)" => "[3]"], py "$0[max(0, $1):]", gp "nth_drop($0, $1)" }
    Sort { "sort", Form::Call, "[Int] -> [Int]", Shape::Same(0), Strict, List, None, ["xs"],
        "The elements in increasing order.",
        ["sort([3, 1, 2])" => "[1, 2, 3]"], py "sorted($0)", gp "vecsort($0)", also ["sorted", "vecsort"] }
    Distinct { "distinct", Form::Call, "[a] -> [a]", Shape::Same(0), Strict, List, None, ["xs"],
        "The list without repetitions; the first of equal elements stays.",
        ["distinct([3, 1, 3, 2, 1])" => "[3, 1, 2]"], py "_nth_distinct($0)", gp "nth_distinct($0)", also ["nub", "unique", "union", "deduplicate"] }
    Map { "map", Form::Call, "([a], a -> b) -> [b]", Shape::ListOf(1), Source, List, None, ["xs", "f"],
        "The list of `f(x)` for each element x.",
        ["map([1, 2], |x| x * x)" => "[1, 4]"], py "", gp "", also ["apply", "fmap", "collect"] }
    Filter { "filter", Form::Call, "([a], a -> Bool) -> [a]", Shape::Same(0), Source, List, None, ["xs", "p"],
        "The elements x for which `p(x)` holds.",
        ["filter(1..6, |x| x % 2 == 0)" => "[2, 4]"], py "", gp "", also ["select", "keep"] }
    Fold { "fold", Form::Call, "([a], b, (b, a) -> b) -> b", Shape::Same(1), Consumer, Control, None, ["xs", "init", "f"],
        "Starts with `init` and replaces it by `f(value, x)` for each element x, from the first.",
        ["fold([1, 2, 3], 0, |s, x| s + x)" => "6"], py "", gp "", also ["foldl", "reduce", "foldr"] }
    Scan { "scan", Form::Call, "([a], b, (b, a) -> b) -> [b]", Shape::ListOf(1), Consumer, List, None, ["xs", "init", "f"],
        "Like `fold`, but gives the list of all values, from `init` on.",
        ["scan([1, 2, 3], 0, |s, x| s + x)" => "[0, 1, 3, 6]"], py "", gp "", also ["scanl", "accumulate", "FoldList"] }
    All { "all", Form::Call, "([a], a -> Bool) -> Bool", Shape::Bool, Consumer, Control, None, ["xs", "p"],
        "Whether `p` holds for every element; stops at the first for which it does not.",
        ["all([2, 4], |x| x % 2 == 0)" => "true"], py "", gp "", also ["forall", "AllTrue", "every"] }
    Any { "any", Form::Call, "([a], a -> Bool) -> Bool", Shape::Bool, Consumer, Control, None, ["xs", "p"],
        "Whether `p` holds for some element; stops at the first for which it does.",
        ["any([1, 4], |x| x % 2 == 0)" => "true"], py "", gp "", also ["exists", "AnyTrue", "some"] }
    ZipWith { "zip_with", Form::Call, "([a], [b], (a, b) -> c) -> [c]", Shape::ListOf(2), Consumer, List, None, ["xs", "ys", "f"],
        "The list of `f(x, y)` for the elements x and y at the same positions, as far as both lists go.",
        ["zip_with([1, 2], [10, 20, 30], |x, y| x + y)" => "[11, 22]"], py "", gp "", also ["zip_map", "map2", "MapThread"] }
}
