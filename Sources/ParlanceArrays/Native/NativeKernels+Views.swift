import CParlance

extension NativeKernels {
  package func gather(_ x: NDArray, _ view: View) -> NDArray {
    view.check(within: x.count)
    if view.isAll(of: x.count) { return x.reshaped(view.shape) }
    let axes = Axes(view)
    guard axes.isShort else { return plain.gather(x, view) }
    var y = NDArray(uninitialized: view.shape, like: x)
    if y.count > 0 {
      pl_gather(
        x.pointer(Float.self) + view.offset, y.mutable(Float.self), axes.rank, axes.shape,
        axes.strides)
    }
    return y
  }

  package func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    move(x, view, adding: false, &y)
  }

  package func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    if view.isAll(of: y.count) { return addScaled(1, x, &y) }
    let axes = view.collapsed
    let isRepeated = zip(axes.shape, axes.strides).contains { $0.0 > 1 && $0.1 == 0 }
    guard isRepeated, view.count > 0 else { return move(x, view, adding: true, &y) }
    view.check(within: y.count)
    if axes.strides == [0] {
      y[flat: view.offset] += pl_sum(x.pointer(Float.self), Int64(x.count))
    } else if axes.strides == [0, 1], axes.shape[0] <= 4096 {
      // Float sums of groups of rows: fast, and near enough while there are few groups.
      pl_add_column_sums(
        x.pointer(Float.self), y.mutable(Float.self) + view.offset, Int64(axes.shape[0]),
        Int64(axes.shape[1]))
    } else {
      let axes = Axes(view)
      guard axes.isShort else { return plain.addScattered(x, view, &y) }
      pl_add_sums(
        x.pointer(Float.self), y.mutable(Float.self) + view.offset, axes.rank, axes.shape,
        axes.strides)
    }
  }

  private func move(_ x: NDArray, _ view: View, adding: Bool, _ y: inout NDArray) {
    view.check(within: y.count)
    if view.count == 0 { return }
    let axes = Axes(view)
    guard axes.isShort else {
      return adding ? plain.addScattered(x, view, &y) : plain.scatter(x, view, &y)
    }
    pl_scatter(
      x.pointer(Float.self), y.mutable(Float.self) + view.offset, axes.rank, axes.shape,
      axes.strides, adding)
  }

  /// A view's axes as the C loops take them.
  private struct Axes {
    let shape: [Int64]
    let strides: [Int64]
    var rank: Int32 { Int32(shape.count) }
    /// Nobody's networks have more axes that do not collapse.
    var isShort: Bool { shape.count <= Int(PL_AXES.rawValue) }

    init(_ view: View) {
      let axes = view.collapsed
      shape = axes.shape.map(Int64.init)
      strides = axes.strides.map(Int64.init)
    }
  }
}
