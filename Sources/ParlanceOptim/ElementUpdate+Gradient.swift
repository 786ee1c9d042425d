import ParlanceArrays
import ParlanceAutograd

extension ElementUpdate {
  /// Updates every element of a parameter, a gradient of rows made whole.
  ///
  /// - `slotCount`: the slots that have the values' shape, the first ones; all by default.
  func apply(
    _ value: inout NDArray, _ gradient: Gradient, _ slots: inout [NDArray], slotCount: Int? = nil
  ) {
    value.update(
      by: self, gradient: gradient.array(value.shape, like: value), slots: &slots,
      slotCount: slotCount ?? slots.count)
  }

  /// The same, but of a gradient of rows only these are updated: exact for a rule that changes
  /// nothing where the gradient is zero, and the lazy form of one that does.
  func applyToRows(
    _ value: inout NDArray, _ gradient: Gradient, _ slots: inout [NDArray], slotCount: Int? = nil
  ) {
    guard case .rows(let rows) = gradient else {
      return apply(&value, gradient, &slots, slotCount: slotCount)
    }
    value.update(
      by: self, gradient: rows.values, slots: &slots, slotCount: slotCount ?? slots.count,
      rows: rows.ids)
  }
}
