//! What a person does with the registry: list it, promote, roll back.

pub mod models;
pub mod promote;
pub mod rollback;
