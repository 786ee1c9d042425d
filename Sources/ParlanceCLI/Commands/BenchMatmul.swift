import ArgumentParser
import ParlanceArrays
import ParlanceLanguageModels
import ParlanceSystem
import ParlanceTraining

/// `parlance bench matmul`.
struct BenchMatmul: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matmul",
    abstract: "Time a matrix product [M, K] × [K, N] of float32.",
    discussion: "The figure is that of the median run, of as many as half a second allows.")

  @Argument(help: "Rows of the product.") var m: Int
  @Argument(help: "Columns of the product.") var n: Int
  @Argument(help: "The length of the sums.") var k: Int

  @Flag(help: "Keep the first matrix as [K, M].")
  var transposedA = false

  @Flag(help: "Keep the second matrix as [N, K].")
  var transposedB = false

  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    for (name, value) in [("m", m), ("n", n), ("k", k)] where !(1...(1 << 24)).contains(value) {
      throw ValidationError("<\(name)>: expected 1 to \(1 << 24), found \(value)")
    }
  }

  private struct Report: Encodable { let gflops: Double }

  func run() throws {
    common.apply()
    let elements = Double(m) * Double(k) + Double(k) * Double(n) + Double(m) * Double(n)
    try MemoryEstimate(bytes: elements * 4, of: "matrices of these sizes").check()
    var generator = RandomGenerator(seed: 1)
    let a = NDArray(
      uniform: -1..<1, shape: transposedA ? [k, m] : [m, k], using: &generator)
    let b = NDArray(
      uniform: -1..<1, shape: transposedB ? [n, k] : [k, n], using: &generator)
    var c = NDArray(zeros: [m, n])
    func product() {
      a.kernels.matrixProduct(
        a, transposed: transposedA, b, transposed: transposedB, accumulate: false, &c)
    }
    let first = measure(1, warmUp: 1, product).median
    let runs = min(max(Int(0.5 / max(first, 1e-7)), 3), 10_000)
    let seconds = measure(runs, warmUp: 0, product).median
    let report = Report(gflops: 2 * Double(m) * Double(n) * Double(k) / seconds / 1e9)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line("\(report.gflops.fixed(1)) GFLOP/s")
    }
  }
}
