import ParlanceArrays

extension DeviceKernels {
  package func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray {
    var y = new([ids.count] + table.shape.dropFirst())
    device.each(
      "gather_rows", y.count,
      [.long(table.rowWidth), .block(block(ids)), .block(read(table)), .block(write(&y))])
    return y
  }

  package func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    // Equal ids stand beside each other, in the order in which they came.
    let order = ids.indices.sorted { (ids[$0], $0) < (ids[$1], $1) }
    let starts = order.indices.filter { $0 == 0 || ids[order[$0]] != ids[order[$0 - 1]] }
    let width = table.rowWidth
    device.each(
      "add_rows", starts.count * width,
      [
        .long(width), .block(block(starts.map { ids[order[$0]] })),
        .block(block(starts + [ids.count])), .block(block(order)), .block(read(rows)),
        .block(write(&table)),
      ])
  }

  package func addScaledRows(
    _ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray
  ) {
    let width = table.rowWidth
    device.each(
      "add_scaled_rows", ids.count * width,
      [
        .long(width), .float(alpha), .block(block(ids)), .block(read(rows)),
        .block(write(&table)),
      ])
  }

  package func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray) {
    let last = Dictionary(zip(ids, ids.indices)) { $1 }.sorted { $0.key < $1.key }
    let width = table.rowWidth
    device.each(
      "set_rows", last.count * width,
      [
        .long(width), .block(block(last.map(\.key))), .block(block(last.map(\.value))),
        .block(read(rows)), .block(write(&table)),
      ])
  }

  package func sumBags(
    _ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]
  ) -> NDArray {
    var y = new([starts.count - 1] + table.shape.dropFirst())
    device.each(
      "sum_bags", y.count,
      [
        .long(table.rowWidth), .block(block(starts)), .block(block(ids)), .block(read(weights)),
        .block(read(table)), .block(write(&y)),
      ])
    return y
  }
}
