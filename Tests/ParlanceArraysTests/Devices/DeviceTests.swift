import ParlanceTestSupport
import Testing

@testable import ParlanceArrays

@Suite struct DeviceTests {
  private typealias Moves = DeviceDouble.Moves

  @Test func arraysAreMadeWhereTheyAreAskedFor() {
    let double = DeviceDouble()
    #expect(Device.current == .cpu && NDArray([1, 2]).device == .cpu)
    let there = Device.with(double.device) { NDArray([1, 2]) }
    #expect(there.device == double.device && there.device.description == "double")
    #expect(NDArray(zeros: [3], like: there).device == double.device)
    #expect(NDArray(ones: [2], like: there) == NDArray([1, 1]))
    #expect(NDArray([0.5, 2], shape: [2, 1], like: there).device == double.device)
    #expect(NDArray(scalar: 3, like: there).item == 3)
    #expect(NDArray(zerosLike: there).device == double.device)
    #expect(there.cast(to: .float64).device == double.device)
    #expect(NDArray(zeros: [1], like: NDArray(float64: [1])).elementType == .float64)
    #expect(NDArray([1], like: NDArray(float64: [2])) == NDArray(float64: [1]))
    #expect(there.moved(to: .cpu).device == .cpu && there.moved(to: .cpu) == NDArray([1, 2]))
    #expect(Device.with(double.device) { Device.current } != .cpu && Device.current == .cpu)
  }

  @Test func elementsMoveWhenTheyAreNeeded() {
    let double = DeviceDouble()
    var x = NDArray([1, 2, 3]).moved(to: double.device)
    #expect(double.takeMoves() == Moves())
    // Read there: it goes once.
    let y = x.kernels.binary(.add, x, x)
    #expect(double.takeMoves() == Moves(uploads: 1))
    #expect(x.floats == [1, 2, 3] && double.takeMoves() == Moves())
    // Read here: it comes home once.
    #expect(y.floats == [2, 4, 6] && y.floats == [2, 4, 6])
    #expect(double.takeMoves() == Moves(downloads: 1))
    // Written here, it goes again.
    x[1] = 5
    #expect(x.kernels.binary(.multiply, x, y).floats == [2, 20, 18])
    #expect(double.takeMoves() == Moves(uploads: 1, downloads: 1))
    // Written there, it comes again.
    x.kernels.addScaled(1, y, &x)
    #expect(x.floats == [3, 9, 9] && double.takeMoves() == Moves(downloads: 1))
    #expect(double.takeFallbacks().isEmpty)
  }

  @Test func sharedArraysAreCopiedWhereTheyLie() {
    let double = DeviceDouble()
    let x = NDArray([1, 2, 3]).moved(to: double.device)
    var y = x
    y.kernels.addScaled(2, x, &y)
    #expect(x.floats == [1, 2, 3] && y.floats == [3, 6, 9])
    var z = y
    z.kernels.fill(0, &z)
    #expect(double.takeMoves().copies == 2 && y.floats == [3, 6, 9] && z.floats == [0, 0, 0])
    var home = z
    home[0] = 4
    #expect(z.floats == [0, 0, 0] && home.floats == [4, 0, 0])
  }

  @Test func anArrayOfTheHostServesAndMovesWhenItIsChanged() {
    let double = DeviceDouble()
    let x = NDArray([1, 2, 3]).moved(to: double.device)
    var y = NDArray([10, 20, 30])
    #expect(x.kernels.binary(.add, x, y).floats == [11, 22, 33] && y.device == .cpu)
    x.kernels.addScaled(1, x, &y)
    #expect(y.floats == [11, 22, 33] && y.device == double.device)
  }

