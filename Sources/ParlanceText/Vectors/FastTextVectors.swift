import ParlanceSystem

/// The words of a model of fastText with their vectors, as its program prints them.
enum FastTextVectors {
  static func read(path: String, keeping: ((String) -> Bool)?) throws -> WordVectors {
    let file = try FastTextFile(path: path)
    let name = path == "-" ? "standard input" : path
    var builder = VectorsBuilder(
      file: name, dimension: file.arguments.dimension, keeping: keeping)
    var skipped = 0
    for index in 0..<file.dictionary.wordCount {
      guard let word = String(validating: file.dictionary.entry(index), as: UTF8.self) else {
        skipped += 1
        continue
      }
      guard builder.keeps(word) else { continue }
      try builder.add(word, file.input.mean(of: file.rows(ofWord: word)))
    }
    let vectors = try builder.finish(skipped: skipped, promised: nil)
    let subwords = file.arguments.subwords
    guard file.arguments.readsCharacters, subwords.buckets > 0 else { return vectors }
    return vectors.adding(PartVectors(subwords, .model(file)))
  }

  /// A model of skip-grams that gives some words their vectors, and others those of their parts.
  ///
  /// A word's own row is what its n-grams lack: r = (1 + n) v − Σ n-grams. A bucket without a vector has
  /// zeros, which shortens the vectors of unknown words and leaves their direction. The outputs are zeros:
  /// it can be asked, and learns nothing that it once knew.
  static func model(of vectors: WordVectors, words places: [Int]) throws -> FastTextFile {
    var arguments = FastTextArguments()
    (arguments.model, arguments.loss) = (.skipGram, .negativeSampling)
    arguments.dimension = vectors.dimension
    arguments.subwords = vectors.subwords ?? Subwords(minimum: 0, maximum: 0, buckets: 0)
    let words = places.map(vectors.word(at:))
    let zeros = [Float](repeating: 0, count: vectors.dimension)
    var input = GrowingBuffer<Float>()
    for (word, place) in zip(words, places) {
      let vector = vectors.vector(at: place)
      guard let parts = vectors.parts, word != "</s>" else {
        try input.append(vector)
        continue
      }
      let (sum, count) = (parts.sum(of: word).sum, parts.subwords.buckets(of: word).count)
      try input.append(zip(vector, sum).map { Float(1 + count) * $0 - $1 })
    }
    for bucket in 0..<Int32(arguments.buckets) {
      try input.append(vectors.parts?.row(bucket) ?? zeros)
    }
    let outputs = try MemoryBlock(
      [UInt8](repeating: 0, count: 4 * words.count * vectors.dimension))
    func rows(_ block: MemoryBlock, _ count: Int) -> FastTextMatrix {
      .dense(NumberRows(block, offset: 0, count: count, width: vectors.dimension))
    }
    return FastTextFile(
      arguments: arguments,
      dictionary: FastTextDictionary(
        words: words, labels: [], counts: words.map { _ in 1 }, tokenCount: words.count),
      input: rows(try input.finishedBlock(), words.count + arguments.buckets),
      output: rows(outputs, words.count))
  }
}
