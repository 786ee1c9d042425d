// The worked examples, one a file.
//
//     swift run parlance-examples                 names them
//     swift run parlance-examples NAME [FOLDER]   runs one, and puts its pictures into the folder

import Foundation
import Parlance

let examples: [(name: String, about: String, run: () throws -> Void)] = [
  ("unit", "A1  one unit, y = σ(w · x + b)", unit),
  ("activations", "A2  activation functions and their gradients", activations),
  ("xor", "A3  XOR: least squares, given weights, trained weights", xor),
  ("computation-graph", "C1  the graph of L = c (a + 2 b), drawn", computationGraph),
  ("cliff", "E4  a cliff in a loss, with and without clipping", cliff),
  ("iterated-function", "E4  f(x) = 3.5 x (1 − x), applied again and again", iteratedFunction),
]

let arguments = CommandLine.arguments.dropFirst()
if let name = arguments.first {
  guard let example = examples.first(where: { $0.name == name }) else {
    FileHandle.standardError.write(Data("no example \(name)\n".utf8))
    exit(64)
  }
  do {
    try example.run()
  } catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit((error as? InputError)?.kind.rawValue ?? 1)
  }
} else {
  for example in examples {
    print(example.name.padding(toLength: 22, withPad: " ", startingAt: 0) + example.about)
  }
}
