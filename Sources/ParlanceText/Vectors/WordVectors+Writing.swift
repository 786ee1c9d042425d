import ParlanceSystem

extension WordVectors {
  /// The forms that vectors are written in.
  public enum Form: String, CaseIterable, Sendable {
    /// A word and its numbers a line, as GloVe writes them; gzipped where the name ends with .gz.
    case glove
    /// The same after a line of the numbers of words and dimensions, as word2vec and fastText's .vec.
    case word2vec
    /// word2vec's form of float32.
    case word2vecBinary = "word2vec-binary"
    /// The own form, which is mapped into memory, in float32.
    case mapped
    /// The own form with a byte a number.
    case mappedInt8 = "mapped-int8"
    /// The own form, product-quantised.
    case mappedProduct = "mapped-pq"
  }

  /// Writes the vectors to a file, those of words' parts too where the form has them.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func write(to path: String, as form: Form) throws {
    switch form {
    case .mapped: try MappedVectors.write(decoded(), to: path)
    default: fatalError("WordVectors.write: \(form.rawValue) is not there yet")
    }
  }

  /// The same vectors in float32.
  func decoded() throws -> WordVectors {
    if case .float32 = rows.numbers { return self }
    return WordVectors(
      table: table, rows: try rows.decoded(),
      parts: try parts.map {
        PartVectors($0.subwords, rows: try $0.rows.decoded(), places: $0.places)
      }, norms: norms)
  }
}
