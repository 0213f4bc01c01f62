//! Trains the forest, tracks and registers it.
