extension FastTextFile {
  /// The rows of `input` that a word's vector is the mean of: its own, then those of its n-grams.
  public func rows(ofWord word: some StringProtocol) -> [Int32] {
    let bytes = Array(word.utf8)
    var bag = FastTextBag(arguments, dictionary)
    bag.append(bytes[...], dictionary.place(of: bytes[...], Subwords.hash(bytes)))
    return bag.rows
  }

  /// The vector of a word: D numbers; nil where it is not known and no part of it is.
  public func vector(ofWord word: some StringProtocol) -> [Float]? {
    let rows = rows(ofWord: word)
    return rows.isEmpty ? nil : input.mean(of: rows)
  }

  /// The rows of `input` that a line's vector is the mean of: those of its words, of `</s>` at its end and
  /// of the n-grams of words.
  ///
  /// Words stand between blanks, which are those of ASCII and NUL; labels among them are left out.
  public func rows(ofLine line: String) -> [Int32] {
    var bag = FastTextBag(arguments, dictionary)
    bag.add(line: line)
    return bag.rows
  }

  /// The words of a line with `</s>`, and its rows, each with the places of the words that it comes from.
  package func words(
    ofLine line: String
  ) -> (texts: [String], rows: [(row: Int32, places: Range<Int>)]) {
    var bag = FastTextBag(arguments, dictionary)
    bag.origins = []
    bag.add(line: line)
    return (bag.texts, zip(bag.rows, bag.origins ?? []).map { ($0, $1) })
  }
}
