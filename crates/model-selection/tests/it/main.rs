//! The splits and draws against scikit-learn's; `oracle/split.py` makes the fixtures.

mod k_folds;
mod samples;
mod splits;
mod targets;
