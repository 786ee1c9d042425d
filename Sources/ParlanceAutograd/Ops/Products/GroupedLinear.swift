import ParlanceArrays

/// The logits of groups of places over ranges of a table's rows, y = x Wᵀ + b, each group's own:
/// [N, H], [V, H], [V] → the groups' lines, flat.
///
/// The gradients of W and b are of the groups' rows only. A place stands in one group at most, or in
/// all of them.
package func groupedLinear(
  _ x: Tensor, _ table: Tensor, _ bias: Tensor, _ groups: RowGroups
) -> Tensor {
  guard x.array.rank == 2, table.array.rank == 2, x.shape[1] == table.shape[1],
    bias.shape == [table.shape[0]]
  else {
    fatalError("groupedLinear: input \(x.shape), table \(table.shape), bias \(bias.shape)")
  }
  let (kernels, w, shape, type) = (x.kernels, table.array, x.shape, x.elementType)
  let sorted = kernels.gatherRows(x.array, groups.places)
  // Both come from one walk over the groups.
  var gradients: (table: NDArray, bias: NDArray)?
  func weightGradients(_ dy: NDArray) -> (table: NDArray, bias: NDArray) {
    let found = gradients ?? kernels.groupWeightGradients(dy, sorted, groups)
    gradients = found
    return found
  }
  return Tensor.operation(
    "groupedLinear",
    outputs: [kernels.groupProducts(sorted, w, bias: bias.array, groups)],
    [
      OperationInput(x) { dy, dx in
        let each = kernels.groupInputGradients(dy, w, groups)
        dx.accumulate(shape, type) { kernels.addRows(each, at: groups.places, &$0) }
      },
      OperationInput(table) { dy, dw in
        let values = weightGradients(dy).table
        dw.add(RowGradient(ids: groups.rows, values: values, tableShape: w.shape))
      },
      OperationInput(bias) { dy, db in
        let values = weightGradients(dy).bias
        db.add(RowGradient(ids: groups.rows, values: values, tableShape: [w.shape[0]]))
      },
    ],
    preparing: { if $0 == nil { gradients = nil } })[0]
}
