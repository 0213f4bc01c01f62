//! NumPy's legacy RandomState streams.
