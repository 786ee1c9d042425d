import ParlanceText

extension FastTextClassifier {
  /// What each word of a text, and `</s>` at its end, brings to a label.
  ///
  /// Σ x · w / n over the rows x of the word and its n-grams, where w is the label's output vector less the
  /// mean of all labels' (or, where each has a sigmoid of its own, the vector itself) and n the number of
  /// the text's rows. An n-gram's share is divided among its words. For hierarchical softmax w is the sum
  /// of the vectors on the label's way, those with a branch to the left taken off, at scores of 0.
  public func contributions(to label: Int, of text: String) -> [TokenContribution] {
    let words = file.words(ofLine: text)
    var sums = [Double](repeating: 0, count: words.texts.count)
    let direction = direction(to: label)
    for (row, places) in words.rows {
      let product = zip(file.input[Int(row)], direction).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1)
      }
      for place in places { sums[place] += product / Double(words.rows.count * places.count) }
    }
    return zip(words.texts, sums).map { TokenContribution(token: $0, contribution: $1) }
  }

  private func direction(to label: Int) -> [Float] {
    var direction = [Float](repeating: 0, count: file.output.width)
    func add(_ row: Int, _ factor: Float) {
      for (place, number) in file.output[row].enumerated() { direction[place] += factor * number }
    }
    if let path = tree?.paths[label] {
      for (node, isRight) in path { add(node, isRight ? 0.5 : -0.5) }
      return direction
    }
    add(label, 1)
    guard file.arguments.loss == .softmax else { return direction }
    for other in 0..<labels.count { add(other, -1 / Float(labels.count)) }
    return direction
  }
}
