/// Places the boxes of a graph in columns, so that all edges lead to the right.
///
/// The layered method: a box stands as many columns before the end as its longest path there has
/// edges; an edge over several columns gets a point to pass in each of them, shared by all edges
/// from one box; the order within the columns comes from sweeps by barycentres, the heights from
/// least squares under that order. Sugiyama et al., *Methods for Visual Understanding of
/// Hierarchical System Structures*, 1981.
package struct GraphLayout {
  package struct Size: Equatable {
    package var width: Double
    package var height: Double

    package init(width: Double, height: Double) { (self.width, self.height) = (width, height) }
  }

  /// A box, or a point that an edge passes through.
  package struct Item {
    /// The box's index, or nil for a point.
    package let box: Int?
    package let column: Int
    package var size: Size
    /// The middle of the left side.
    package var x = 0.0
    package var y = 0.0
    /// Where the column begins and ends; curves lie between columns only.
    package var slot = (left: 0.0, right: 0.0)
    package var sources: [Int] = []
    package var targets: [Int] = []
  }

  package private(set) var items: [Item] = []
  package private(set) var width = 0.0
  package private(set) var height = 0.0
  private var columns: [[Int]] = []

  static let columnGap = 56.0
  static let rowGap = 18.0

  package init(_ sizes: [Size], _ edges: [(from: Int, to: Int)]) {
    let distances = Self.distances(sizes.count, edges)
    let last = distances.max() ?? 0
    items = sizes.indices.map { Item(box: $0, column: last - distances[$0], size: sizes[$0]) }
    connect(edges)
    columns = [[Int]](repeating: [], count: last + 1)
    for index in items.indices { columns[items[index].column].append(index) }
    order()
    placeColumns()
    placeRows()
  }

  /// The number of edges on the longest way to the end; edges lead from smaller to greater indices.
  private static func distances(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var targets = [[Int]](repeating: [], count: count)
    for edge in edges { targets[edge.from].append(edge.to) }
    var distances = [Int](repeating: 0, count: count)
    for index in (0..<count).reversed() {
      for target in targets[index] {
        distances[index] = max(distances[index], distances[target] + 1)
      }
    }
    return distances
  }

  /// Links neighbours in adjacent columns, through points where an edge is longer.
  private mutating func connect(_ edges: [(from: Int, to: Int)]) {
    let longestFirst = edges.sorted {
      ($0.from, items[$1.to].column, $0.to) < ($1.from, items[$0.to].column, $1.to)
    }
    // The points of the box that the edges now lead from, one a column.
    var (origin, passing) = (-1, [Int]())
    for edge in longestFirst {
      if edge.from != origin { (origin, passing) = (edge.from, [edge.from]) }
      let steps = items[edge.to].column - items[edge.from].column
      while passing.count < steps {
        let (point, before) = (items.count, passing[passing.count - 1])
        items.append(
          Item(
            box: nil, column: items[edge.from].column + passing.count,
            size: Size(width: 0, height: 8)))
        link(before, point)
        passing.append(point)
      }
      link(passing[steps - 1], edge.to)
    }
  }

  private mutating func link(_ from: Int, _ to: Int) {
    items[from].targets.append(to)
    items[to].sources.append(from)
  }

  private mutating func order() {
    var rank = [Double](repeating: 0, count: items.count)
    func number(_ column: [Int]) {
      for (place, item) in column.enumerated() { rank[item] = Double(place) }
    }
    columns.forEach(number)
    for sweep in 0..<12 {
      let forward = sweep % 2 == 1
      for index in forward ? Array(columns.indices) : columns.indices.reversed() {
        let weights = columns[index].map { item in
          let near = forward ? items[item].sources : items[item].targets
          return near.isEmpty
            ? rank[item] : near.reduce(0) { $0 + rank[$1] } / Double(near.count)
        }
        let sorted = columns[index].indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
        columns[index] = sorted.map { columns[index][$0] }
        number(columns[index])
      }
    }
  }

  private mutating func placeColumns() {
    var x = 0.0
    for column in columns {
      let widest = column.map { items[$0].size.width }.max() ?? 0
      for index in column {
        items[index].slot = (x, x + widest)
        // A point is as wide as its column, so that its edge goes straight past the boxes there.
        if items[index].box == nil { items[index].size.width = widest }
        items[index].x = x + (widest - items[index].size.width) / 2
      }
      x += widest + Self.columnGap
    }
    width = x - Self.columnGap
  }

  private mutating func placeRows() {
    for column in columns { settle(column, [Double](repeating: 0, count: column.count)) }
    for sweep in 0..<24 {
      let forward = sweep % 2 == 1
      for column in forward ? columns : columns.reversed() {
        settle(
          column,
          column.map { index in
            let item = items[index]
            // The last sweeps look both ways.
            let near =
              sweep > 19 ? item.sources + item.targets : forward ? item.sources : item.targets
            if near.isEmpty { return item.y }
            return near.reduce(0) { $0 + items[$1].y } / Double(near.count)
          })
      }
    }
    let top = items.map { $0.y - $0.size.height / 2 }.min() ?? 0
    for index in items.indices { items[index].y -= top }
    height = items.map { $0.y + $0.size.height / 2 }.max() ?? 0
  }

  /// Brings a column's items as near as their order and sizes allow to where they want to be, by
  /// least squares: those that would overlap join a block, which takes the mean of their wishes.
  private mutating func settle(_ column: [Int], _ wishes: [Double]) {
    var blocks: [(sum: Double, members: [(item: Int, offset: Double)])] = []
    var offset = 0.0
    for (place, index) in column.enumerated() {
      if place > 0 {
        let before = items[column[place - 1]].size.height
        offset += (before + items[index].size.height) / 2 + Self.rowGap
      }
      blocks.append((wishes[place] - offset, [(index, offset)]))
      func mean(_ block: Int) -> Double { blocks[block].sum / Double(blocks[block].members.count) }
      while blocks.count > 1, mean(blocks.count - 2) > mean(blocks.count - 1) {
        let (sum, members) = blocks.removeLast()
        blocks[blocks.count - 1].sum += sum
        blocks[blocks.count - 1].members += members
      }
    }
    for (sum, members) in blocks {
      for (item, offset) in members { items[item].y = sum / Double(members.count) + offset }
    }
  }
}
