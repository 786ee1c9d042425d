import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceNN

@Suite struct KeptWeightsTests {
  private final class Network: Module {
    let embedding: Embedding
    let layer: RecurrentLayer
    let output: FullSoftmax
    let tied: FullSoftmax

    init() {
      var generator = RandomGenerator(seed: 4)
      embedding = Embedding(20, 6, using: &generator)
      layer = RecurrentLayer(.lstm, 6, 6, using: &generator)
      output = FullSoftmax(6, 5, using: &generator)
      tied = FullSoftmax(tiedTo: embedding.weight)
    }

    func callAsFunction() -> [Float] {
      withoutGraph {
        let x = embedding([3, 7, 1, 19], shape: [2, 2])
        let hidden = layer(x).state.hidden
        let step = layer.step(embedding([2, 3], shape: [2]), layer.initialState(batchSize: 2))
          .hidden
        return output.logits(hidden).array.floats + tied.logits(step).array.floats
      }
    }
  }

  @Test func keptWeightsAreTheSameAndGiveTheSame() {
    let network = Network()
    let names = network.stateDictionary
    let before = Threads.keepingRowsApart { network() }
    network.keepWeightsForProducts()
    #expect(Set(network.parameters.compactMap(\.value.weightFormat)) == [.float32])
    #expect(Threads.keepingRowsApart { network() } == before)
    #expect(network.roundedFormat == nil)
    for (old, new) in zip(names, network.stateDictionary) {
      #expect(old.name == new.name && old.array == new.array)
    }
  }

  @Test func aWeightThatChangesIsReadAsItIs() {
    let (kept, plain) = (Network(), Network())
    kept.keepWeightsForProducts()
    for network in [kept, plain] {
      for parameter in network.parameters {
        parameter.update { $0.kernels.scale(0.5, &$0) }
      }
    }
    let weights = kept.parameters.compactMap(\.value.weightFormat)
    #expect(weights.isEmpty)
    #expect(kept() == plain())
  }

  @Test(arguments: [WeightFormat.bfloat16, .int8])
  func roundedWeightsGiveWhatTheirNumbersGive(_ format: WeightFormat) throws {
    let network = Network()
    let exact = network()
    try network.roundWeights(to: format)
    #expect(network.roundedFormat == format)
    let plain = Network()
    // The same numbers, none packed.
    try plain.load(
      stateDictionary: Dictionary(
        uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.array.plain) }))
    #expect(plain.roundedFormat == nil)
    #expect(network() == Threads.keepingRowsApart { plain() })
    #expect(zip(network(), exact).allSatisfy { abs($0 - $1) < 0.02 } && network() != exact)
  }

  /// A scale for each row outweighs what a byte a number saves.
  @Test func narrowRowsAreKeptInBFloat16() throws {
    var generator = RandomGenerator(seed: 1)
    for (width, format) in [(4, WeightFormat.bfloat16), (5, .int8)] {
      let table = Embedding(20, width, using: &generator)
      try table.roundWeights(to: .int8)
      #expect(table.weight.value.weightFormat == format && table.roundedFormat == format)
    }
  }

  @Test func whatIsNotFiniteIsNamed() {
    let network = Network()
    network.output.weight.update { $0[2, 3] = .infinity }
    let error = #expect(throws: InputError.self) { try network.roundWeights(to: .int8) }
    #expect(error?.message.contains("output.weight") == true)
    #expect(network.roundedFormat == nil)
  }
}
