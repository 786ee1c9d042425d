import ParlanceSystem
import Testing

@testable import ParlanceArrays

extension KernelSuites {
  @Suite struct Views {
    @Test(
      arguments: [
        ([], [3, 4]), ([1], [5]), ([4], [3, 4]), ([3, 1], [3, 4]), ([1, 1, 4], [2, 3, 4]),
        ([2, 1, 4], [2, 3, 4]), ([3, 4], [3, 4]), ([1, 3], [0, 3]), ([0], [5, 0]), ([1], [0]),
        ([700], [90, 700]), ([40_000], [1, 40_000]), ([1], [40_000]), ([70, 1], [70, 900]),
        ([3, 1, 300], [3, 200, 300]), ([2, 1, 3, 1], [2, 20, 3, 40]), ([5, 1, 1], [5, 70, 80]),
      ] as [([Int], [Int])])
    func broadcasting(_ shape: [Int], _ target: [Int]) {
      expectSame(numbers(shape), View(shape).expanded(to: target))
    }

    @Test(
      arguments: [
        ([5, 7], [1, 0]), ([130, 300], [1, 0]), ([3, 40, 50], [0, 2, 1]), ([6, 20, 7], [1, 0, 2]),
        ([4, 5, 6], [2, 1, 0]), ([2, 3, 4, 5], [3, 1, 0, 2]), ([1, 40_000], [1, 0]),
        ([0, 3], [1, 0]), ([3, 1, 2, 1], [3, 2, 1, 0]),
      ] as [([Int], [Int])])
    func permutations(_ shape: [Int], _ axes: [Int]) {
      expectSame(numbers(shape), View(shape).permuted(axes))
    }

    @Test func slices() {
      let view = View([6, 7, 8])
      let whole = View([40_000])
      let views = [
        view.sliced(axis: 0, start: 1, count: 3), view.sliced(axis: 1, start: 6, count: 1),
        view.sliced(axis: 2, start: 7, step: -3, count: 3),
        view.sliced(axis: 1, start: 7, count: 0),
        view.sliced(axis: 0, start: 5, step: -1, count: 6).sliced(
          axis: 2, start: 1, step: 2, count: 3),
        view.selected(axis: 1, 4), view.diagonal(1, 2, offset: -3), view.diagonal(2, 0, offset: 9),
      ]
      for view in views { expectSame(numbers([6, 7, 8]), view) }
      for step in [1, 2, -1] {
        let start = step < 0 ? 39_999 : 1
        expectSame(
          numbers([40_000]), whole.sliced(axis: 0, start: start, step: step, count: 18_000))
      }
    }

    @Test func windows() {
      expectSame(numbers([40]), View([40]).windows(axis: 0, size: 3))
      expectSame(numbers([5]), View([5]).windows(axis: 0, size: 6))
      let text = View([3, 50, 6])
      let views = [
        text.windows(axis: 1, size: 4), text.windows(axis: 1, size: 3, step: 2, dilation: 5),
        text.windows(axis: 1, size: 4).permuted([0, 1, 3, 2]),
        text.windows(axis: 1, size: 2, step: 2),
        text.windows(axis: 1, size: 5).expanded(to: [2, 3, 46, 6, 5]),
      ]
      for view in views { expectSame(numbers([3, 50, 6]), view) }
    }

    @Test func anyStrides() {
      var generator = RandomGenerator(seed: 3)
      for _ in 0..<60 {
        let rank = Int.random(in: 0...9, using: &generator)
        let shape = (0..<rank).map { _ in Int.random(in: 1...(rank > 5 ? 3 : 9), using: &generator)
        }
        let strides = shape.map { _ in Int.random(in: -12...12, using: &generator) }
        let low = zip(shape, strides).reduce(0) { $0 + min(0, ($1.0 - 1) * $1.1) }
        let high = zip(shape, strides).reduce(0) { $0 + max(0, ($1.0 - 1) * $1.1) }
        expectSame(
          numbers([high - low + 3]), View(shape: shape, strides: strides, offset: 1 - low))
      }
    }

    @Test func sumsKeepTheirDigits() {
      let x = NDArray([Float](repeating: 0.1, count: 3 * 40_000), shape: [3, 40_000])
      for (shape, view) in [
        ([3], View([3, 1]).expanded(to: [3, 40_000])),
        ([40_000], View([1, 40_000]).expanded(to: [3, 40_000])),
        ([], View([]).expanded(to: [3, 40_000])),
      ] {
        var y = NDArray(zeros: shape)
        native.addScattered(x, view, &y)
        let expected = 0.1 * Double(120_000 / y.count)
        #expect(y.doubles.allSatisfy { abs($0 - expected) < 1e-7 * expected })
      }
    }

    @Test func viewsThatSeeAllAreNotCopied() {
      let x = numbers([4, 6])
      let y = native.gather(x, View([4, 1, 6]).permuted([1, 0, 2]))
      #expect(y.shape == [1, 4, 6])
      #expect(x.withBytes(\.baseAddress) == y.withBytes(\.baseAddress))
    }

    @Test func injectiveViews() {
      #expect(View([3, 4]).permuted([1, 0]).isInjective && View([]).isInjective)
      #expect(View(shape: [3, 1], strides: [-2, 0]).isInjective)
      #expect(!View([1, 4]).expanded(to: [3, 4]).isInjective)
      #expect(!View([9]).windows(axis: 0, size: 3).isInjective)
      #expect(View([9]).windows(axis: 0, size: 3, step: 3).isInjective)
    }

    @Test func viewsThatLeaveTheArrayTrap() async {
      expectMessage(
        "view: shape [3, 3], strides [1, 1] from 0 leave 4 elements",
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          _ = native.gather(NDArray(zeros: [4]), View(shape: [3, 3], strides: [1, 1]))
        })
    }

    /// Expects what the view sees, and both ways back, to be the reference's.
    @Test func movedElements() {
      let x = numbers([4, 3, 5])
      expectSteps(
        native.permute(x, [2, 0, 1]), exact.permute(x.wide, [2, 0, 1]), atMost: 0, "permute")
      #expect(native.permute(x, [2, 0, 1])[3, 1, 2] == x[1, 2, 3])
      let part = native.slice(x, axis: 1, start: 1, length: 2)
      #expect(part.shape == [4, 2, 5])
      #expect(part[3, 0, 4] == x[3, 1, 4])
      var y = x
      native.addSlice(part, axis: 1, start: 0, &y)
      #expect(y[2, 1, 3] == Double(Float(x[2, 1, 3]) + Float(x[2, 2, 3])))
      #expect(y[2, 2, 3] == x[2, 2, 3])
    }

    private func expectSame(
      _ x: NDArray, _ view: View, _ location: SourceLocation = #_sourceLocation
    ) {
      onEachVariant { variant in
        let y = onEachThreadCount(location) { [native.gather(x, view)] }[0]
        expectSteps(y, single.gather(x, view), atMost: 0, "\(view)", location)
        let dy = numbers(view.shape, seed: 2)
        let dx = onEachThreadCount(location) {
          var dx = x
          native.addScattered(dy, view, &dx)
          return [dx]
        }[0]
        var expected = x.wide
        exact.addScattered(dy.wide, view, &expected)
        expectClose(dx, expected, tolerance: 1e-6, scale: 300, "\(view), \(variant)", location)
        guard view.isInjective else { return }
        var set = x
        native.scatter(dy, view, &set)
        var plain = x
        single.scatter(dy, view, &plain)
        expectSteps(set, plain, atMost: 0, "\(view)", location)
      }
    }
  }
}
