import ParlanceArrays
import ParlanceAutograd
import ParlanceSystem

/// P(w | h) = P(c | h) P(w | c, h): a softmax over classes of tokens, then one over the members of the
/// token's class.
///
/// Classes are ranges of ids, so tokens in the order of their frequency make good ones. A training
/// step looks at the C classes and the members of those classes that its targets have: with C about
/// √V, some 2 √V outputs in place of V. All probabilities are exact and sum to one. Goodman, *Classes
/// for Fast Maximum Entropy Training*, 2001; Mikolov et al., *Extensions of Recurrent Neural Network
/// Language Model*, 2011.
public final class HierarchicalSoftmax: OutputLayer {
  /// The logits of the classes: [H] → [C].
  public let classes: Linear
  /// The members' weights: [V, H].
  public let weight: Parameter
  /// The members' biases: [V].
  public let bias: Parameter
  /// n-gram features, or nil for none.
  public let maxEnt: MaxEnt?
  /// The first id of each class, ascending from 0.
  public let classStarts: [Int]

  /// Creates a layer with random weights and biases of zero; traps where the classes have a problem.
  public init(
    _ inputSize: Int, _ outputSize: Int, classStarts: [Int], maxEnt: MaxEnt? = nil,
    initializer: Initializer = .uniform(0.1), using generator: inout RandomGenerator
  ) {
    if let problem = Self.problem(classStarts: classStarts, outputSize: outputSize) {
      fatalError("HierarchicalSoftmax: \(problem)")
    }
    self.classStarts = classStarts
    self.maxEnt = maxEnt
    classes = Linear(inputSize, classStarts.count, initializer: initializer, using: &generator)
    weight = Parameter(
      initializer.array(
        [outputSize, inputSize], inputs: inputSize, outputs: outputSize, using: &generator))
    bias = Parameter(shape: [outputSize])
  }

  public var outputSize: Int { bias.shape[0] }

  public var historyLength: Int { maxEnt.map { $0.order - 1 } ?? 0 }

  public func trainingLoss(
    _ input: OutputInput, _ targets: [Int32], ignoring: Int32, mode: Mode
  ) -> Tensor {
    let places = targets.indices.filter { targets[$0] != ignoring }
    let sum = targetLogProbabilities(input, targets, at: places).sum()
    return sum * (-1 / Double(max(places.count, 1)))
  }

  public func losses(_ input: OutputInput, _ targets: [Int32], ignoring: Int32) -> NDArray {
    let places = targets.indices.filter { targets[$0] != ignoring }
    let found = targetLogProbabilities(input, targets, at: places).array
    var losses = NDArray(zeros: [targets.count], like: found)
    for (index, place) in places.enumerated() { losses[flat: place] = -found[flat: index] }
    return losses
  }

  public func logProbabilities(_ input: OutputInput) -> Tensor {
    let count = input.hidden.shape[0]
    let groups = RowGroups(
      classStarts.indices.map { (places: (0..<count).map { Int32($0) }, rows: members(of: $0)) })
    let found = memberLogProbabilities(input, groups)
    // From classes of places to places of classes.
    var order: [Int32] = []
    order.reserveCapacity(count * outputSize)
    for place in 0..<count {
      for group in classStarts.indices {
        let line = place * RowGroups.padded(groups.rowCount(group))
        let start = Int32(groups.lineStarts[group]) + Int32(line)
        order.append(contentsOf: start..<start + Int32(groups.rowCount(group)))
      }
    }
    let owners = classStarts.indices.flatMap { group in
      [Int32](repeating: Int32(group), count: members(of: group).count)
    }
    return found.take(Indices(order, shape: [count, outputSize]), axis: 0)
      + classLogProbabilities(input).take(Indices(owners), axis: 1)
  }
}

extension HierarchicalSoftmax {
  /// ln P(target | h) at some places: → [places].
  private func targetLogProbabilities(
    _ input: OutputInput, _ targets: [Int32], at places: [Int]
  ) -> Tensor {
    if let target = places.map({ targets[$0] }).first(where: { $0 < 0 || $0 >= outputSize }) {
      fatalError("HierarchicalSoftmax: target \(target) is outside \(outputSize) tokens")
    }
    let owners = places.map { owner(of: Int(targets[$0])) }
    var byClass = [[Int]](repeating: [], count: classStarts.count)
    for (index, owner) in owners.enumerated() { byClass[owner].append(index) }
    let present = classStarts.indices.filter { !byClass[$0].isEmpty }
    let groups = RowGroups(
      present.map { group in
        (places: byClass[group].map { Int32(places[$0]) }, rows: members(of: group))
      })
    // Where the targets and their classes lie, in the groups' order.
    let sorted = present.flatMap { byClass[$0] }
    var (chosen, chosenClasses): ([Int32], [Int32]) = ([], [])
    for (start, index) in zip(groups.lines.starts, sorted) {
      let (target, group) = (Int(targets[places[index]]), owners[index])
      chosen.append(Int32(Int(start) + target - classStarts[group]))
      chosenClasses.append(Int32(places[index] * classStarts.count + group))
    }
    let ofMembers = memberLogProbabilities(input, groups).take(Indices(chosen), axis: 0)
    let all = classLogProbabilities(input)
    let ofClasses = all.reshaped([all.array.count]).take(Indices(chosenClasses), axis: 0)
    // Back from the groups' order.
    var order = [Int32](repeating: 0, count: sorted.count)
    for (place, index) in sorted.enumerated() { order[index] = Int32(place) }
    return (ofClasses + ofMembers).take(Indices(order), axis: 0)
  }

  /// ln P(c | h): → [N, C].
  private func classLogProbabilities(_ input: OutputInput) -> Tensor {
    let logits = classes(input.hidden)
    guard let maxEnt else { return logSoftmax(logits) }
    let (count, width) = (logits.shape[0], classStarts.count)
    let added = maxEnt.logits(
      input.history,
      (0..<count).map { MaxEnt.Line(place: $0, part: 0, count: width) })
    return logSoftmax(
      logits
        + added.reshaped([count, RowGroups.padded(width)]).slice(axis: 1, 0..<width))
  }

  /// ln P(w | c, h) of all members of the groups' classes: → the groups' lines, flat.
  private func memberLogProbabilities(
    _ input: OutputInput, _ groups: RowGroups
  ) -> Tensor {
    var logits = groupedLinear(input.hidden, weight.tensor, bias.tensor, groups)
    let lines = groups.lines
    if let maxEnt {
      let owners = groups.firstRows.map { owner(of: Int($0)) }
      var parts: [MaxEnt.Line] = []
      for group in 0..<groups.count {
        for place in Int(groups.placeStarts[group])..<Int(groups.placeStarts[group + 1]) {
          parts.append(
            MaxEnt.Line(
              place: Int(groups.places[place]), part: owners[group] + 1,
              count: groups.rowCount(group)))
        }
      }
      logits = logits + maxEnt.logits(input.history, parts)
    }
    return logSoftmax(logits, lines)
  }

  private func members(of group: Int) -> Range<Int> {
    let end = group + 1 < classStarts.count ? classStarts[group + 1] : outputSize
    return classStarts[group]..<end
  }

  /// The class of a token: the last that does not begin after it.
  private func owner(of token: Int) -> Int {
    var (low, high) = (0, classStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if classStarts[middle] <= token { low = middle } else { high = middle }
    }
    return low
  }
}
