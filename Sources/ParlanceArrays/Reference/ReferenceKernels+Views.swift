extension ReferenceKernels {
  package func gather(_ x: NDArray, _ view: View) -> NDArray {
    view.check(within: x.count)
    var y = NDArray(uninitialized: view.shape, like: x)
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    view.walk { target[$0] = source[$1] }
    return y
  }

  package func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    view.check(within: y.count)
    let target = y.mutable(T.self)
    let source = x.pointer(T.self)
    view.walk { target[$1] = source[$0] }
  }

  package func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray) {
    view.check(within: y.count)
    // Sums of many float32 numbers keep their digits in double precision.
    var sums = y.doubles
    let source = x.pointer(T.self)
    view.walk { sums[$1] += Double(source[$0]) }
    update(&y) { index, _ in T(sums[index]) }
  }
}
