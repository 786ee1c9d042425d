/// Products and sums by the names of axes (Einstein's convention): "ij,jk->ik" is the matrix product.
///
/// Each letter names an axis; axes of one letter are walked together, and letters that the result does
/// not name are summed. `...` stands for leading axes, which broadcast; a letter twice in one operand
/// takes its diagonal. Without "->" the result has the letters that stand once, in their order. Spaces
/// do not count. Traps for an equation that does not fit the shapes.
public func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
  let (inputs, output) = EinsumEquation(equation, operands.map(\.shape)).labels
  var parts = zip(operands, inputs).map { LabelledTensor($0, $1).withoutRepeats }
  let sizes = parts.reduce(into: [Character: Int]()) { sizes, part in
    for (label, length) in zip(part.labels, part.tensor.shape) {
      let other = sizes[label] ?? 1
      guard length == other || length == 1 || other == 1 else {
        fatalError("einsum: \(equation) does not fit shapes \(operands.map(\.shape))")
      }
      sizes[label] = length == 1 ? other : length
    }
  }
  var result = parts.removeFirst().expanded(sizes)
  while !parts.isEmpty {
    let next = parts.removeFirst().expanded(sizes)
    let needed = parts.reduce(Set(output)) { $0.union($1.labels) }
    result = result.product(next, keeping: needed)
  }
  return result.summed(keeping: Set(output)).ordered(output).tensor
}

/// An equation with `...` written out as labels of its own.
private struct EinsumEquation {
  let labels: (inputs: [[Character]], output: [Character])

  init(_ equation: String, _ shapes: [[Int]]) {
    let sides = equation.filter { $0 != " " }.split(
      separator: ">", omittingEmptySubsequences: false)
    let left = sides[0].hasSuffix("-") ? sides[0].dropLast() : sides[0]
    let terms = left.split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == shapes.count, sides.count <= 2 else {
      fatalError("einsum: \(equation) does not name \(shapes.count) operands")
    }
    // The axes under an ellipsis are numbered from the last one.
    var widest = 0
    let inputs = zip(terms, shapes).map { term, shape -> [Character] in
      let letters = term.filter { $0 != "." }
      let hidden = shape.count - letters.count
      guard hidden == 0 || (hidden > 0 && term.contains("...")) else {
        fatalError("einsum: \(term) of \(equation) does not fit shape \(shape)")
      }
      widest = max(widest, hidden)
      return Self.written(term, hidden)
    }
    let all = inputs.flatMap { $0 }
    let once = Set(all).filter { label in label.isLetter && all.count { $0 == label } == 1 }
    let output =
      sides.count == 2
      ? Self.written(sides[1], widest) : Self.written("...", widest) + once.sorted()
    guard Set(output).count == output.count, output.allSatisfy(all.contains) else {
      fatalError("einsum: \(equation) has a result that its operands do not make")
    }
    labels = (inputs, output)
  }

  private static func written(_ term: some StringProtocol, _ hidden: Int) -> [Character] {
    // Characters that no equation has.
    let numbers = String(
      (0..<hidden).reversed().map { Character(UnicodeScalar(0xE000 + UInt32($0))!) })
    return Array(
      String(term).split(separator: "...", omittingEmptySubsequences: false)
        .joined(separator: numbers))
  }
}

private struct LabelledTensor {
  let tensor: Tensor
  let labels: [Character]

  init(_ tensor: Tensor, _ labels: [Character]) { (self.tensor, self.labels) = (tensor, labels) }

  /// The diagonal over each pair of axes of one label.
  var withoutRepeats: LabelledTensor {
    for (place, label) in labels.enumerated() {
      guard let other = labels[..<place].firstIndex(of: label) else { continue }
      let rest = labels.indices.filter { $0 != place && $0 != other }.map { labels[$0] }
      return LabelledTensor(
        tensor.diagonal(axes: (other, place)), rest + [label]
      ).withoutRepeats
    }
    return self
  }

  func expanded(_ sizes: [Character: Int]) -> LabelledTensor {
    let shape = labels.map { sizes[$0]! }
    return shape == tensor.shape ? self : LabelledTensor(tensor.expanded(to: shape), labels)
  }

  func summed(keeping needed: Set<Character>) -> LabelledTensor {
    let axes = labels.indices.filter { !needed.contains(labels[$0]) }
    if axes.isEmpty { return self }
    return LabelledTensor(tensor.sum(axes: axes), labels.filter(needed.contains))
  }

  func ordered(_ order: [Character]) -> LabelledTensor {
    order == labels
      ? self : LabelledTensor(tensor.permuted(order.map { labels.firstIndex(of: $0)! }), order)
  }

  /// The product over the common labels, as one batched matrix product.
  func product(_ other: LabelledTensor, keeping needed: Set<Character>) -> LabelledTensor {
    let a = summed(keeping: needed.union(other.labels))
    let b = other.summed(keeping: needed.union(labels))
    let common = a.labels.filter(b.labels.contains)
    let (batch, inner) = (
      common.filter(needed.contains), common.filter { !needed.contains($0) }
    )
    let (rows, columns) = (
      a.labels.filter { !common.contains($0) }, b.labels.filter { !common.contains($0) }
    )
    let left = a.ordered(batch + rows + inner).matrices(batch.count, rows.count)
    let right = b.ordered(batch + inner + columns).matrices(batch.count, inner.count)
    func lengths(_ labels: [Character], _ source: LabelledTensor) -> [Int] {
      labels.map { source.tensor.shape[source.labels.firstIndex(of: $0)!] }
    }
    let shape = lengths(batch, a) + lengths(rows, a) + lengths(columns, b)
    return LabelledTensor(matmul(left, right).reshaped(shape), batch + rows + columns)
  }

  /// The axes as [batch, rows, columns].
  private func matrices(_ batch: Int, _ rows: Int) -> Tensor {
    let shape = tensor.shape
    return tensor.reshaped([
      shape[..<batch].reduce(1, *), shape[batch..<batch + rows].reduce(1, *),
      shape[(batch + rows)...].reduce(1, *),
    ])
  }
}
