import ParlanceArrays

extension DeviceKernels {
  package func gather(_ x: NDArray, _ view: View) -> NDArray {
    view.check(within: x.count)
    if view.isAll(of: x.count) { return x.reshaped(view.shape) }
    let axes = view.collapsed
    guard axes.shape.count <= Argument.axisLimit else { return standIn().gather(x, view) }
    var y = new(view.shape)
    device.each("gather", y.count, [.axes(axes), .block(read(x)), .block(write(&y))])
    return y
  }

  package func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    view.check(within: y.count)
    let axes = view.collapsed
    guard axes.shape.count <= Argument.axisLimit else { return standIn().scatter(x, view, &y) }
    device.each(
      "scatter", view.count, [.int(0), .axes(axes), .block(read(x)), .block(write(&y))])
  }

  package func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    if view.isAll(of: y.count) { return addScaled(1, x, &y) }
    view.check(within: y.count)
    if view.count == 0 { return }
    let sums = ScatteredSums(view)
    guard sums.isShort else { return standIn().addScattered(x, view, &y) }
    let (source, target) = (read(x), write(&y))
    for (first, offset) in sums.rounds {
      let arguments: [Argument] = [
        .long(sums.places.count), .axes(sums.kept.moved(by: offset)),
        .axes(sums.starts.moved(by: first)), .axes(sums.places), .block(source), .block(target),
      ]
      if sums.isLong {
        device.run(
          "add_long_sums", groups: sums.kept.count, [.long(sums.kept.count)] + arguments)
      } else {
        device.each("add_sums", sums.kept.count, arguments)
      }
    }
  }
}

/// How a sum of what a view sees is taken: the axes that lead to different elements, those that lead to the same
/// (which are summed by one lane or group), and where elements overlap, an axis of which one place comes after the
/// other.
private struct ScatteredSums {
  /// Of the elements that are added to.
  private(set) var kept = View(shape: [], strides: [])
  /// Of the first numbers that are added to them.
  private(set) var starts = View(shape: [], strides: [])
  /// From these to the others.
  let places: View
  /// Where the numbers and the elements of each round begin, beyond `starts` and `kept`.
  private(set) var rounds = [(first: 0, offset: 0)]

  init(_ view: View) {
    let axes = view.collapsed
    let dense = View(axes.shape)
    func part(_ isPart: (Int) -> Bool, of view: View) -> View {
      let chosen = axes.shape.indices.filter(isPart)
      return View(shape: chosen.map { view.shape[$0] }, strides: chosen.map { view.strides[$0] })
    }
    places = part({ axes.strides[$0] == 0 }, of: dense).collapsed
    kept = part({ axes.strides[$0] != 0 }, of: axes).moved(by: axes.offset)
    starts = part({ axes.strides[$0] != 0 }, of: dense)
    while !kept.isInjective, let axis = Self.leastAxis(of: kept) {
      let (length, step, way) = (kept.shape[axis], kept.strides[axis], starts.strides[axis])
      rounds = rounds.flatMap { round in
        (0..<length).map { (round.first + $0 * way, round.offset + $0 * step) }
      }
      (kept, starts) = (kept.selected(axis: axis, 0), starts.selected(axis: axis, 0))
    }
  }

  /// The axis that is walked when elements overlap: the shortest.
  private static func leastAxis(of view: View) -> Int? {
    view.shape.indices.min { view.shape[$0] < view.shape[$1] }
  }

  /// Whether kernels take it.
  var isShort: Bool {
    kept.shape.count <= Argument.axisLimit && places.shape.count <= Argument.axisLimit
      && rounds.count <= 256
  }

  /// Whether there are too few elements for a lane each.
  var isLong: Bool { kept.count < 512 && places.count > 64 }
}

extension View {
  /// The same view from another element on.
  fileprivate func moved(by offset: Int) -> View {
    View(shape: shape, strides: strides, offset: self.offset + offset)
  }
}