  @Test func theHostStandsInForWhatIsMissing() {
    let double = DeviceDouble()
    let x = NDArray([3, 4], shape: [1, 2]).moved(to: double.device)
    let root = x.kernels.unary(.sqrt, x.kernels.binary(.multiply, x, x))
    #expect(root.device == double.device && double.takeFallbacks() == ["unary(_:_:)": 1])
    #expect(root == x.moved(to: .cpu))
    var sum = NDArray(zeros: [1], like: x)
    sum.kernels.addScattered(x, View([1]).expanded(to: [1, 2]).permuted([0, 1]), &sum)
    #expect(sum.item == 7 && sum.device == double.device)
    let mapped = NDArray.mapping(x) { $0 * 10 }
    #expect(mapped.floats == [30, 40] && mapped.device == double.device)
    #expect(
      double.takeFallbacks() == ["addScattered(_:_:_:)": 1, "mapping(_:_:_:_:)": 1])
    // float64 is the host's alone.
    let wide = x.wide
    #expect(wide.kernels.unary(.negate, wide).doubles == [-3, -4])
    #expect(double.takeFallbacks().isEmpty)
  }

  /// Every function of the protocol has a stand-in, whose results lie beside what they came from.
  @Test func allResultsLieBesideTheirSources() {
    let double = DeviceDouble()
    func there(_ shape: [Int]) -> NDArray { numbers(shape).moved(to: double.device) }
    let (x, table) = (there([2, 3]), there([5, 3]))
    let k = x.kernels
    let groups = RowGroups([(places: [0], rows: 0..<2), (places: [1], rows: 2..<5)])
    let crf = CRFInput(
      emissions: there([1, 2, 3]), transitions: there([3, 3]), start: there([3]), end: there([3]),
      lengths: [2])
    let paths = k.crfForward(crf, targets: nil)
    var layer = RecurrentInput(
      kind: .lstm, projected: there([1, 2, 8]), weight: there([2, 8]), innerBias: nil,
      hidden: there([1, 2]), cell: there([1, 2]), lengths: [1])
    let read = layer
    let states = k.recurrentForward(&layer)
    let back = k.recurrentBackward(read, states, .init(outputs: nil, hidden: nil, cell: nil))
    let lines = k.groupProducts(x, table, bias: nil, groups)
    let most = k.maxOverTime(there([1, 2, 3]), lengths: [2])
    var reached = there([1, 2, 3])
    k.addMaxOverTimeGradient(steps: most.steps, dy: most.values, &reached)
    let results = [
      k.ternary(.choose, x, x, x), k.reduceRows(.maximum, x), k.permute(x, [1, 0]),
      k.cumulativeSum(x, isExclusive: true, isReversed: false), k.gatherRows(table, [4, 0]),
      k.sumBags(table, [1, 2], weights: nil, starts: [0, 0, 2]),
      most.values, most.steps, reached,
      k.greatestSums(table, minus: table, [0, 1, 2], blockWidth: 2), k.softmax(x, logarithm: true),
      k.softmax(x, limits: [1, 3]), k.blackOut(x, scale: 1).losses,
      k.blackOut(x, scale: 1).gradient,
      k.normalize(x, epsilon: 1e-5).normalized, k.normalize(x, epsilon: 1e-5).inverse, lines,
      k.groupInputGradients(lines, table, groups), k.groupWeightGradients(lines, x, groups).table,
      k.groupWeightGradients(lines, x, groups).bias, k.logSoftmax(lines, groups.lines),
      paths.losses, paths.alphas, paths.norms,
      k.crfBackward(crf, paths, targets: nil, shares: there([1])).transitions,
      states.outputs, states.gates, states.extra, states.hidden, states.cell!, layer.projected,
      back.projected, back.hidden, back.cell!,
    ]
    for (place, result) in results.enumerated() {
      #expect(result.device == double.device, "result \(place)")
    }
    #expect(k.crfBest(crf) == native.crfBest(crf))
    #expect(double.takeFallbacks().count == 22)
  }

  @Test func readersMayComeAtTheSameTime() async {
    let double = DeviceDouble()
    let x = numbers([1000]).moved(to: double.device)
    let y = x.kernels.binary(.add, x, x)
    let expected = y.moved(to: .cpu).bits
    let found = await withTaskGroup(of: [UInt64].self) { group in
      for index in 0..<16 {
        group.addTask { index % 2 == 0 ? y.bits : y.kernels.binary(.maximum, y, y).bits }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(found.count == 16 && found.allSatisfy { $0 == expected })
  }
}
