// Builds the graph of L = c (a + 2 b), prints its gradients, and draws it.
//
//     swift run computation-graph [FILE.svg]

import Foundation
import Parlance

let a = Parameter(NDArray(scalar: 3), name: "a")
let b = Parameter(NDArray(scalar: 1), name: "b")
let c = Parameter(NDArray(scalar: -2), name: "c")

let loss = c.tensor * (a.tensor + 2 * b.tensor)
let gradients = loss.backward(keepingAll: true)

print("L     = \(loss.item)")
for parameter in [a, b, c] {
  print("dL/d\(parameter.name!) = \(gradients[parameter].item)")
}

let path =
  CommandLine.arguments.dropFirst().first
  ?? FileManager.default.temporaryDirectory.appendingPathComponent("computation-graph.svg").path
do {
  try AtomicFile.write(GraphDrawing(loss, gradients: gradients).svg, to: path)
  print("The graph is drawn in \(path)")
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit((error as? InputError)?.kind.rawValue ?? 1)
}
