//! A typed namespace, declared by the feature that uses it.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

/// A namespace for values of one type and one purpose. A value put under one slot cannot be taken from another.
pub struct Slot<T> {
    pub(super) name: &'static str,
    pub(super) lifetime: Duration,
    value: PhantomData<fn() -> T>,
}

impl<T> Slot<T> {
    /// The namespace called `name`, whose values live for `lifetime`.
    pub const fn new(name: &'static str, lifetime: Duration) -> Self {
        Self { name, lifetime, value: PhantomData }
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("name", &self.name).field("lifetime", &self.lifetime).finish()
    }
}
