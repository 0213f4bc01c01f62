//! Stage 2 from outside: the program.

mod interrupted;
mod parquet;
mod stage;
