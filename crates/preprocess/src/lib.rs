//! Splits the raw table into train and test.
