//! What every stage shares.
