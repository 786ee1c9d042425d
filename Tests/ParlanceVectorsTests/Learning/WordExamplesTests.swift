import ParlanceArrays
import ParlanceSystem
import ParlanceTestSupport
import Testing

@testable import ParlanceVectors

/// Against `golden_word_vectors.py`: losses and tables after five passes in float64.
@Suite struct WordExamplesTests {
  /// Rows with zeros up to the width.
  static func table(_ values: [Float], _ dimension: Int) -> NDArray {
    let width = WordExamples.width(dimension: dimension)
    let rows = values.count / dimension
    var padded = [Float](repeating: 0, count: rows * width)
    for (place, value) in values.enumerated() {
      padded[place / dimension * width + place % dimension] = value
    }
    return NDArray(padded, shape: [rows, width])
  }

  static func examples(_ golden: WordVectorsGolden.Predicting) throws -> WordExamples {
    func bags(_ lists: [[Int32]]) -> Bags {
      lists.reduce(into: Bags()) { $0.append($1) }
    }
    return WordExamples(
      text: try NumberBuffer(golden.text), bags: bags(golden.bags), kept: golden.kept,
      output: golden.paths.map { .paths(bags($0), ways: golden.ways ?? []) }
        ?? .negatives(count: golden.negatives, shares: golden.shares, others: golden.others),
      isContinuousBag: golden.cbow, window: golden.window, batch: golden.batch)
  }

  @Test(arguments: 0..<4) func learnsAsInDoublePrecision(_ index: Int) throws {
    let golden = try WordVectorsGolden.read().predicting[index]
    let examples = try Self.examples(golden)
    var input = Self.table(golden.input, golden.dimension)
    var output = Self.table(golden.output, golden.dimension)
    for (pass, loss) in golden.losses.enumerated() {
      let found = examples.learn(
        0..<golden.text.count, rate: golden.rate, key: RandomKey(seed: UInt64(pass + 1)),
        input: &input, outputs: &output)
      #expect(abs(found.loss / Double(found.predictions) - loss) < 1e-5)
    }
    for (array, values) in [(input, golden.afterInput), (output, golden.afterOutput)] {
      let wanted = Self.table(values.map { Float($0) }, golden.dimension)
      #expect(distance(array, wanted) < 1e-4)
    }
  }

  @Test(arguments: 0..<4) func bitsDoNotDependOnThreads(_ index: Int) throws {
    let golden = try WordVectorsGolden.read().predicting[index]
    let examples = try Self.examples(golden)
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 5].map { threads in
      Threads.count = threads
      var input = Self.table(golden.input, golden.dimension)
      var output = Self.table(golden.output, golden.dimension)
      _ = examples.learn(
        0..<golden.text.count, rate: golden.rate, key: RandomKey(seed: 9), input: &input,
        outputs: &output)
      return input.floats + output.floats
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test func aSingleWordIsToldFromNone() throws {
    let examples = WordExamples(
      text: try NumberBuffer<UInt32>([0, 0, 0, .max]),
      bags: [[0]].reduce(into: Bags()) { $0.append($1) },
      kept: [1], output: .negatives(count: 5, shares: [1], others: [0]), isContinuousBag: false,
      window: 2, batch: 8)
    var (input, output) = (Self.table([0.5], 1), Self.table([0.5], 1))
    let found = examples.learn(
      0..<4, rate: 0.1, key: RandomKey(seed: 1), input: &input, outputs: &output)
    #expect(found.predictions > 0)
    #expect(found.loss.isFinite)
    #expect(input.floats[0] > 0.5)
  }
}
