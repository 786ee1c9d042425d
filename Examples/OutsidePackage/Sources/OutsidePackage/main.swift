// What a package of its own can do with `import Parlance` alone: give weights, run forward and
// backward from a given gradient, read every gradient by name, step every rule.
//
//     swift run --package-path Examples/OutsidePackage

import Parlance

/// A layer whose gradient is wrong, to see that the checks see it.
final class Planted: Module {
  let weight = Parameter(NDArray([1, 2, 3]))

  func callAsFunction(_ x: Tensor) -> Tensor {
    Tensor.custom("planted", [x, weight.tensor]) {
      [$0[0] * $0[1]]
    } backward: { inputs, _, dy in
      [dy[0] * inputs[1], dy[0] * inputs[1]]
    }[0]
  }
}

let planted = Planted()
guard LayerCheck("Planted", planted, [3], { planted($0) }).problem() != nil else {
  fatalError("a planted wrong gradient was not seen")
}

let results =
  layerChecks().map { ($0.name, $0.problem()) } + ruleChecks().map { ($0.name, $0.problem()) }
for (name, problem) in results {
  print("\(problem == nil ? "passed" : "FAILED") \(name)\(problem.map { ": \($0)" } ?? "")")
}
let failures = results.count { $0.1 != nil }
if failures > 0 { fatalError("\(failures) of \(results.count) checks failed") }
print("all \(results.count) passed")
