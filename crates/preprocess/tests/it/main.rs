//! Stage 2 from outside: the program, and its splits beside scikit-learn's.

mod parquet;
mod splits;
mod stage;
