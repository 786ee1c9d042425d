import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct AttendingSequenceTests {
  /// What is fed, and how places are scored.
  enum Variant: CaseIterable, Sendable {
    case additiveContext, productContext, additiveInput, productInput

    var isAdditive: Bool { self == .additiveContext || self == .additiveInput }
    var isInput: Bool { self == .additiveInput || self == .productInput }
  }

  private static let (b, t, d, h, s, k, a, m) = (3, 4, 2, 3, 5, 4, 2, 6)
  private static let sourceLengths = [5, 2, 1]

  /// x, W, U, h, both biases, F, keys, values, then query and its bias, v, C, h̃ and c.
  private func inputs(_ kind: RecurrentKind, _ variant: Variant) -> [NDArray] {
    let (b, t, d, h, s, k) = (Self.b, Self.t, Self.d, Self.h, Self.s, Self.k)
    let width = kind.gateCount * h
    let keys = variant.isAdditive ? Self.a : h
    let shapes = [
      [b, t, d], [d, width], [h, width], [b, h], [width], [width],
      [variant.isInput ? Self.m : k, width], [b, s, keys], [b, s, k], [h, keys], [keys], [keys],
      [k + h, Self.m], [b, Self.m], [b, h],
    ]
    return shapes.enumerated().map { random($1, seed: UInt64($0), deviation: 0.7) }
  }

  private func attending(_ variant: Variant, _ x: [Tensor]) -> AttendingWeights {
    AttendingWeights(
      feed: x[6], query: variant.isAdditive ? x[9] : nil,
      queryBias: variant.isAdditive ? x[10] : nil, energy: variant.isAdditive ? x[11] : nil,
      combine: variant.isInput ? x[12] : nil)
  }

  private func fused(
    _ kind: RecurrentKind, _ variant: Variant, _ x: [Tensor], _ lengths: [Int]?
  ) -> [Tensor] {
    let result = attendingSequence(
      kind, x[0],
      RecurrentWeights(input: x[1], hidden: x[2], inputBias: x[4], hiddenBias: x[5]),
      attending(variant, x),
      AttendedTensors(keys: x[7], values: x[8], lengths: Self.sourceLengths),
      AttendingState(
        hidden: x[3], cell: kind == .lstm ? x[14] : nil, fed: variant.isInput ? x[13] : nil),
      lengths: lengths)
    return [result.outputs, result.contexts, result.weights, result.state.hidden]
      + [result.state.cell, result.state.fed].compactMap { $0 }
  }

  /// The same from plain operations, one step of the plain layer after the other.
  private func composed(
    _ kind: RecurrentKind, _ variant: Variant, _ x: [Tensor], _ lengths: [Int]?
  ) -> [Tensor] {
    let weights = attending(variant, x)
    func attended(_ h: Tensor) -> (context: Tensor, weights: Tensor) {
      let q = weights.query.map { linear(h, $0, weights.queryBias) } ?? h
      let rows = q.reshaped([Self.b, 1, q.shape[1]])
      let scores =
        weights.energy.map { (tanh(rows + x[7]) * $0).sum(axis: 2) }
        ?? (rows * x[7]).sum(axis: 2)
      let found = attentionSoftmax(
        scores.reshaped([Self.b, 1, Self.s]),
        limits: AttentionLimits(keyLengths: Self.sourceLengths))
      return (
        matmul(found, x[8]).reshaped([Self.b, Self.k]), found.reshaped([Self.b, Self.s])
      )
    }
    // F beside W, and what is fed beside x.
    let layer = RecurrentWeights(
      input: concatenate([x[1], x[6]], axis: 0), hidden: x[2], inputBias: x[4], hiddenBias: x[5])
    var (h, c, fed) = (x[3], kind == .lstm ? x[14] : nil, x[13])
    var parts: [[Tensor]] = [[], [], []]
    for step in 0..<Self.t {
      let active = Tensor(
        NDArray(
          (0..<Self.b).map { step < lengths?[$0] ?? Self.t ? 1 : 0 }, shape: [Self.b, 1],
          like: x[0].array))
      var found = attended(h)
      let own = x[0].slice(axis: 1, step..<step + 1).reshaped([Self.b, Self.d])
      let input = concatenate([own, variant.isInput ? fed : found.context], axis: 1)
      let after = recurrentSteps(
        kind, input.reshaped([Self.b, 1, input.shape[1]]), layer, hidden: h, cell: c,
        RecurrentSettings(lengths: active.array.doubles.map { Int($0) }))
      (h, c) = (after.hidden, after.cell)
      var output = h
      if let combine = weights.combine {
        found = attended(h)
        output = tanh(matmul(concatenate([found.context, h], axis: 1), combine))
        fed = active * output + (1 - active) * fed
      }
      for (index, part) in [output, found.context, found.weights].enumerated() {
        parts[index].append((active * part).reshaped([Self.b, 1, part.shape[1]]))
      }
    }
    return parts.map { concatenate($0, axis: 1) } + [h]
      + [c, variant.isInput ? fed : nil].compactMap { $0 }
  }

  private func total(_ results: [Tensor]) -> Tensor {
    results.enumerated().reduce(Tensor(0, results[0].elementType)) { sum, result in
      let weights = random(result.1.shape, seed: 40 + UInt64(result.0))
      return sum + (result.1 * Tensor(weights.cast(to: result.1.elementType))).sum()
    }
  }

  @Test(arguments: RecurrentKind.allCases, Variant.allCases)
  func equalsACellOfPlainOperations(_ kind: RecurrentKind, _ variant: Variant) {
    for lengths in [nil, [4, 0, 2]] as [[Int]?] {
      for type in [ElementType.float64, .float32] {
        let parameters = inputs(kind, variant).map { Parameter($0) }
        let plain = composed(kind, variant, parameters.map(\.tensor), lengths)
        let narrow = parameters.map { Parameter($0.value.cast(to: type)) }
        let found = fused(kind, variant, narrow.map(\.tensor), lengths)
        let tolerance = type == .float64 ? 1e-12 : 1e-5
        #expect(found.count == plain.count)
        for (place, (a, b)) in zip(found, plain).enumerated() {
          #expect(distance(a.array, b.array) < tolerance, "result \(place)")
        }
        let (expected, gradients) = (total(plain).backward(), total(found).backward())
        for (index, (a, b)) in zip(narrow, parameters).enumerated() {
          #expect(
            distance(gradients[a], expected[b]) < tolerance, "\(kind) input \(index) \(type)")
        }
      }
    }
  }

  @Test(arguments: RecurrentKind.allCases, Variant.allCases)
  func gradient(_ kind: RecurrentKind, _ variant: Variant) {
    let check = checkGradient(inputs(kind, variant)) { fused(kind, variant, $0, [3, 4, 1]) }
    #expect(check.error < 1e-6, "\(check)")
  }

  @Test(arguments: Variant.allCases) func noStepsAndNoRows(_ variant: Variant) {
    let points = inputs(.gru, variant).map { Tensor($0) }
    var none = points
    none[0] = Tensor(zeros: [Self.b, 0, Self.d], .float64)
    let found = fused(.gru, variant, none, nil)
    #expect(found[0].shape[1] == 0 && found[3].array == points[3].array)
  }

  @Test func shapesThatDoNotFitAreNamed() async {
    await #expect(processExitsWith: .failure) {
      let x = AttendingSequenceTests().inputs(.gru, .productContext).map { Tensor($0) }
      var wrong = x
      wrong[6] = Tensor(zeros: [2, 2], .float64)
      _ = AttendingSequenceTests().fused(.gru, .productContext, wrong, nil)
    }
  }
}
