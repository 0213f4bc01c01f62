//! Stage 2 from outside: the program, and its splits beside scikit-learn's.

mod interrupted;
mod parquet;
mod splits;
mod stage;
