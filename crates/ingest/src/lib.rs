//! Reads the source dataset into data/raw.
