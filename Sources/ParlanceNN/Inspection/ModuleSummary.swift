import ParlanceAutograd

extension Module {
  /// The parameters as a table: name, shape in memory, number of values; and the total, tied
  /// parameters counted once.
  ///
  /// ```
  /// parameter        shape   values
  /// linear1.weight   [2, 3]       6
  /// linear1.bias     [3]          3  frozen
  /// total                         9  6 trainable
  /// ```
  public var summary: String {
    let entries = namedParameters()
    func count(_ parameter: Parameter) -> Int { parameter.shape.reduce(1, *) }
    let total = entries.reduce(0) { $0 + count($1.parameter) }
    let trainable = entries.reduce(0) { $0 + ($1.parameter.isTrainable ? count($1.parameter) : 0) }
    let rows =
      [("parameter", "shape", "values", "")]
      + entries.map { name, parameter in
        (
          name, "\(parameter.shape)", "\(count(parameter))",
          parameter.isTrainable ? "" : "  frozen"
        )
      } + [("total", "", "\(total)", trainable == total ? "" : "  \(trainable) trainable")]
    let widths = (
      rows.map(\.0.count).max()!, rows.map(\.1.count).max()!, rows.map(\.2.count).max()!
    )
    func padding(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: width - text.count)
    }
    return rows.map { name, shape, values, note in
      name + padding(name, widths.0) + "   " + shape + padding(shape, widths.1) + "   "
        + padding(values, widths.2) + values + note
    }.joined(separator: "\n")
  }
}
