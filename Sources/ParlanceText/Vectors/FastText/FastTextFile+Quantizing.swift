import ParlanceSystem

extension FastTextFile {
  /// The model with the rows of the longest vectors alone, `</s>` among them; of equally long ones the first
  /// are kept.
  ///
  /// - Returns: the model, and for each of its rows the one that it was.
  /// - Throws: `InputError` where it is quantised already, or there is no memory.
  public func keepingLongest(_ count: Int) throws -> (file: FastTextFile, rows: [Int]) {
    let all = try denseInput()
    guard count < all.count else { return (self, Array(0..<all.count)) }
    let (numbers, width) = (all.numbers, all.width)
    let norms = (0..<all.count).map { StoredRows.norm(numbers[$0 * width..<($0 + 1) * width]) }
    let end = dictionary.index(of: "</s>")
    let order = norms.indices.sorted {
      ($0 == end ? 0 : 1, -norms[$0], $0) < ($1 == end ? 0 : 1, -norms[$1], $1)
    }
    let wordCount = dictionary.wordCount
    let words = order.prefix(count).filter { $0 < wordCount }.sorted()
    let parts = order.prefix(count).filter { $0 >= wordCount }.sorted()
    // A row's bucket, which is the row itself where all buckets have one.
    let rows = dictionary.prunedBuckets?.bucketsByPlace
    let left = dictionary.keeping(
      words: words, buckets: parts.map { rows?[$0 - wordCount] ?? Int32($0 - wordCount) })
    let kept = (words + parts).flatMap { numbers[$0 * width..<($0 + 1) * width] }
    let file = FastTextFile(
      arguments: arguments, dictionary: left,
      input: .dense(try NumberRows(kept, width: width)), output: output)
    return (file, words + parts)
  }

  /// The model with codes in place of vectors, as a `.ftz` file has it; the same seed gives the same codes.
  ///
  /// - `runLength`: numbers of a vector that become one byte.
  /// - `quantizesNorms`: whether the lengths of vectors are coded apart.
  /// - `quantizesOutputs`: whether the output vectors become codes too.
  /// - Throws: `InputError` where it is quantised already, or there is no memory.
  public func quantized(
    runLength: Int = 2, quantizesNorms: Bool = false, quantizesOutputs: Bool = false,
    seed: UInt64 = 1
  ) throws -> FastTextFile {
    func codes(_ rows: NumberRows, _ runLength: Int, _ part: String) throws -> FastTextMatrix {
      .quantized(
        try QuantizedRows(
          rows.numbers, width: rows.width, runLength: min(runLength, rows.width),
          quantizesNorms: quantizesNorms, seed: RandomKey(seed: seed).folding(in: part).bits))
    }
    var output = output
    // As in fastText's program, whatever the inputs have.
    if quantizesOutputs, case .dense(let rows) = output { output = try codes(rows, 2, "output") }
    return FastTextFile(
      arguments: arguments, dictionary: dictionary,
      input: try codes(denseInput(), runLength, "input"), output: output)
  }

  private func denseInput() throws -> NumberRows {
    guard case .dense(let rows) = input else {
      throw InputError(
        .badData, "the model is quantised already; expected one with its vectors (.bin)")
    }
    try SystemCalls.checkMemory(8 * rows.count * rows.width, "the vectors of the model")
    return rows
  }
}
