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
  let (kernels, w, shape) = (x.kernels, table.array, x.shape)
  let sorted = kernels.gatherRows(x.array, groups.places)
  let isTrained = table.isInGraph || bias.isInGraph
  return .operation(
    "groupedLinear", kernels.groupProducts(sorted, w, bias: bias.array, groups),
    of: [x, table, bias]
  ) { dy in
    let addInput: Contribution = { dx in
      let each = kernels.groupInputGradients(dy, w, groups)
      dx.accumulate(shape, like: dy) { kernels.addRows(each, at: groups.places, &$0) }
    }
    guard isTrained else { return [addInput, nil, nil] }
    // Both come from one walk over the groups.
    let gradients = kernels.groupWeightGradients(dy, sorted, groups)
    func rows(_ values: NDArray, _ tableShape: [Int]) -> RowGradient {
      RowGradient(ids: groups.rows, values: values, tableShape: tableShape)
    }
    return [
      addInput, { $0.add(rows(gradients.table, w.shape)) },
      { $0.add(rows(gradients.bias, [w.shape[0]])) },
    ]
  }
}
