import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import Testing

/// A cell and what it has beside its equations.
struct Made: CustomTestStringConvertible, Sendable {
  let cell: RecurrentCell
  let options: RecurrentOptions
  let testDescription: String

  init(_ cell: RecurrentCell, _ what: String = "", _ options: RecurrentOptions = RecurrentOptions())
  {
    self.cell = cell
    self.options = options
    testDescription = "\(cell.rawValue) \(what)"
  }
}

private let everything: [Made] =
  RecurrentCell.allCases.flatMap { cell in
    [
      Made(cell), Made(cell, "without biases", RecurrentOptions(hasBias: false)),
      Made(cell, "zoneout", RecurrentOptions(hiddenZoneout: 0.3)),
      Made(cell, "dropped state", RecurrentOptions(weightDrop: 0.3, stateDropout: 0.3)),
      Made(cell, "learned state", RecurrentOptions(learnsInitialState: true)),
      Made(cell, "clipped", RecurrentOptions(clip: 0.5)),
    ]
  }
  + [RecurrentCell.rnn, .lstm, .gru].map {
    Made($0, "layer norm", RecurrentOptions(hasLayerNorm: true))
  } + [
    Made(.lstm, "peepholes", RecurrentOptions(hasPeepholes: true)),
    Made(.lstm, "coupled", RecurrentOptions(hasPeepholes: true, couplesGates: true)),
    Made(.lstm, "projection", RecurrentOptions(projectionSize: 3)),
    Made(
      .lstm, "all zoneout",
      RecurrentOptions(hasPeepholes: true, hiddenZoneout: 0.2, cellZoneout: 0.3)),
  ]

private func random(_ shape: [Int]) -> NDArray {
  var generator = RandomGenerator(seed: 7)
  return NDArray(normal: 1, shape: shape, using: &generator)
}

