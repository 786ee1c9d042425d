import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct RecurrentSequenceTests {
  /// x, the two weights, h, the two biases, then c and the peepholes of the LSTM.
  private func inputs(_ kind: RecurrentKind, _ b: Int, _ t: Int, _ d: Int, _ h: Int) -> [NDArray] {
    let width = kind.gateCount * h
    let shapes = [[b, t, d], [d, width], [h, width], [b, h], [width], [width]]
    return (kind == .lstm ? shapes + [[b, h], [3 * h]] : shapes).enumerated().map {
      random($1, seed: UInt64($0), deviation: 0.7)
    }
  }

  private typealias Run = (
    RecurrentKind, Tensor, RecurrentWeights, Tensor, Tensor?, RecurrentSettings
  ) -> (outputs: Tensor, hidden: Tensor, cell: Tensor?)

  private let sequence: Run = { recurrentSequence($0, $1, $2, hidden: $3, cell: $4, $5) }

  private func results(
    _ run: Run, _ kind: RecurrentKind, _ x: [Tensor], _ variant: RecurrentVariant,
    _ lengths: [Int]? = nil
  ) -> [Tensor] {
    let weights = RecurrentWeights(
      input: x[1], hidden: x[2], inputBias: variant.hasBiases ? x[4] : nil,
      hiddenBias: variant.hasBiases ? x[5] : nil,
      peephole: variant.hasPeepholes && kind == .lstm ? x[7] : nil)
    let settings = variant.settings(lengths, shape: x[3].shape, x[3].elementType)
    let (outputs, hidden, cell) = run(
      kind, x[0], weights, x[3], kind == .lstm ? x[6] : nil, settings)
    return [outputs, hidden] + (cell.map { [$0] } ?? [])
  }

  private func fused(
    _ kind: RecurrentKind, _ x: [Tensor], _ lengths: [Int]? = nil,
    _ variant: RecurrentVariant = .plain
  ) -> [Tensor] {
    results(sequence, kind, x, variant, lengths)
  }

  @Test(arguments: RecurrentKind.allCases, RecurrentVariant.allCases)
  func equalsACellOfPlainOperations(_ kind: RecurrentKind, _ variant: RecurrentVariant) {
    for lengths in [nil, [4, 0, 1, 3]] as [[Int]?] {
      for type in [ElementType.float64, .float32] {
        let parameters = inputs(kind, 4, 4, 3, 5).map { Parameter($0) }
        let plain = results(recurrentSteps, kind, parameters.map(\.tensor), variant, lengths)
        let narrow = parameters.map { Parameter($0.value.cast(to: type)) }
        let found = fused(kind, narrow.map(\.tensor), lengths, variant)
        let tolerance = type == .float64 ? 1e-12 : 1e-5
        for (a, b) in zip(found, plain) { #expect(distance(a.array, b.array) < tolerance) }
        let (expected, gradients) = (total(plain).backward(), total(found).backward())
        for (index, (a, b)) in zip(narrow, parameters).enumerated() {
          #expect(
            distance(gradients[a], expected[b]) < tolerance, "\(kind) input \(index) \(type)")
        }
      }
    }
  }

  @Test(arguments: RecurrentKind.allCases)
  func rowsThatRepeatGiveWhatTheirCopiesGive(_ kind: RecurrentKind) {
    let places: [Int32] = [2, 0, 2, 2, 1, 0, 0, 2]
    for lengths in [nil, [4, 2]] as [[Int]?] {
      for (type, tolerance) in [(ElementType.float64, 1e-12), (.float32, 1e-5)] {
        let parameters = inputs(kind, 2, 4, 3, 5).map { Parameter($0.cast(to: type)) }
        let rows = Parameter(random([4, 3], seed: 9, deviation: 0.7).cast(to: type))
        let x = parameters.map(\.tensor)
        func run(_ input: Tensor, _ places: [Int32]?) -> [Tensor] {
          let (outputs, hidden, cell) = recurrentSequence(
            kind, input,
            RecurrentWeights(input: x[1], hidden: x[2], inputBias: x[4], hiddenBias: x[5]),
            hidden: x[3], cell: kind == .lstm ? x[6] : nil, RecurrentSettings(lengths: lengths),
            places: places)
          return [outputs, hidden] + (cell.map { [$0] } ?? [])
        }
        let copies = run(
          rows.tensor.take(Indices(places), axis: 0).reshaped([2, 4, 3]), nil)
        let found = run(rows.tensor, places)
        for (a, b) in zip(found, copies) { #expect(distance(a.array, b.array) < tolerance) }
        let (expected, gradients) = (total(copies).backward(), total(found).backward())
        for parameter in [rows] + parameters[1..<6] {
          #expect(distance(gradients[parameter], expected[parameter]) < tolerance)
        }
      }
    }
  }

  private func total(_ results: [Tensor]) -> Tensor {
    results.enumerated().reduce(Tensor(0, results[0].elementType)) { sum, result in
      let weights = random(result.1.shape, seed: 40 + UInt64(result.0))
      return sum + (result.1 * Tensor(weights.cast(to: result.1.elementType))).sum()
    }
  }

  @Test(
    arguments: RecurrentKind.allCases,
    [
      ([3, 3, 2, 4], [3, 0, 1]), ([2, 2, 1, 1], nil), ([1, 1, 1, 1], nil), ([1, 1, 2, 2], [0]),
      ([0, 2, 2, 2], nil), ([2, 0, 2, 2], [0, 0]), ([2, 2, 0, 2], [1, 2]), ([2, 2, 2, 0], nil),
    ]
      as [([Int], [Int]?)])
  func gradient(_ kind: RecurrentKind, _ extents: ([Int], [Int]?)) {
    let (sizes, lengths) = extents
    let points = inputs(kind, sizes[0], sizes[1], sizes[2], sizes[3])
    for variant in [RecurrentVariant.plain, .all] {
      let check = checkGradient(points) { fused(kind, $0, lengths, variant) }
      #expect(check.error < 1e-6, "\(check)")
    }
  }

  @Test(arguments: RecurrentKind.allCases, RecurrentVariant.allCases)
  func gradientOfEachVariant(_ kind: RecurrentKind, _ variant: RecurrentVariant) {
    for run in [sequence, recurrentSteps] as [Run] {
      let check = checkGradient(inputs(kind, 3, 3, 2, 3)) {
        results(run, kind, $0, variant, [3, 1, 2])
      }
      #expect(check.error < 1e-6, "\(check)")
    }
  }

  @Test(arguments: RecurrentKind.allCases)
  func aCutInTimeIsCaught(_ kind: RecurrentKind) {
    // The state's gradient is lost between two halves: what a forgotten carry would do.
    let check = checkGradient(inputs(kind, 2, 4, 2, 3)) { x in
      let first = fused(kind, [x[0].slice(axis: 1, 0..<2)] + x[1...])
      var rest = [x[0].slice(axis: 1, 2..<4)] + x[1...]
      rest[3] = first[1].detached
      return fused(kind, rest)
    }
    #expect(check.error > 1e-3)
  }

  @Test(arguments: RecurrentKind.allCases)
  func whatIsNotANumberInThePaddingReachesNothing(_ kind: RecurrentKind) {
    for run in [sequence, recurrentSteps] as [Run] {
      for type in [ElementType.float64, .float32] {
        let points = inputs(kind, 2, 3, 2, 3).map { $0.cast(to: type) }
        var poisoned = points
        poisoned[0][0, 1, 0] = .nan
        poisoned[0][0, 2, 1] = .infinity
        let both = [points, poisoned].map { arrays in
          let parameters = arrays.map { Parameter($0) }
          let found = results(run, kind, parameters.map(\.tensor), .plain, [1, 3])
          let gradients = total(found).backward()
          return found.map(\.array) + parameters.map { gradients[$0] }
        }
        #expect(both[0] == both[1])
      }
    }
  }

  @Test(arguments: RecurrentKind.allCases)
  func eachResultAlonePassesItsGradient(_ kind: RecurrentKind) {
    for index in 0..<(kind == .lstm ? 3 : 2) {
      expectGradients(inputs(kind, 2, 3, 2, 3)) { fused(kind, $0, [3, 1], .all)[index] }
    }
  }

  @Test(arguments: RecurrentKind.allCases)
  func twoPassesBackGiveTheSame(_ kind: RecurrentKind) {
    let parameters = inputs(kind, 2, 3, 2, 3).map { Parameter($0) }
    let loss = fused(kind, parameters.map(\.tensor))[0].sum()
    let (first, second) = (loss.backward(), loss.backward())
    for parameter in parameters { #expect(first[parameter] == second[parameter]) }
  }

  @Test(arguments: RecurrentKind.allCases)
  func constantsNeedNoGradient(_ kind: RecurrentKind) {
    let points = inputs(kind, 2, 3, 2, 3)
    let weight = Parameter(points[2])
    var tensors = points.map { Tensor($0) }
    #expect(!fused(kind, tensors)[0].isInGraph)
    tensors[2] = weight.tensor
    let gradients = fused(kind, tensors)[0].sum().backward()
    #expect(gradients.arrays.count == 1)
    #expect(gradients[weight].doubles.contains { $0 != 0 })
  }

  @Test func mismatch() async {
    expectMessage(
      "recurrent lstm: expected input weights of shape [2, 12], found [3, 12]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let zeros = { Tensor(NDArray(zeros: $0)) }
        _ = recurrentSequence(
          .lstm, zeros([1, 2, 2]),
          RecurrentWeights(
            input: zeros([3, 12]), hidden: zeros([3, 12]), inputBias: zeros([12]),
            hiddenBias: zeros([12])),
          hidden: zeros([1, 3]), cell: zeros([1, 3]))
      })
    expectMessage(
      "recurrent tanh: lengths [3] do not fit input [1, 2, 2]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let zeros = { Tensor(NDArray(zeros: $0)) }
        _ = recurrentSequence(
          .tanh, zeros([1, 2, 2]),
          RecurrentWeights(
            input: zeros([2, 3]), hidden: zeros([3, 3]), inputBias: zeros([3]),
            hiddenBias: zeros([3])),
          hidden: zeros([1, 3]), cell: nil, RecurrentSettings(lengths: [3]))
      })
  }
}

/// What a layer can have beside its cell's equations.
enum RecurrentVariant: CaseIterable {
  case plain, withoutBiases, peepholes, zoneout, drawnZoneout, stateMask, all

  var hasBiases: Bool { self != .withoutBiases }
  var hasPeepholes: Bool { self == .peepholes || self == .all }

  func settings(_ lengths: [Int]?, shape: [Int], _ type: ElementType) -> RecurrentSettings {
    var settings = RecurrentSettings(lengths: lengths)
    let key = RandomKey(seed: 5)
    switch self {
    case .zoneout: settings.zoneout = ZoneoutMask(hidden: 0.3, cell: 0.2, key: nil)
    case .drawnZoneout, .all: settings.zoneout = ZoneoutMask(hidden: 0.4, cell: 0.3, key: key)
    default: break
    }
    if self == .stateMask || self == .all {
      let ones = NDArray(repeating: 1, shape: shape, type)
      settings.stateMask = dropout(Tensor(ones), rate: 0.4, key: key).array
    }
    return settings
  }
}
