import ParlanceAutograd
import ParlanceOptim
import ParlanceTestSupport
import Testing

@testable import ParlanceArrays

/// Expects that a rule takes PyTorch's 12 steps of a table under gradients of some of its rows, and that
/// other rows, and those of its slots, keep their bits.
func expectSparse(
  _ name: String, touchesOnlyRows: Bool, _ location: SourceLocation = #_sourceLocation,
  _ make: () -> any UpdateRule
) throws {
  let golden = try GoldenFile("rules_sparse")
  for (type, tolerance) in precisions {
    let table = Parameter(try golden["initial"].cast(to: type))
    let optimizer = Optimizer(make(), [table])
    for step in 0..<12 {
      let rows = try golden.integers("rows.\(step)").values.map { Int32($0) }
      let before = [table.value] + optimizer.state(for: [("t", table)]).map(\.array)
      var gradients = Gradients()
      gradients[gradient: table] = .rows(
        RowGradient(
          summing: try golden["grad.\(step)"].cast(to: type), at: rows, tableShape: table.shape))
      optimizer.step(gradients)
      let error = distance(table.value, try golden[name].row(step))
      #expect(error < tolerance, "\(name), \(type), step \(step)", sourceLocation: location)
      let after = [table.value] + optimizer.state(for: [("t", table)]).map(\.array)
      guard touchesOnlyRows else { continue }
      for (old, new) in zip(before, after) where old.shape == table.shape {
        for row in 0..<6 where !rows.contains(Int32(row)) {
          #expect(old.row(row) == new.row(row), "row \(row)", sourceLocation: location)
        }
      }
    }
  }
}
