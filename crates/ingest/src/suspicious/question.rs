//! Questions about a column that are open until some cells answer them with no.

/// Closes a question whose answer is false.
pub(super) fn keep_if<Q>(question: &mut Option<Q>, answer: impl FnOnce(&mut Q) -> bool) {
    if let Some(open) = question
        && !answer(open)
    {
        *question = None;
    }
}

/// Adds what more is known to a question, and closes it if it is closed there, or its answer is
/// false.
pub(super) fn merge<Q>(
    question: &mut Option<Q>,
    more: Option<Q>,
    answer: impl FnOnce(&mut Q, Q) -> bool,
) {
    match more {
        Some(more) => keep_if(question, |question| answer(question, more)),
        None => *question = None,
    }
}
