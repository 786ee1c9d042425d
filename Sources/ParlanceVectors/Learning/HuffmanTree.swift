import ParlanceArrays

/// Huffman's tree over words: the ways from its root, the shorter the more frequent the word.
///
/// Source: Huffman 1952, "A method for the construction of minimum-redundancy codes".
struct HuffmanTree {
  /// The nodes on the way to each word, from the leaf's parent to the root, and 1 or 0 for which of the two
  /// below is the way.
  private(set) var paths = Bags()
  private(set) var ways: [Float] = []
  /// The number of nodes that are no leaves.
  let nodeCount: Int

  /// A tree; counts need not be in order.
  init(counts: [Int]) {
    let leaves = counts.count
    nodeCount = max(leaves - 1, 0)
    let order = counts.indices.sorted { (counts[$0], $1) < (counts[$1], $0) }
    // What is joined comes in the order of its counts, so that two queues do.
    var sums = counts
    var parents = [Int](repeating: -1, count: leaves + nodeCount)
    var isSecond = [Bool](repeating: false, count: leaves + nodeCount)
    var (leaf, node) = (0, leaves)
    func least() -> Int {
      if leaf < leaves, node >= sums.count || counts[order[leaf]] <= sums[node] {
        leaf += 1
        return order[leaf - 1]
      }
      node += 1
      return node - 1
    }
    for joined in 0..<nodeCount {
      let (first, second) = (least(), least())
      sums.append(sums[first] + sums[second])
      (parents[first], parents[second]) = (leaves + joined, leaves + joined)
      isSecond[second] = true
    }
    for word in 0..<leaves {
      var place = word
      var path: [Int32] = []
      while parents[place] >= 0 {
        ways.append(isSecond[place] ? 1 : 0)
        place = parents[place]
        path.append(Int32(place - leaves))
      }
      paths.append(path)
    }
  }
}
