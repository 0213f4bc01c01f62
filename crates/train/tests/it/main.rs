//! The program `train`, from outside, against trackers that answer as told.

mod common;
mod drawn;
mod existing;
mod experiments;
mod families;
mod hyperparameters;
mod lineage;
mod mixed;
mod parquet;
mod record;
mod refusals;
mod runs;
mod shards;
mod signature;
mod tuning;
mod unusual;
mod validation;
