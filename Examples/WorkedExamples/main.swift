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
  ("logistic", "A5  log-linear models are networks of one layer", logistic),
  ("loop-against-matrix", "A7  500 small products against a large one", loopAgainstMatrix),
  ("penalties", "B2  L1 against L2 on small weights", penalties),
  ("dropout", "B3  dropout, scaled in training", dropoutScaling),
  ("computation-graph", "C1  the graph of L = c (a + 2 b), drawn", computationGraph),
  ("jacobians", "C3  s = uᵀ f(W x + b), upstream × local", jacobians),
  ("multiply-gate", "C4  an operation of one's own", multiplyGate),
  ("numeric-gradient", "C5  gradients against central differences", numericGradient),
  ("two-layers", "C6  a network of two layers, ∂L/∂z = a − y", twoLayers),
  ("without-a-graph", "C7  graphs made while the program runs, and none", withoutAGraph),
  ("update-rules", "D2  update rules in a narrow valley", updateRules),
  ("learning-rates", "D3  rates fixed, decaying and halved", learningRates),
  ("output-biases", "D4  output biases at the log-frequencies", outputBiases),
  ("clipping", "D5  a gradient clipped by norm and by value", clipping),
  ("classwork", "E1  a recurrent network by hand", classwork),
  ("truncated", "E2  a repeated weight's gradient, whole and truncated", truncatedBackpropagation),
  ("vanishing-gradients", "E3  1.1⁵⁰, 0.9⁵⁰, and gradients by time step", vanishingGradients),
  ("iterated-function", "E4  f(x) = 3.5 x (1 − x), applied again and again", iteratedFunction),
  ("cliff", "E4  a cliff in a loss, with and without clipping", cliff),
  ("gates", "E5  the gates of an LSTM over a sentence, drawn", gates),
  ("gated-units", "E6  the GRU in both forms", gatedUnits),
  ("unrolled", "E8  recurrent networks unrolled: which weights are shared", unrolled),
  ("classifier", "G1  from a tensor to a trained classifier", classifier),
  ("questions", "G8  a question, a recipe, and attention that points at the answer", questions),
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
