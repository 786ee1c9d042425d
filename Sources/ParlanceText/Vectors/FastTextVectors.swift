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
}
