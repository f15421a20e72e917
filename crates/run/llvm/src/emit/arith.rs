//! Arithmetic on doubled integers.

use inkwell::IntPredicate;
use inkwell::builder::BuilderError;
use inkwell::values::{FunctionValue, IntValue};
use nth_eval::Reg;

use super::Built;
use super::function::Emitter;
use crate::state::Reason;

impl<'ctx> Emitter<'_, 'ctx> {
    /// An operation of the processor, which leaves native code if it overflows.
    pub fn checked(
        &self,
        operation: FunctionValue<'ctx>,
        a: IntValue<'ctx>,
        b: IntValue<'ctx>,
    ) -> Built<IntValue<'ctx>> {
        let call = self.builder.build_call(operation, &[a.into(), b.into()], "")?;
        let pair = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?.into_struct_value();
        let value = self.builder.build_extract_value(pair, 0, "")?.into_int_value();
        let overflow = self.builder.build_extract_value(pair, 1, "")?.into_int_value();
        self.large_if(overflow)?;
        Ok(value)
    }

    pub fn product(&self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        // (2a) · b = 2ab. A constant is halved at compile time.
        let (a, b) = if a.is_const() { (b, a) } else { (a, b) };
        let b = self.halve(b)?;
        self.checked(self.names.mul, a, b)
    }

    /// Floor division: 2a / 2b = a / b, doubled again.
    pub fn quotient(&mut self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let zero = self.plain(0);
        let b_zero = self.builder.build_int_compare(IntPredicate::EQ, b, zero, "")?;
        self.stop_if(b_zero, Reason::DivByZero)?;
        let q = self.builder.build_int_signed_div(a, b, "")?;
        let rest = self.remainder(a, b, q)?;
        let wrong = self.is_wrong_side(rest, b)?;
        let one = self.builder.build_int_z_extend(wrong, self.names.word, "")?;
        let q = self.builder.build_int_sub(q, one, "")?;
        // The lowest value divided by −1 leaves 62 bits.
        self.checked(self.names.add, q, q)
    }

    /// Floor modulus: 2a mod 2b = 2 (a mod b).
    pub fn modulus(&mut self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let zero = self.plain(0);
        let b_zero = self.builder.build_int_compare(IntPredicate::EQ, b, zero, "")?;
        self.stop_if(b_zero, Reason::DivByZero)?;
        let rest = self.builder.build_int_signed_rem(a, b, "")?;
        let wrong = self.is_wrong_side(rest, b)?;
        let fix = self.builder.build_select(wrong, b, zero, "")?.into_int_value();
        self.builder.build_int_add(rest, fix, "")
    }

    fn remainder(&self, a: IntValue<'ctx>, b: IntValue<'ctx>, q: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let back = self.builder.build_int_mul(q, b, "")?;
        self.builder.build_int_sub(a, back, "")
    }

    /// Whether a remainder that is not 0 has the other sign than the divisor.
    fn is_wrong_side(&self, rest: IntValue<'ctx>, b: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let zero = self.plain(0);
        let some = self.builder.build_int_compare(IntPredicate::NE, rest, zero, "")?;
        let signs = self.builder.build_xor(rest, b, "")?;
        let differ = self.builder.build_int_compare(IntPredicate::SLT, signs, zero, "")?;
        self.builder.build_and(some, differ, "")
    }

    /// A truth value, doubled: 2 or 0.
    pub fn truth(&self, test: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        Ok(self.builder.build_select(test, self.constant(1), self.constant(0), "")?.into_int_value())
    }

    pub fn compare(&mut self, p: IntPredicate, a: Reg, b: Reg) -> Built<IntValue<'ctx>> {
        let (a, b) = (self.get(a)?, self.get(b)?);
        self.builder.build_int_compare(p, a, b, "")
    }

    pub fn is_positive(&mut self, a: Reg) -> Built<IntValue<'ctx>> {
        let a = self.get(a)?;
        self.builder.build_int_compare(IntPredicate::SGT, a, self.plain(0), "")
    }

    /// The smaller or the larger.
    pub fn choose(&mut self, p: IntPredicate, d: Reg, a: Reg, b: Reg) -> Built<()> {
        let (a, b) = (self.get(a)?, self.get(b)?);
        let test = self.builder.build_int_compare(p, a, b, "")?;
        let x = self.builder.build_select(test, a, b, "")?.into_int_value();
        self.set(d, x)
    }

    /// The absolute value, which may leave 62 bits.
    pub fn absolute(&self, a: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let negative = self.builder.build_int_compare(IntPredicate::SLT, a, self.plain(0), "")?;
        let sign = self.builder.build_int_s_extend(negative, self.names.word, "")?;
        let flipped = self.builder.build_xor(a, sign, "")?;
        self.checked(self.names.sub, flipped, sign)
    }

    /// The absolute value as an unsigned number.
    fn magnitude(&self, a: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let zero = self.plain(0);
        let negative = self.builder.build_int_compare(IntPredicate::SLT, a, zero, "")?;
        let minus = self.builder.build_int_sub(zero, a, "")?;
        Ok(self.builder.build_select(negative, minus, a, "")?.into_int_value())
    }

    pub fn bit_length(&self, a: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let one = self.plain(1);
        let size = self.magnitude(a)?;
        let size = self.builder.build_right_shift(size, one, false, "")?;
        let never = self.names.context.bool_type().const_zero();
        let call = self.builder.build_call(self.names.leading_zeros, &[size.into(), never.into()], "")?;
        let zeros = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?.into_int_value();
        let bits = self.builder.build_int_sub(self.plain(64), zeros, "")?;
        self.double(bits)
    }

    /// ⌊√a⌋ doubled, for a ≥ 0: the root of the nearest double is at most one off.
    pub fn root(&self, a: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let (b, one) = (&self.builder, self.plain(1));
        let x = b.build_right_shift(a, one, false, "")?;
        let real = b.build_signed_int_to_float(x, self.names.context.f64_type(), "")?;
        let call = b.build_call(self.names.root, &[real.into()], "")?;
        let real = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?.into_float_value();
        let r = b.build_float_to_signed_int(real, self.names.word, "")?;
        let square = b.build_int_mul(r, r, "")?;
        let above = b.build_int_compare(IntPredicate::SGT, square, x, "")?;
        let r = b.build_int_sub(r, b.build_int_z_extend(above, self.names.word, "")?, "")?;
        let next = b.build_int_add(r, one, "")?;
        let square = b.build_int_mul(next, next, "")?;
        let below = b.build_int_compare(IntPredicate::SLE, square, x, "")?;
        let r = b.build_int_add(r, b.build_int_z_extend(below, self.names.word, "")?, "")?;
        self.double(r)
    }

    /// gcd(2a, 2b) = 2 gcd(a, b).
    pub fn gcd(&self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let (a, b) = (self.magnitude(a)?, self.magnitude(b)?);
        let call = self.builder.build_call(self.names.gcd, &[a.into(), b.into()], "")?;
        let value = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?.into_int_value();
        let large = self.builder.build_int_compare(IntPredicate::SLT, value, self.plain(0), "")?;
        self.large_if(large)?;
        Ok(value)
    }
}