@Suite struct RecurrentOptionsTests {
  @Test(arguments: everything)
  func oneStepAtATimeGivesWhatTheSequenceGives(made: Made) {
    var generator = RandomGenerator(seed: 2)
    let layer = RecurrentLayer(
      made.cell, 3, 20, options: made.options, initializer: .pyTorch, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [4, 6, 3], using: &generator))
    let whole = layer(x)
    var state = layer.initialState(batchSize: 4)
    for step in 0..<6 {
      state = layer.step(x.slice(axis: 1, step..<step + 1).reshaped([4, 3]), state)
      let expected = whole.outputs.slice(axis: 1, step..<step + 1).reshaped([4, layer.outputSize])
      #expect(distance(state.hidden.array, expected.array) < 1e-6)
    }
    #expect(distance(state.hidden.array, whole.state.hidden.array) < 1e-6)
  }

  @Test(arguments: everything, [nil, .concatenated, .summed] as [Bidirectional.Merge?])
  func paddingChangesNoSentence(made: Made, merge: Bidirectional.Merge?) {
    var generator = RandomGenerator(seed: 2)
    let stack = Recurrent(
      made.cell, inputSize: 3, hiddenSizes: [18, 9], bidirectional: merge, options: made.options,
      initializer: .pyTorch, using: &generator)
    let lengths = [5, 1, 7, 0, 3]
    let x = Parameter(NDArray(normal: 1, shape: [5, 7, 3], using: &generator))
    let dy = NDArray(normal: 1, shape: [5, 7, stack.outputSize], using: &generator)
    let together = stack(x.tensor, lengths: lengths)
    let gradients = together.outputs.backward(dy)
    func part(_ x: NDArray, _ row: Int, _ steps: Range<Int>) -> NDArray {
      Tensor(x).slice(axis: 0, row..<row + 1).slice(axis: 1, steps).array
    }
    var total = NDArray(zeros: gradients[stack.parameters[0]].shape)
    for (row, length) in lengths.enumerated() {
      let sentence = Parameter(part(x.value, row, 0..<length))
      let alone = stack(sentence.tensor)
      let alike = part(together.outputs.array, row, 0..<length)
      #expect(distance(alike, alone.outputs.array) < 1e-6)
      #expect(part(together.outputs.array, row, length..<7).floats.allSatisfy { $0 == 0 })
      for (a, b) in zip(together.state, alone.state) {
        let state = a.hidden.slice(axis: 0, row..<row + 1)
        #expect(distance(state.array, b.hidden.array) < 1e-6)
      }
      let own = alone.outputs.backward(part(dy, row, 0..<length))
      #expect(distance(part(gradients[x], row, 0..<length), own[sentence]) < 1e-5)
      #expect(part(gradients[x], row, length..<7).floats.allSatisfy { $0 == 0 })
      total = (Tensor(total) + Tensor(own[stack.parameters[0]])).array
    }
    // Sentences' gradients may all but cancel: what is right to 1e-5 is their sum at its largest.
    let scale = max(1, total.doubles.reduce(0) { max($0, abs($1)) })
    #expect(distance(gradients[stack.parameters[0]], total) < 1e-5 * scale)
  }

  @Test(arguments: everything)
  func everyParameterIsALeafOfTheLoss(made: Made) {
    var generator = RandomGenerator(seed: 2)
    let stack = Recurrent(
      made.cell, inputSize: 3, hiddenSize: 4, layerCount: 2, bidirectional: .concatenated,
      options: made.options, initializer: .pyTorch, using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 3, 3], using: &generator))
    let gradients = stack(x, mode: .training(RandomKey(seed: 4))).outputs.sum().backward()
    for (name, parameter) in stack.namedParameters() {
      #expect(gradients.contains(parameter), "\(name)")
    }
    #expect(gradients.arrays.count == stack.parameters.count)
  }

  @Test func statesConvertToPyTorchsLayout() {
    var generator = RandomGenerator(seed: 2)
    let stack = Recurrent(
      .lstm, inputSize: 3, hiddenSize: 4, layerCount: 2, bidirectional: .concatenated,
      using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [2, 5, 3], using: &generator))
    let first = stack(x.slice(axis: 1, 0..<3)).state
    #expect(first.hidden.shape == [4, 2, 4])
    let again = [RecurrentState](hidden: first.hidden, cell: first.cell)
    for (a, b) in zip(first, again) {
      #expect(a.hidden.array == b.hidden.array && a.cell!.array == b.cell!.array)
    }
    #expect(stack(x, state: again).outputs.array == stack(x, state: first).outputs.array)
  }

  @Test func regularizersActInTrainingAlone() {
    let x = Tensor(random([3, 6, 3]))
    for options in [
      RecurrentOptions(weightDrop: 0.5), RecurrentOptions(stateDropout: 0.5),
      RecurrentOptions(hiddenZoneout: 0.5, cellZoneout: 0.5),
    ] {
      var generator = RandomGenerator(seed: 2)
      let layer = RecurrentLayer(.lstm, 3, 20, options: options, using: &generator)
      let first = layer(x, mode: .training(RandomKey(seed: 1))).outputs.array
      #expect(first == layer(x, mode: .training(RandomKey(seed: 1))).outputs.array)
      #expect(first != layer(x, mode: .training(RandomKey(seed: 2))).outputs.array)
      #expect(first != layer(x).outputs.array)
    }
  }

  @Test(arguments: RecurrentCell.allCases)
  func weightDropIsOneMaskOfTheRecurrentWeights(cell: RecurrentCell) {
    func layer(_ rate: Double) -> RecurrentLayer {
      var generator = RandomGenerator(seed: 2)
      return RecurrentLayer(
        cell, 3, 20, options: RecurrentOptions(weightDrop: rate), using: &generator)
    }
    let (dropped, plain) = (layer(0.5), layer(0))
    let x = Tensor(random([3, 6, 3]))
    let mode = Mode.training(RandomKey(seed: 1))
    let found = dropped(x, mode: mode).outputs
    let mask = dropout(
      Tensor(NDArray(repeating: 1, shape: plain.hiddenWeight.shape)), rate: 0.5,
      key: mode.part("weightDrop").key!)
    plain.hiddenWeight.value = (plain.hiddenWeight.tensor * mask).array
    #expect(found.array == plain(x).outputs.array)
    let gradient = found.sum().backward()[dropped.hiddenWeight]
    for (value, kept) in zip(gradient.floats, mask.array.floats) where kept == 0 {
      #expect(value == 0)
    }
  }

  @Test func zoneoutDrawsWhatEvaluationExpects() {
    var generator = RandomGenerator(seed: 2)
    let layer = RecurrentLayer(
      .rnn, 3, 20, options: RecurrentOptions(hiddenZoneout: 0.4), using: &generator)
    let x = Tensor(NDArray(normal: 1, shape: [1, 1, 3], using: &generator))
    let state = RecurrentState(hidden: Tensor(random([1, 20])))
    let expected = layer(x, state: state).outputs.array.doubles
    var mean = [Double](repeating: 0, count: 20)
    for seed in 0..<2000 {
      let mode = Mode.training(RandomKey(seed: UInt64(seed)))
      let drawn = layer(x, state: state, mode: mode).outputs.array.doubles
      for unit in 0..<20 { mean[unit] += drawn[unit] / 2000 }
    }
    for unit in 0..<20 { #expect(abs(mean[unit] - expected[unit]) < 0.1) }
  }

  @Test func projectionSizeIsThatOfTheState() {
    var generator = RandomGenerator(seed: 2)
    let stack = Recurrent(
      .lstm, inputSize: 3, hiddenSize: 5, layerCount: 2, bidirectional: .concatenated,
      options: RecurrentOptions(projectionSize: 2), using: &generator)
    let (outputs, state) = stack(Tensor(random([2, 4, 3])))
    #expect(outputs.shape == [2, 4, 4])
    #expect(state.hidden.shape == [4, 2, 2] && state.cell?.shape == [4, 2, 5])
  }

  @Test(arguments: everything)
  func savedAndLoadedItGivesTheSame(made: Made) throws {
    func stack(_ seed: UInt64) -> Recurrent {
      var generator = RandomGenerator(seed: seed)
      return Recurrent(
        made.cell, inputSize: 3, hiddenSize: 4, bidirectional: .concatenated,
        options: made.options, initializer: .pyTorch, using: &generator)
    }
    let (saved, loaded) = (stack(1), stack(2))
    let names = saved.stateDictionary.map(\.name)
    #expect(Set(names).count == names.count)
    try loaded.load(
      stateDictionary: Dictionary(
        uniqueKeysWithValues: saved.stateDictionary.map { ($0.name, $0.array) }))
    let x = Tensor(random([2, 3, 3]))
    #expect(saved(x).outputs.array == loaded(x).outputs.array)
  }

  @Test func optionsThatDoNotFitAreNamed() {
    for (cell, options, problem) in [
      (.gru, RecurrentOptions(hasPeepholes: true), "the LSTM's"),
      (.rnn, RecurrentOptions(projectionSize: 2), "the LSTM's"),
      (.gru, RecurrentOptions(cellZoneout: 0.1), "the LSTM's"),
      (.gruResetBefore, RecurrentOptions(hasLayerNorm: true), "reset-before GRU"),
      (.lstm, RecurrentOptions(weightDrop: 1), "rate 1.0 is outside [0, 1)"),
      (.lstm, RecurrentOptions(hiddenZoneout: .nan), "outside [0, 1)"),
      (.lstm, RecurrentOptions(projectionSize: 0), "not positive"),
      (.lstm, RecurrentOptions(clip: 0), "not positive"),
    ] as [(RecurrentCell, RecurrentOptions, String)] {
      #expect(options.problem(cell)?.contains(problem) == true)
    }
    for made in everything { #expect(made.options.problem(made.cell) == nil) }
  }
}
