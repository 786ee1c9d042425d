import Parlance

extension Lesson {
  /// C6, C8. Two layers under binary cross-entropy.
  static let twoLayers = Lesson(
    "two-layers", "Two layers, gradient by gradient", rows: ["C6", "C8"],
    question: "What reaches the first layer of a network from its loss?", example: "C6TwoLayers",
    commands: ["parlance inspect models/mlp"]
  ) { page in
    let network = TwoLayers()
    page.section("The parts")
    page.say(
      "A model is declared from its parts, and knows its parameters by name: a = σ(W₂ relu(W₁ x + b₁) + b₂)."
    )
    page.table(
      "Parameters", ["name", "shape", "values"],
      network.namedParameters().map {
        [$0.name, "\($0.parameter.value.shape)", $0.parameter.value.doubles.fixed(1)]
      }, texts: [0, 1, 2])
    page.keep("parameters", Double(network.parameters.reduce(0) { $0 + $1.value.count }))

    let x = Tensor(NDArray(float64: [1, 0.5], shape: [1, 2]))
    func run(_ y: Double) -> (z: Tensor, loss: Tensor) {
      let z = network.z(x)
      return (z, binaryCrossEntropyFromLogits(z, Tensor(NDArray(float64: [y], shape: [1, 1]))))
    }
    page.section("Forward")
    let hidden = network.layer1(x)
    page.values("W₁ x + b₁", hidden.array.doubles)
    page.values("h", relu(hidden).array.doubles, 2, "relu of it")
    let a = sigmoid(network.z(x)).item
    page.value("z", network.z(x).item, 4, "W₂ h + b₂")
    page.value("a", a, 4, "σ(z)")
    page.section("Backward")
    for y in [1.0, 0.0] {
      let (z, loss) = run(y)
      let gradients = loss.backward(keepingAll: true)
      page.keep("∂L/∂z, y = \(Int(y))", gradients[z]!.item)
      page.keep("a − y, y = \(Int(y))", a - y)
      page.table(
        "y = \(Int(y)), L = \(loss.item.fixed(4))", ["gradient of", "values"],
        [["z", gradients[z]!.doubles.fixed(4)], ["a − y, by hand", (a - y).fixed(4)]]
          + network.namedParameters().map {
            [$0.name, gradients[$0.parameter].doubles.fixed(4)]
          }, texts: [0, 1])
    }
    page.say(
      "Sigmoid and cross-entropy together leave a − y at the output: how much too sure the network was. All else is "
        + "that, weighed by W₂, passed on where the ReLU was open, and put beside x.")
    let (_, loss) = run(1)
    page.picture(
      LessonPicture(
        "two-layers",
        .graph(
          GraphDrawing(
            loss, gradients: loss.backward(keepingAll: true),
            names: network.namedParameters()
              .map { ($0.name, $0.parameter) }, result: "L")),
        "the graph of the loss, with every parameter by its name"))

    return Exercise(
      "A network says a = 0.9 and the truth is y = 0. What is ∂L/∂z at its output?",
      .number(0.9, 1),
      why: "a − y = 0.9 − 0; the greater the mistake, the greater the push, without saturation.",
      hint: "At the output ∂L/∂z = a − y.",
      slips: [
        (.number(0.09), "The sigmoid's slope a (1 − a) cancels against the loss's."),
        (
          .number(10, 1),
          "That is the loss's own slope 1 / (1 − a); times the sigmoid's a (1 − a) it is a."
        ),
      ])
  }
}

/// z of σ(W₂ relu(W₁ x + b₁) + b₂).
private final class TwoLayers: Module {
  let layer1: Linear
  let layer2: Linear

  init() {
    var generator = RandomGenerator(seed: 1)
    layer1 = Linear(2, 2, using: &generator)
    layer2 = Linear(2, 1, using: &generator)
    layer1.weight.value = NDArray(float64: [1, -1, 0.5, 2], shape: [2, 2])
    layer1.bias!.value = NDArray(float64: [0.1, -0.3])
    layer2.weight.value = NDArray(float64: [0.8, -0.4], shape: [2, 1])
    layer2.bias!.value = NDArray(float64: [0.2])
  }

  func z(_ x: Tensor) -> Tensor { layer2(relu(layer1(x))) }
}
