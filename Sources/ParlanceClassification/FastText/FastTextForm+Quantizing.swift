import ParlanceArrays
import ParlanceSystem
import ParlanceText
import ParlanceTraining

/// The vectors that a cutoff leaves.
struct FastTextCutoff {
  /// Their rows before, in the order of those after.
  let rows: [Int]
  /// The dictionary of what is left.
  let dictionary: FastTextDictionary

  /// Keeps so many rows: `</s>`, then those of the longest vectors, of equally long ones the first.
  init(_ form: FastTextForm, _ network: FastTextNetwork, count: Int) {
    let (width, numbers) = (form.arguments.dimension, network.numbers(network.input))
    let lengths = (0..<form.rowCount).map { row in
      numbers[row * width..<(row + 1) * width].reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let end = form.dictionary.index(of: "</s>")
    let order = lengths.indices.sorted {
      ($0 == end ? 0 : 1, -lengths[$0], $0) < ($1 == end ? 0 : 1, -lengths[$1], $1)
    }
    let wordCount = form.dictionary.wordCount
    let words = order.prefix(count).filter { $0 < wordCount }.sorted()
    let parts = order.prefix(count).filter { $0 >= wordCount }.sorted()
    let buckets = form.dictionary.prunedBuckets?.buckets ?? []
    rows = words + parts
    dictionary = form.dictionary.keeping(
      words: words, buckets: parts.map { buckets[$0 - wordCount] })
  }
}

extension FastTextForm {
  /// The same with another dictionary.
  init(_ form: FastTextForm, dictionary: FastTextDictionary) {
    (arguments, self.dictionary) = (form.arguments, dictionary)
  }

  /// The file with codes in place of vectors, of the buckets alone that occur.
  func quantized(
    _ network: FastTextNetwork, _ settings: ClassifierSettings
  ) throws -> FastTextFile {
    let made = settings.fastText
    let (width, seed) = (arguments.dimension, settings.training.seed)
    func rows(_ numbers: [Float], _ part: String) throws -> FastTextMatrix {
      .quantized(
        try QuantizedRows(
          numbers, width: width, runLength: part == "output" ? 2 : made.runLength,
          quantizesNorms: made.quantizesNorms,
          seed: RandomKey(seed: seed).folding(in: part).bits))
    }
    let output = network.numbers(network.output)
    return FastTextFile(
      arguments: arguments, dictionary: dictionary,
      input: try rows(network.numbers(network.input), "input"),
      output: made.quantizesOutputs
        ? try rows(output, "output") : .dense(try NumberRows(output, width: width)))
  }
}
