/// The tree of hierarchical softmax: a Huffman tree over labels by how often they occur.
///
/// Inner node n has the row n of the output vectors; the way to the right there has the probability
/// σ(row · hidden).
///
/// Source: Goodman 2001, "Classes for fast maximum entropy training"; the order of equal counts is that of
/// fastText's program, on which the meaning of a file's rows depends.
struct LabelTree {
  /// A leaf's or an inner node's two branches; inner nodes are counted on from the labels.
  private(set) var left: [Int] = []
  private(set) var right: [Int] = []
  /// The number of labels.
  let count: Int

  /// What no count reaches.
  private static let none = 1_000_000_000_000_000

  /// Creates the tree of labels with these counts, the most frequent first.
  init(counts: [Int]) {
    count = counts.count
    var weights = counts + [Int](repeating: Self.none, count: max(0, counts.count - 1))
    var (leaf, node) = (counts.count - 1, counts.count)
    for inner in counts.count..<max(counts.count, 2 * counts.count - 1) {
      var branches = (0, 0)
      for branch in 0..<2 {
        let takesLeaf = leaf >= 0 && weights[leaf] < weights[node]
        let found = takesLeaf ? leaf : node
        if takesLeaf { leaf -= 1 } else { node += 1 }
        if branch == 0 { branches.0 = found } else { branches.1 = found }
      }
      left.append(branches.0)
      right.append(branches.1)
      weights[inner] = weights[branches.0] + weights[branches.1]
    }
  }

  /// Where all ways begin.
  var root: Int { 2 * count - 2 }

  /// For each label the inner nodes on the way up to the root, and whether the way leads to the right
  /// there.
  var paths: [[(node: Int, isRight: Bool)]] {
    var parents = [(node: Int, isRight: Bool)?](repeating: nil, count: max(2 * count - 1, count))
    for inner in left.indices {
      parents[left[inner]] = (inner, false)
      parents[right[inner]] = (inner, true)
    }
    return (0..<count).map { label in
      var path: [(node: Int, isRight: Bool)] = []
      var place = label
      while let parent = parents[place] {
        path.append(parent)
        place = parent.node + count
      }
      return path
    }
  }
}
