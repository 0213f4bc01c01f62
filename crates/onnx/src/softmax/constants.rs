//! The numbers of a file.

use ndarray::{Array, Dimension};

use crate::OnnxError;
use crate::file::messages::{DOUBLE, Graph, Tensor};

/// The doubles called `name`, which must have the given shape.
///
/// # Errors
///
/// When there are none of this name, kind and shape.
pub(crate) fn doubles<D: Dimension>(
    graph: &Graph,
    name: &'static str,
    shape: D,
) -> Result<Array<f64, D>, OnnxError> {
    let sides = shape.slice().iter().map(|&side| i64::try_from(side).ok());
    let fits = |tensor: &&Tensor| {
        tensor.name.as_deref() == Some(name)
            && tensor.data_type == Some(DOUBLE)
            && tensor.dims.iter().map(|&side| Some(side)).eq(sides.clone())
    };
    graph
        .initializer
        .iter()
        .find(fits)
        .and_then(|tensor| Array::from_shape_vec(shape, tensor.double_data.clone()).ok())
        .ok_or(OnnxError::Constant { name })
}
