import ParlanceArrays

extension DeviceKernels {
  package func groupProducts(
    _ x: NDArray, _ table: NDArray, bias: NDArray?, _ groups: RowGroups
  ) -> NDArray {
    // Zeros between the lines.
    var y = zeros([groups.lineCount])
    device.run(
      "group_products", groups: groups.places.count,
      [.long(table.shape[1])] + places(groups)
        + [.block(read(x)), .block(read(table)), .block(read(bias)), .block(write(&y))])
    return y
  }

  package func groupInputGradients(
    _ dy: NDArray, _ table: NDArray, _ groups: RowGroups
  ) -> NDArray {
    let width = table.shape[1]
    var dx = new([groups.places.count, width])
    device.run(
      "group_input_gradients", groups: groups.places.count,
      [.long(width)] + places(groups)
        + [.block(read(dy)), .block(read(table)), .block(write(&dx))])
    return dx
  }

  /// The line of each place, the first row that it meets, and how many.
  private func places(_ groups: RowGroups) -> [Argument] {
    let lines = groups.lines
    let firsts = (0..<groups.count).flatMap { group in
      [Int64](repeating: groups.firstRows[group], count: groups.placeCount(group))
    }
    return [.block(block(lines.starts)), .block(block(firsts)), .block(block(lines.counts))]
  }

  package func groupWeightGradients(
    _ dy: NDArray, _ x: NDArray, _ groups: RowGroups
  ) -> (table: NDArray, bias: NDArray) {
    let (width, rows) = (x.shape[1], Int(groups.rowStarts[groups.count]))
    var (table, bias) = (new([rows, width]), new([rows]))
    var (lines, strides, places, counts): ([Int64], [Int32], [Int64], [Int32]) = ([], [], [], [])
    for group in 0..<groups.count {
      let count = groups.rowCount(group)
      lines += (0..<count).map { groups.lineStarts[group] + Int64($0) }
      strides += [Int32](repeating: Int32(RowGroups.padded(count)), count: count)
      places += [Int64](repeating: groups.placeStarts[group], count: count)
      counts += [Int32](repeating: Int32(groups.placeCount(group)), count: count)
    }
    device.run(
      "group_weight_gradients", groups: rows,
      [
        .long(width), .block(block(lines)), .block(block(strides)), .block(block(places)),
        .block(block(counts)), .block(read(dy)), .block(read(x)), .block(write(&table)),
        .block(write(&bias)),
      ])
    return (table, bias)
  }

  package func logSoftmax(_ x: NDArray, _ segments: Segments) -> NDArray {
    // Zeros between the segments.
    var y = zeros(x.shape)
    device.run(
      "log_softmax_segments", groups: segments.counts.count,
      [
        .block(block(segments.starts)), .block(block(segments.counts)), .block(read(x)),
        .block(write(&y)),
      ])
    return y
  }

  package func addLogSoftmaxGradient(
    y: NDArray, dy: NDArray, _ segments: Segments, _ dx: inout NDArray
  ) {
    device.run(
      "add_log_softmax_segments_gradient", groups: segments.counts.count,
      [
        .block(block(segments.starts)), .block(block(segments.counts)), .block(read(y)),
        .block(read(dy)), .block(write(&dx)),
      ])
  }
}
