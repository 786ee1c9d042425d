import Foundation
import ParlanceArrays
import ParlanceDecoding
import ParlanceNN
import ParlanceSystem
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

/// Several texts read as rows of one product, against each of them read alone.
@Suite struct ReadingTests {
  /// Reads rows of unequal lengths, and then one token of each in another order, twice: → the
  /// log-probabilities of each step.
  private func together(_ model: any LanguageModeling, _ rows: [[Int32]]) -> [[[Float]]] {
    var (values, state) = model.read(rows: rows, nil)
    var steps = [split(values)]
    let order = [2, 0, 3, 1]
    for step in 0..<2 {
      (values, state) = model.read(rows: order.map { [rows[$0][step]] }, state.rows(order))
      steps.append(split(values))
    }
    return steps
  }

  private func alone(_ model: any LanguageModeling, _ rows: [[Int32]]) -> [[[Float]]] {
    var read = rows.map { model.read($0, nil) }
    var steps = [read.map(\.logProbabilities)]
    let order = [2, 0, 3, 1]
    for step in 0..<2 {
      read = order.map { model.read([rows[$0][step]], read[$0].state) }
      steps.append(read.map(\.logProbabilities))
    }
    return steps
  }

  private func split(_ values: NDArray) -> [[Float]] {
    let width = values.shape[1]
    return (0..<values.shape[0]).map { Array(values.floats[$0 * width..<($0 + 1) * width]) }
  }

  private let rows: [[Int32]] = [[4, 5, 6], [7, 8, 4, 5, 6, 7, 8], [5, 5], [8, 4, 4, 6]]

  private func distance(_ a: [[[Float]]], _ b: [[[Float]]]) -> Float {
    zip(a.joined().joined(), b.joined().joined()).reduce(0) { most, pair in
      pair.0 == pair.1 ? most : max(most, abs(pair.0 - pair.1))
    }
  }

  @Test(arguments: ModelsOfOneText.names)
  func rowsOfAnyModelAreReadAsAlone(name: String) throws {
    let models = try ModelsOfOneText()
    defer { models.folder.remove() }
    let model = try models.model(name)
    let (found, expected) = (together(model, rows), alone(model, rows))
    #expect(found.map(\.count) == [4, 4, 4])
    // Counts are looked up: the same bits.
    #expect(distance(found, expected) <= (model is NGramLanguageModel ? 0 : 2e-6))
  }

  @Test func rowsOfASparseMatrixAreReadAsAlone() throws {
    let model = try sparseModel(ngramText(lines: 200, words: 30, seed: 3))
    #expect(together(model, rows) == alone(model, rows))
  }

  @Test(arguments: LanguageModelArchitecture.Network.allCases, OutputArchitecture.Layer.allCases)
  func rowsOfAnyNetworkAreReadAsAlone(
    network: LanguageModelArchitecture.Network, layer: OutputArchitecture.Layer
  ) throws {
    for cell in RecurrentCell.allCases {
      var architecture = LanguageModelArchitecture()
      architecture.network = network
      architecture.cell = cell
      architecture.window = 3
      architecture.vocabularySize = 40
      architecture.embeddingSize = 12
      architecture.hiddenSize = 20
      architecture.layers = 2
      architecture.output.layer = layer
      architecture.output.maxEntOrder = layer == .hierarchical ? 3 : 0
      architecture.output.maxEntSize = 1 << 10
      var generator = RandomGenerator(seed: 4)
      let vocabulary = try Vocabulary(
        tokens: Vocabulary.specials + (4..<40).map { "w\($0)" })
      let model = LanguageModel(
        network: architecture.makeNetwork(using: &generator), vocabulary: vocabulary)
      #expect(distance(together(model, rows), alone(model, rows)) < 2e-6)
    }
  }

  /// What a row's neighbours are, how many and how long, changes no bit of its answer; one row alone,
  /// and one of a single token, take other paths through the weights, and may differ in the last place.
  /// So may all where oneDNN has no AVX-512: how its products add up depends on how many rows there are.
  @Test(arguments: [(24, 50), (200, 1000)])
  func neighboursChangeNoBit(hiddenSize: Int, vocabularySize: Int) throws {
    var architecture = LanguageModelArchitecture()
    architecture.vocabularySize = vocabularySize
    architecture.embeddingSize = hiddenSize
    architecture.hiddenSize = hiddenSize
    architecture.layers = 2
    var generator = RandomGenerator(seed: 4)
    let tokens = (4..<vocabularySize).map { "w\($0)" }
    let model = LanguageModel(
      network: architecture.makeNetwork(using: &generator),
      vocabulary: try Vocabulary(tokens: Vocabulary.specials + tokens))
    let row: [Int32] = [4, 5, 6, 7]
    func read(_ others: Int) -> [Float] {
      let neighbours = (0..<others).map { other in
        [Int32](repeating: Int32(4 + other % 30), count: 1 + 7 * other % 23)
      }
      let (_, state) = model.read(rows: [row] + neighbours, nil)
      let next = model.read(rows: (0...others).map { [Int32(9 + $0 % 30)] }, state)
      return Array(next.logProbabilities.floats[..<vocabularySize])
    }
    let expected = read(1)
    for others in [2, 3, 4, 5, 6, 7, 8, 11, 15, 16, 17, 31, 40, 63, 100] {
      let found = read(others)
      let isSame = found.elementsEqual(expected) { $0.bitPattern == $1.bitPattern }
      let error = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(isSame || Threads.variant != "avx512" && error < 2e-6, "\(others) neighbours")
    }
  }
}
