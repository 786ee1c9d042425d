import ParlanceArrays
import ParlanceAutograd
import ParlanceTestSupport
import Testing

@Suite struct RecurrentSequenceTests {
  /// x, the four weights, h and, for the LSTM, c.
  private func inputs(_ kind: RecurrentKind, _ b: Int, _ t: Int, _ d: Int, _ h: Int) -> [NDArray] {
    let width = kind.gateCount * h
    let shapes = [[b, t, d], [d, width], [h, width], [width], [width], [b, h]]
    return (kind == .lstm ? shapes + [[b, h]] : shapes).enumerated().map {
      random($1, seed: UInt64($0), deviation: 0.7)
    }
  }

  private func fused(_ kind: RecurrentKind, _ x: [Tensor], _ lengths: [Int]?) -> [Tensor] {
    let (outputs, hidden, cell) = recurrentSequence(
      kind, x[0],
      RecurrentWeights(input: x[1], hidden: x[2], inputBias: x[3], hiddenBias: x[4]),
      hidden: x[5], cell: x.count > 6 ? x[6] : nil, lengths: lengths)
    return [outputs, hidden] + (cell.map { [$0] } ?? [])
  }

  /// The same layer, step by step from plain operations.
  private func composed(_ kind: RecurrentKind, _ x: [Tensor], _ lengths: [Int]?) -> [Tensor] {
    let (b, t, size) = (x[0].shape[0], x[0].shape[1], x[2].shape[0])
    var (h, c) = (x[5], x.last!)
    var outputs: [Tensor] = []
    for step in 0..<t {
      let active =
        lengths.map { $0.map { step < $0 ? 1.0 : 0 } } ?? [Double](repeating: 1, count: b)
      let mask = Tensor(NDArray(float64: active, shape: [b, 1]))
      let input = linear(
        x[0].slice(axis: 1, step..<step + 1).reshaped([b, x[0].shape[2]]), x[1], x[3])
      let state = linear(h, x[2], x[4])
      func gate(_ index: Int, of y: Tensor) -> Tensor {
        y.slice(axis: 1, index * size..<(index + 1) * size)
      }
      func both(_ index: Int) -> Tensor { gate(index, of: input) + gate(index, of: state) }
      var next: Tensor
      switch kind {
      case .tanh: next = tanh(input + state)
      case .relu: next = relu(input + state)
      case .lstm:
        let cell = sigmoid(both(1)) * c + sigmoid(both(0)) * tanh(both(2))
        next = sigmoid(both(3)) * tanh(cell)
        c = mask * cell + (1 - mask) * c
      case .gru, .gruResetBefore:
        let (r, z) = (sigmoid(both(0)), sigmoid(both(1)))
        let inner =
          kind == .gru
          ? r * gate(2, of: state)
          : matmul(r * h, gate(2, of: x[2])) + x[4].slice(axis: 0, 2 * size..<3 * size)
        let n = tanh(gate(2, of: input) + inner)
        next = (1 - z) * n + z * h
      }
      h = mask * next + (1 - mask) * h
      outputs.append((mask * next).reshaped([b, 1, size]))
    }
    return [concatenate(outputs, axis: 1), h] + (kind == .lstm ? [c] : [])
  }

  @Test(arguments: RecurrentKind.allCases, [nil, [4, 0, 1, 3]] as [[Int]?])
  func equalsACellOfPlainOperations(_ kind: RecurrentKind, _ lengths: [Int]?) {
    for type in [ElementType.float64, .float32] {
      let parameters = inputs(kind, 4, 4, 3, 5).map { Parameter($0) }
      let plain = composed(kind, parameters.map(\.tensor), lengths)
      let narrow = parameters.map { Parameter($0.value.cast(to: type)) }
      let found = fused(kind, narrow.map(\.tensor), lengths)
      let tolerance = type == .float64 ? 1e-12 : 1e-5
      for (a, b) in zip(found, plain) { #expect(distance(a.array, b.array) < tolerance) }
      func total(_ results: [Tensor]) -> Tensor {
        results.enumerated().reduce(Tensor(0, results[0].elementType)) { sum, result in
          let weights = random(result.1.shape, seed: 40 + UInt64(result.0))
          return sum + (result.1 * Tensor(weights.cast(to: result.1.elementType))).sum()
        }
      }
      let (expected, gradients) = (total(plain).backward(), total(found).backward())
      for (index, (a, b)) in zip(narrow, parameters).enumerated() {
        #expect(distance(gradients[a], expected[b]) < tolerance, "\(kind) input \(index) \(type)")
      }
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
    let check = checkGradient(points) { fused(kind, $0, lengths) }
    #expect(check.error < 1e-6, "\(check)")
  }

  @Test(arguments: RecurrentKind.allCases)
  func eachResultAlonePassesItsGradient(_ kind: RecurrentKind) {
    for index in 0..<(kind == .lstm ? 3 : 2) {
      expectGradients(inputs(kind, 2, 3, 2, 3)) { fused(kind, $0, [3, 1])[index] }
    }
  }

  @Test(arguments: RecurrentKind.allCases)
  func twoPassesBackGiveTheSame(_ kind: RecurrentKind) {
    let parameters = inputs(kind, 2, 3, 2, 3).map { Parameter($0) }
    let loss = fused(kind, parameters.map(\.tensor), nil)[0].sum()
    let (first, second) = (loss.backward(), loss.backward())
    for parameter in parameters { #expect(first[parameter] == second[parameter]) }
  }

  @Test(arguments: RecurrentKind.allCases)
  func constantsNeedNoGradient(_ kind: RecurrentKind) {
    let points = inputs(kind, 2, 3, 2, 3)
    let weight = Parameter(points[2])
    var tensors = points.map { Tensor($0) }
    #expect(!fused(kind, tensors, nil)[0].isInGraph)
    tensors[2] = weight.tensor
    let gradients = fused(kind, tensors, nil)[0].sum().backward()
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
          hidden: zeros([1, 3]), cell: zeros([1, 3]), lengths: nil)
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
          hidden: zeros([1, 3]), cell: nil, lengths: [3])
      })
  }
}
