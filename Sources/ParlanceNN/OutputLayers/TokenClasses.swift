import ParlanceArrays

extension HierarchicalSoftmax {
  /// Boundaries of classes that have equal shares of the sum of the square roots of their tokens'
  /// probabilities: frequent tokens are in small classes.
  ///
  /// Every class has a token; there may be fewer of them than asked for. As in RNNLM: Mikolov et al.,
  /// *Strategies for Training Large Scale Neural Network Language Models*, 2011.
  ///
  /// - Parameters:
  ///   - counts: how often each of the V tokens occurs, in the order of their ids.
  ///   - classCount: C; √V by default.
  public static func classStarts(counts: [Int], classCount: Int? = nil) -> [Int] {
    let roots = counts.map { Double(max($0, 0)).squareRoot() }
    let total = roots.reduce(0, +)
    let wanted = min(
      max(classCount ?? Int(Double(counts.count).squareRoot().rounded()), 1), max(counts.count, 1))
    guard total > 0 else {
      return (0..<wanted).map { $0 * counts.count / wanted }
    }
    var (starts, sum, group) = ([0], 0.0, 0)
    for token in counts.indices.dropLast() {
      sum += roots[token]
      // As many classes as tokens that are left at most.
      if sum / total > Double(group + 1) / Double(wanted), group < wanted - 1 {
        group += 1
        starts.append(token + 1)
      }
    }
    return starts
  }

  /// What is wrong with the first ids of the classes of V tokens, or nil.
  public static func problem(classStarts: [Int], outputSize: Int) -> SettingProblem? {
    func unless(_ isRight: Bool, _ expected: String, found: Int?) -> SettingProblem? {
      .unless(
        isRight, "classStarts", expected: expected, found: found.map(String.init) ?? "nothing")
    }
    let fall = zip(classStarts, classStarts.dropFirst()).first { $0 >= $1 }
    return unless(classStarts.first == 0, "0 as the first", found: classStarts.first)
      ?? unless(fall == nil, "ascending ids", found: fall?.1)
      ?? unless(
        classStarts.last! < outputSize, "ids below \(outputSize)", found: classStarts.last)
  }
}
